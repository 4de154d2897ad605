"""A CA in the profile of the real one: for signing and for authentication, in several generations of one name."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from identity.jpki.profile import CertificateHolder

PrivateKey = CertificateIssuerPrivateKeyTypes


class Kind(StrEnum):
    SIGN = "sign"  # 署名用
    AUTHENTICATION = "auth"  # 利用者証明用


class KeyType(StrEnum):
    RSA_2048 = "rsa2048"
    P384 = "p384"
    # Refused by every verifier; for tests of the refusal.
    RSA_1024 = "rsa1024"
    P256 = "p256"


@dataclass(frozen=True, slots=True)
class Issued:
    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)


class Authority:
    """`folder`: where keys, roots (roots/*.pem), lists (crls/*.crl) and what was revoked are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def issue(
        self,
        holder: CertificateHolder | None,
        *,
        kind: Kind = Kind.SIGN,
        key_type: KeyType = KeyType.RSA_2048,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> Issued:
        """Issue a certificate with a new key, for five years from now unless said otherwise."""
        raise NotImplementedError

    def revoke(self, certificate: x509.Certificate, *, reason: x509.ReasonFlags = x509.ReasonFlags.unspecified) -> None:
        """Revoke, or put on hold (certificate_hold). Write new lists with `publish` afterwards."""
        raise NotImplementedError

    def publish(self) -> list[Path]:
        """Write the current revocation lists into `folder`/crls and return their paths."""
        raise NotImplementedError


def sign_bare(key: PrivateKey, document_digest: bytes) -> bytes:
    """The bare value of the 署名API: RSA PKCS#1 v1.5 over a SHA-256 digest, ECDSA for P-384 over a SHA-384 digest."""
    raise NotImplementedError
