"""The CA certificates this city trusts: PEM or DER files in the folder that JPKI_ROOTS names, and nothing else.

All generations of a root share one name, so an issuer is chosen by its key: key identifier and signature, never name.
An expired root stays in the folder for old evidence; validity is checked at the moment of the signature.
"""

from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import x509


@dataclass(frozen=True, slots=True)
class PinnedRoot:
    """`fingerprint`: SHA-256 of the certificate, hexadecimal."""

    fingerprint: str
    der: bytes = field(repr=False)
    certificate: x509.Certificate = field(repr=False, compare=False)
    valid_from: datetime
    valid_until: datetime


def pinned_roots() -> tuple[PinnedRoot, ...]:
    raise NotImplementedError
