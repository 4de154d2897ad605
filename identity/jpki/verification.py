"""The one entry for checking a card's signature: CMS as others make it, or the bare value of the 署名API."""

from dataclasses import dataclass, field
from datetime import datetime

from identity.jpki.profile import CertificateHolder
from identity.jpki.reasons import Reason
from identity.jpki.revocation.port import Revocation, RevocationSource
from identity.jpki.roots import PinnedRoot


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


def verify_signature(
    signature: BareSignature | CmsSignature,
    *,
    document: bytes,
    moment: datetime | None = None,
    source: RevocationSource | None = None,
) -> Verification:
    """Check a signature over `document`. Raises nothing for bad input; unknown is never good.

    `moment`: None at intake (now). Only the re-check of old evidence names a moment in the past, with the proof kept
    at that moment as `source` (RFC 5280 §6.1 is about one moment; a certificate revoked later was good before).
    """
    raise NotImplementedError
