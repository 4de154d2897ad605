"""Asking for a signature, and writing down what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from identity.jpki.profile import CertificateHolder
from identity.jpki.reasons import Reason
from identity.jpki.verification import BareSignature, CmsSignature
from identity.signatures.models import SignatureEvidence, SignatureRequest


class OutcomeState(StrEnum):
    SIGNED = "signed"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"  # could not be checked just now; the request stays open


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a signature. `message` is for the citizen and says what to do next; `staff_reason` says why."""

    state: OutcomeState
    reason: Reason
    message: str
    staff_reason: str
    evidence: SignatureEvidence | None = None
    holder: CertificateHolder | None = field(default=None, repr=False)


def content_digest(*, subject: UUID, title: str, text: str, payload: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the canonical form of what is, or would be, signed."""
    raise NotImplementedError


def open_signature_request(
    *, subject: UUID, user_id: int | None, title: str, text: str, payload: Mapping[str, Any]
) -> SignatureRequest:
    """Ask for a signature over `text` (what the person reads) and `payload` (the answers), hashed together.

    The same content for the same subject and user gives the same open request. `digest` goes to the 署名API.
    """
    raise NotImplementedError


def read_text(request: SignatureRequest) -> str:
    """The text to show to the person, from the sealed content itself: what is shown is what is signed."""
    raise NotImplementedError


def record_signature(*, request_id: UUID, result: BareSignature | CmsSignature, method: str) -> Outcome:
    """Verify now, and write evidence once. Idempotent; a bad signature is an Outcome, never an exception.

    Raises SignatureRequest.DoesNotExist for an unknown request.
    """
    raise NotImplementedError


def evidence_for(*, subject: UUID, digest: str, within: timedelta | None = None) -> SignatureEvidence | None:
    """The newest evidence that exactly this content was signed for this subject, not older than `within`."""
    raise NotImplementedError


def matches(evidence: SignatureEvidence, *, title: str, text: str, payload: Mapping[str, Any]) -> bool:
    """Whether the evidence is of exactly this content."""
    raise NotImplementedError


def read_holder(evidence: SignatureEvidence) -> CertificateHolder:
    """基本4情報 of who signed. Reading them is reading a citizen's data: write a disclosure entry first."""
    raise NotImplementedError
