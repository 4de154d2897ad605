"""The CA certificates this city trusts: PEM or DER files in the folder that JPKI_ROOTS names, and nothing else.

All generations of a root share one name, so an issuer is chosen by its key (identifier and signature), never by name.
An expired root stays in the folder for old evidence: validity is asked at the moment of the signature.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from asn1crypto import pem, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import Certificate, InvalidVersion, load_der_x509_certificate
from django.conf import settings

from identity.jpki.algorithms import require_key
from identity.jpki.der import UNREADABLE, require_der
from identity.jpki.reasons import Refused

# What test hierarchies write into O=. Never accepted in production, whatever lies in the folder.
TEST_ORGANIZATIONS: Final = frozenset({"MIHON-DEV", "JPKI-TEST"})


class RootFault(ValueError):
    """A file in the folder is no CA certificate that can be trusted. Names the file."""


@dataclass(frozen=True, slots=True)
class PinnedRoot:
    """`fingerprint`: SHA-256 of the certificate, hexadecimal."""

    fingerprint: str
    der: bytes = field(repr=False)
    certificate: x509.Certificate = field(repr=False, compare=False)
    loaded: Certificate = field(repr=False, compare=False)
    valid_from: datetime
    valid_until: datetime

    @property
    def is_for_tests(self) -> bool:
        return bool(TEST_ORGANIZATIONS & _organizations(self.certificate))

    def is_valid_at(self, moment: datetime) -> bool:
        return self.valid_from <= moment <= self.valid_until

    def issued(self, certificate: x509.Certificate, loaded: Certificate) -> bool:
        """Whether this root's key signed the certificate: key identifiers agree, and the signature holds."""
        if certificate.authority_key_identifier != self.certificate.key_identifier:
            return False
        try:
            loaded.verify_directly_issued_by(self.loaded)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
            return False
        return True


def pinned_roots() -> tuple[PinnedRoot, ...]:
    """The roots of JPKI_ROOTS that count. Raises RootFault.

    In production a root of a test hierarchy is left out, even if the system check was skipped.
    """
    return tuple(root for root in all_roots() if not (settings.PRODUCTION and root.is_for_tests))


def all_roots() -> tuple[PinnedRoot, ...]:
    """Every root in the folder; none where JPKI_ROOTS is not set, and then no signature holds. Raises RootFault.

    The sandbox makes its folder when the demo is seeded; a city's folder must be there.
    """
    if not settings.JPKI_ROOTS or not (settings.PRODUCTION or Path(settings.JPKI_ROOTS).exists()):
        return ()
    return read_roots(Path(settings.JPKI_ROOTS))


def read_roots(folder: Path) -> tuple[PinnedRoot, ...]:
    """The roots in a folder. Raises RootFault for a file that holds none."""
    return _read(folder, _stamp(folder))


def load_root(data: bytes) -> PinnedRoot:
    """Read one CA certificate, PEM or DER. Raises RootFault."""
    try:
        der = pem.unarmor(data)[2] if pem.detect(data) else data
        require_der(der)
        certificate = x509.Certificate.load(der, strict=True)
        require_key(certificate.public_key)
        loaded = load_der_x509_certificate(der)
        loaded.verify_directly_issued_by(loaded)
        usage = certificate.key_usage_value.native if certificate.key_usage_value else set()
    except (Refused, InvalidSignature, InvalidVersion, UnsupportedAlgorithm, *UNREADABLE):
        raise RootFault("not a self-signed certificate with RSA-2048 or P-384") from None
    if not certificate.ca or not {"key_cert_sign", "crl_sign"} <= usage or not certificate.key_identifier:
        raise RootFault("not the certificate of a CA")
    return PinnedRoot(
        fingerprint=sha256(der).hexdigest(),
        der=der,
        certificate=certificate,
        loaded=loaded,
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
    )


def find_issuer(
    certificate: x509.Certificate, loaded: Certificate, *, roots: Iterable[PinnedRoot], moment: datetime
) -> PinnedRoot | None:
    """The root that issued the certificate and was valid at the moment; None if none of them did."""
    return next((root for root in roots if root.is_valid_at(moment) and root.issued(certificate, loaded)), None)


def _organizations(certificate: x509.Certificate) -> set[str]:
    found = certificate.subject.native.get("organization_name", ())
    return {found} if isinstance(found, str) else set(found)


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """What tells whether the folder changed: a new generation is pinned without a restart."""
    if not folder.is_dir():
        raise RootFault("JPKI_ROOTS: there is no such folder")
    files = [path for path in folder.iterdir() if path.suffix in {".pem", ".crt", ".cer", ".der"}]
    return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def _read(folder: Path, stamp: tuple[tuple[str, int], ...]) -> tuple[PinnedRoot, ...]:
    found = []
    for name, _changed in stamp:
        try:
            found.append(load_root((folder / name).read_bytes()))
        except RootFault as fault:
            raise RootFault(f"{name}: {fault}") from None
    return tuple(found)
