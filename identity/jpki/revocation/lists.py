"""Verifying a certificate revocation list (RFC 5280 §5, §6.3) before anything in it is believed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID, SignatureAlgorithmOID

from identity.jpki.revocation.scopes import WHOLE, scope_of_list
from identity.jpki.roots import PinnedRoot

MOST: Final = 128 * 1024 * 1024
_ALGORITHMS: Final = frozenset({SignatureAlgorithmOID.RSA_WITH_SHA256, SignatureAlgorithmOID.ECDSA_WITH_SHA384})


class ListFault(Exception):
    """The list proves nothing. The text tells staff why; it names no certificate."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`serial`: hexadecimal without leading zeros. `reason`: RFC 5280's word."""

    serial: str
    reason: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class VerifiedList:
    sha256: str
    issuer: str  # the pinned root's fingerprint
    scope: str
    number: int | None
    this_update: datetime
    next_update: datetime
    size: int
    der: bytes = field(repr=False)
    loaded: x509.CertificateRevocationList = field(repr=False, compare=False)

    def entries(self) -> Iterator[Entry]:
        """Raises ListFault for an entry that says something critical and unknown."""
        for revoked in self.loaded:
            yield _entry(revoked)

    def find(self, serial: int) -> Entry | None:
        revoked = self.loaded.get_revoked_certificate_by_serial_number(serial)
        return _entry(revoked) if revoked else None


def verify_list(der: bytes, *, roots: Iterable[PinnedRoot], moment: datetime) -> VerifiedList:
    """Check signature, issuer, scope and period. Raises ListFault."""
    if len(der) > MOST:
        raise ListFault("too large")
    try:
        loaded = x509.load_der_x509_crl(der)
        extensions = {extension.oid: extension for extension in loaded.extensions}
        issuer = _issuer(loaded, extensions, roots=roots, moment=moment)
        number = extensions.get(ExtensionOID.CRL_NUMBER)
        scope = _scope(extensions)
        this_update, next_update = loaded.last_update_utc, loaded.next_update_utc
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise ListFault("not a revocation list in DER") from None
    if this_update > moment:
        raise ListFault("not yet in force")
    if next_update is None or next_update <= moment:
        raise ListFault("stale")
    return VerifiedList(
        sha256=sha256(der).hexdigest(),
        issuer=issuer.fingerprint,
        scope=scope,
        number=number.value.crl_number if number and isinstance(number.value, x509.CRLNumber) else None,
        this_update=this_update,
        next_update=next_update,
        size=len(loaded),
        der=der,
        loaded=loaded,
    )


_Extensions = dict[x509.ObjectIdentifier, x509.Extension[x509.ExtensionType]]


def _issuer(
    loaded: x509.CertificateRevocationList, extensions: _Extensions, *, roots: Iterable[PinnedRoot], moment: datetime
) -> PinnedRoot:
    if loaded.signature_algorithm_oid not in _ALGORITHMS:
        raise ListFault("signed with an algorithm that is not accepted")
    identifier = extensions.get(ExtensionOID.AUTHORITY_KEY_IDENTIFIER)
    if identifier is None or not isinstance(identifier.value, x509.AuthorityKeyIdentifier):
        raise ListFault("does not name its issuer's key")
    for root in roots:
        named = root.certificate.key_identifier == identifier.value.key_identifier
        if named and root.is_valid_at(moment) and loaded.issuer == root.loaded.subject:
            public_key = root.loaded.public_key()
            assert isinstance(public_key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)  # load_root took no other
            if loaded.is_signature_valid(public_key):
                return root
    raise ListFault("not signed by a pinned root")


def _scope(extensions: _Extensions) -> str:
    known = {ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.CRL_NUMBER, ExtensionOID.ISSUING_DISTRIBUTION_POINT}
    if ExtensionOID.DELTA_CRL_INDICATOR in extensions:
        raise ListFault("holds changes only (delta)")
    if any(extension.critical and oid not in known for oid, extension in extensions.items()):
        raise ListFault("has a critical extension that is not known")
    point = extensions.get(ExtensionOID.ISSUING_DISTRIBUTION_POINT)
    if point is None:
        return WHOLE
    scope = scope_of_list(point.value.public_bytes())
    if scope is None:
        raise ListFault("does not cover all reasons and all certificates of citizens")
    return scope


def _entry(revoked: x509.RevokedCertificate) -> Entry:
    reason = x509.ReasonFlags.unspecified
    for extension in revoked.extensions:
        if extension.oid == CRLEntryExtensionOID.CRL_REASON and isinstance(extension.value, x509.CRLReason):
            reason = extension.value.reason
        elif extension.critical:
            raise ListFault("has an entry with a critical extension that is not known")
    return Entry(f"{revoked.serial_number:x}", reason.value, revoked.revocation_date_utc)
