"""Encryption of secrets that belong to accounts (second factors), with the portal's key ring. See docs/security.md.

The ring's keys are 32 bytes in URL-safe base64, which is what Fernet takes. The first encrypts, all decrypt.
"""

from functools import lru_cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _ring(setting: str) -> MultiFernet:
    return MultiFernet([Fernet(part.partition(":")[2]) for part in setting.split(",")])


def encrypt_secret(text: str) -> str:
    return _ring(settings.SEALING_KEYS).encrypt(text.encode()).decode()


def decrypt_secret(encrypted: str) -> str:
    """Raises cryptography.fernet.InvalidToken if no key of the ring fits."""
    return _ring(settings.SEALING_KEYS).decrypt(encrypted).decode()


def renew_secret(encrypted: str) -> str:
    """The same secret, encrypted with the newest key."""
    return _ring(settings.SEALING_KEYS).rotate(encrypted.encode()).decode()


def renew_second_factors() -> int:
    """Encrypt every staff member's authenticator secret with the newest key. Returns how many."""
    factors = list(Authenticator.objects.filter(type=Authenticator.Type.TOTP))
    for factor in factors:
        factor.data = {**factor.data, "secret": renew_secret(factor.data["secret"])}
    Authenticator.objects.bulk_update(factors, ["data"], batch_size=500)
    return len(factors)
