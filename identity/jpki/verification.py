"""The one entry for checking a card's signature: CMS as others make it, or the bare value of the 署名API."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from asn1crypto import x509
from cryptography.x509 import InvalidVersion, load_der_x509_certificate
from django.utils import timezone

from identity.jpki import algorithms, certificate, path
from identity.jpki.cms import Signed, read_cms, wrap_bare
from identity.jpki.der import UNREADABLE, require_der
from identity.jpki.profile import CertificateHolder
from identity.jpki.reasons import Reason, Refused
from identity.jpki.revocation.port import Revocation, RevocationSource, Status
from identity.jpki.revocation.sources import configured_source
from identity.jpki.roots import PinnedRoot, RootFault, find_issuer, pinned_roots

_log = structlog.get_logger(__name__)

# A certificate has about 2 KB; a SignedData with a few of them stays far below.
MOST_CMS: Final = 64 * 1024
MOST_CERTIFICATE: Final = 16 * 1024
MOST_VALUE: Final = 512


@dataclass(frozen=True, slots=True)
class BareSignature:
    """What the 署名API hands back: RSA PKCS#1 v1.5 over the document's SHA-256 digest (P-384: ECDSA over SHA-384, DER).

    `certificate`: the 署名用電子証明書, DER.
    """

    value: bytes = field(repr=False)
    certificate: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CmsSignature:
    """A detached CMS SignedData in DER with one signer."""

    cms: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of all checks at `moment`. `reason` is for staff; `holder` is personal data.

    `passed`: the names of the checks that held, in their order; the one after them failed, unless `is_good`.
    `certificate`, `cms`: DER, empty where it did not come so far. `root`: who issued the certificate.
    """

    reason: Reason
    moment: datetime
    passed: tuple[str, ...] = ()
    holder: CertificateHolder | None = field(default=None, repr=False)
    certificate: bytes = field(default=b"", repr=False)
    cms: bytes = field(default=b"", repr=False)
    root: PinnedRoot | None = None
    revocation: Revocation | None = None

    @property
    def is_good(self) -> bool:
        return self.reason is Reason.GOOD


@dataclass(slots=True)
class _Case:
    """What is known so far of one signature under check."""

    signature: BareSignature | CmsSignature
    document: bytes
    moment: datetime
    roots: Iterable[PinnedRoot] | None
    source: RevocationSource
    cms: bytes = b""
    signed: Signed | None = None
    root: PinnedRoot | None = None
    policies: frozenset[str] = frozenset()
    holder: CertificateHolder | None = None
    revocation: Revocation | None = None

    @property
    def certificate(self) -> x509.Certificate:
        assert self.signed is not None
        return self.signed.certificate

    @property
    def issuer(self) -> PinnedRoot:
        assert self.root is not None
        return self.root


def verify_signature(
    signature: BareSignature | CmsSignature,
    *,
    document: bytes,
    moment: datetime | None = None,
    source: RevocationSource | None = None,
    roots: Iterable[PinnedRoot] | None = None,
) -> Verification:
    """Check a signature over `document`. Raises nothing for bad input; unknown is never good.

    `moment`: None at intake (now). Only the re-check of old evidence names a moment in the past, with the proof kept
    at that moment as `source`: a certificate revoked later was good before.
    `source`, `roots`: those of the settings unless given.
    """
    case = _Case(
        signature,
        document,
        moment or timezone.now(),
        roots,
        source or configured_source(),
    )
    passed: list[str] = []
    reason = Reason.GOOD
    for name, check in CHECKS.items():
        try:
            check(case)
        except Refused as refused:
            reason = refused.reason
            break
        passed.append(name)
    return Verification(
        reason=reason,
        moment=case.moment,
        passed=tuple(passed),
        holder=case.holder,
        certificate=case.signed.certificate.dump() if case.signed else b"",
        cms=case.cms,
        root=case.root,
        revocation=case.revocation,
    )


def _size(case: _Case) -> None:
    given = case.signature
    if isinstance(given, CmsSignature):
        too_large = len(given.cms) > MOST_CMS
    else:
        too_large = len(given.certificate) > MOST_CERTIFICATE or len(given.value) > MOST_VALUE
    if too_large:
        raise Refused(Reason.TOO_LARGE)


def _der(case: _Case) -> None:
    given = case.signature
    if isinstance(given, CmsSignature):
        require_der(given.cms)
        case.cms = given.cms
    else:
        require_der(given.certificate)
        case.cms = wrap_bare(given.value, given.certificate)


def _one_signer(case: _Case) -> None:
    case.signed = read_cms(case.cms)


def _algorithms(case: _Case) -> None:
    assert case.signed is not None
    try:
        kind = algorithms.require_key(case.certificate.public_key)
        named = case.certificate.signature_algo, case.certificate.hash_algo
    except UNREADABLE:
        raise Refused(Reason.ALGORITHM) from None
    algorithms.require_pair(kind, case.signed.signer["signature_algorithm"], case.signed.digest_algorithm)
    if named not in algorithms.CERTIFICATE_SIGNATURES:
        raise Refused(Reason.ALGORITHM)


def _issuer(case: _Case) -> None:
    try:
        loaded = load_der_x509_certificate(case.certificate.dump())
    except (ValueError, InvalidVersion):
        raise Refused(Reason.STRUCTURE) from None
    try:
        roots = pinned_roots() if case.roots is None else case.roots
    except RootFault as fault:
        _log.error("pinned roots not read", fault=str(fault))
        raise Refused(Reason.ROOTS_UNREADABLE) from None
    case.root = find_issuer(case.certificate, loaded, roots=roots, moment=case.moment)
    if case.root is None:
        raise Refused(Reason.ISSUER)


def _validity(case: _Case) -> None:
    certificate.require_validity(case.certificate, case.moment)


def _usage(case: _Case) -> None:
    certificate.require_usage(case.certificate)


def _policy(case: _Case) -> None:
    case.policies = certificate.require_policy(case.certificate)


def _path(case: _Case) -> None:
    path.require_path(case.certificate, root=case.issuer, policies=case.policies, moment=case.moment)


def _holder(case: _Case) -> None:
    case.holder = certificate.require_holder(case.certificate, case.policies)


def _document(case: _Case) -> None:
    assert case.signed is not None
    path.require_signature(case.signed, document=case.document, root=case.issuer, moment=case.moment)


def _revocation(case: _Case) -> None:
    """Last, since it may ask others: nobody can make the portal ask about what is not a good signature."""
    case.revocation = case.source.look_up(case.certificate, issuer=case.issuer, moment=case.moment)
    match case.revocation.status:
        case Status.GOOD:
            return
        case Status.REVOKED:
            raise Refused(Reason.REVOKED)
        case Status.ON_HOLD:
            raise Refused(Reason.ON_HOLD)
        case _:
            raise Refused(Reason.REVOCATION_UNKNOWN)


# The order is part of the design: cheap before dear, form before meaning, own knowledge before asking others.
CHECKS: Final[dict[str, Callable[[_Case], None]]] = {
    "size": _size,
    "der": _der,
    "signer": _one_signer,
    "algorithm": _algorithms,
    "issuer": _issuer,
    "validity": _validity,
    "usage": _usage,
    "policy": _policy,
    "path": _path,
    "holder": _holder,
    "signature": _document,
    "revocation": _revocation,
}
