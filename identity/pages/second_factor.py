from allauth.mfa.adapter import DefaultMFAAdapter

from identity.access.secrets import decrypt_secret, encrypt_secret


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator secrets and recovery seeds are kept encrypted."""

    def encrypt(self, text: str) -> str:
        return encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_secret(encrypted_text)
