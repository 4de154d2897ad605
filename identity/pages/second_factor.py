from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.context import SITE_NAME
from identity.access.secrets import decrypt_secret, encrypt_secret
from identity.people.models import User


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator secrets and recovery seeds are kept encrypted. Names are what devices show to their owner."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("確認できませんでした。コードかパスキーを確かめて、もう一度操作してください。"),
    }

    def encrypt(self, text: str) -> str:
        return encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_secret(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002, ARG002  allauth's
        return _("パスキー")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(SITE_NAME)}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        label = user.email or _("マイナンバーカードの利用者")
        return {**super().get_public_key_credential_user_entity(user), "display_name": label, "name": label}

    def get_totp_label(self, user: User) -> str:
        return user.email or _("マイナンバーカードの利用者")
