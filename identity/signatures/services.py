"""Asking for a signature, and writing down what came back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from identity.access import clock
from identity.jpki.cms import without_certificates
from identity.jpki.models import RevocationList
from identity.jpki.profile import CertificateHolder
from identity.jpki.reasons import LATER, Reason, staff_reason
from identity.jpki.verification import BareSignature, CmsSignature, Verification, verify_signature
from identity.signatures.canonical import canonical_content
from identity.signatures.messages import citizen_message
from identity.signatures.models import SignatureEvidence, SignatureRefusal, SignatureRequest, SignatureState
from identity.signatures.sealing import holder_from_json, holder_to_json, new_wrapped_key, seal, unseal

LIFETIME: Final = timedelta(hours=1)


class OutcomeState(StrEnum):
    SIGNED = "signed"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"  # could not be checked just now; the request stays open
    EXPIRED = "expired"  # came too late


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
    """SHA-256 (hexadecimal) of the canonical form of what is, or would be, signed. Raises NotCanonical."""
    return sha256(canonical_content(subject=subject, title=title, text=text, payload=payload)).hexdigest()


def open_signature_request(
    *, subject: UUID, user_id: int | None, title: str, text: str, payload: Mapping[str, Any]
) -> SignatureRequest:
    """Ask for a signature over `text` (what the person reads) and `payload` (the answers), hashed together.

    The same content for the same subject and user gives the same open request, with a new hour. `digest` goes to the
    署名API. Raises NotCanonical.
    """
    content = canonical_content(subject=subject, title=title, text=text, payload=payload)
    digest, now = sha256(content).hexdigest(), timezone.now()
    with transaction.atomic():
        expire_requests(subject=subject)
        request = SignatureRequest(
            subject=subject,
            user_id=user_id,
            title=title,
            digest=digest,
            wrapped_key=new_wrapped_key(),
            expires_at=now + LIFETIME,
        )
        request.content = seal(request, content)
        # Two taps at once: the second one finds the first one's row.
        SignatureRequest.objects.bulk_create([request], ignore_conflicts=True)
        same = SignatureRequest.objects.filter(subject=subject, digest=digest, state=SignatureState.OPEN)
        same = same.filter(user__isnull=True) if user_id is None else same.filter(user=user_id)
        found = same.select_for_update().get()
        found.expires_at = now + LIFETIME
        found.save(update_fields=["expires_at"])
    return found


def expire_requests(*, subject: UUID | None = None) -> int:
    """Close open requests whose time is over. Returns how many."""
    now = timezone.now()
    late = SignatureRequest.objects.filter(state=SignatureState.OPEN, expires_at__lte=now)
    if subject is not None:
        late = late.filter(subject=subject)
    return late.update(state=SignatureState.EXPIRED, finished_at=now)


def read_content(request: SignatureRequest) -> bytes:
    """The canonical form itself. Raises KeyDestroyed."""
    return unseal(request, request.content)


def read_text(request: SignatureRequest) -> str:
    """The text to show to the person, from the sealed content itself: what is shown is what is signed."""
    return str(json.loads(read_content(request))["text"])


def record_signature(*, request_id: UUID, result: BareSignature | CmsSignature, method: str) -> Outcome:
    """Verify now, and write evidence once. Idempotent; a bad signature is an Outcome, never an exception.

    Verifying may ask a responder, so it happens before the row is locked. Raises SignatureRequest.DoesNotExist.
    """
    request = SignatureRequest.objects.get(pk=request_id)
    if (settled := _settled(request)) is not None:
        return settled
    verification = verify_signature(result, document=read_content(request))
    with transaction.atomic():
        request = SignatureRequest.objects.select_for_update().get(pk=request_id)
        if (settled := _settled(request)) is not None:
            return settled
        if verification.is_good:
            return _accept(request, verification, method=method)
        return _refuse(request, verification.reason, method=method)


def evidence_for(*, subject: UUID, digest: str, within: timedelta | None = None) -> SignatureEvidence | None:
    """The newest evidence that exactly this content was signed for this subject, not older than `within`."""
    found = SignatureEvidence.objects.filter(subject=subject, digest=digest)
    if within is not None:
        found = found.filter(at__gte=clock.now() - within)
    return found.select_related("request").order_by("-at").first()


def matches(evidence: SignatureEvidence, *, title: str, text: str, payload: Mapping[str, Any]) -> bool:
    """Whether the evidence is of exactly this content."""
    return evidence.digest == content_digest(subject=evidence.subject, title=title, text=text, payload=payload)


def read_holder(evidence: SignatureEvidence) -> CertificateHolder:
    """基本4情報 of who signed. Reading them is reading a citizen's data: write a disclosure entry first.

    Raises KeyDestroyed.
    """
    return holder_from_json(unseal(evidence.request, evidence.holder))


def _settled(request: SignatureRequest) -> Outcome | None:
    """The outcome of a request that is over; closes one whose time is over. None: it waits for its signature."""
    if request.state == SignatureState.OPEN and request.expires_at > timezone.now():
        return None
    if request.state == SignatureState.OPEN:
        expire_requests(subject=request.subject)
        request.state = SignatureState.EXPIRED
    if request.state == SignatureState.SIGNED:
        holder = read_holder(request.evidence) if request.wrapped_key else None
        return _outcome(OutcomeState.SIGNED, Reason.GOOD, evidence=request.evidence, holder=holder)
    if request.state == SignatureState.REFUSED:
        last = request.refusals.order_by("-at", "-pk")[0]
        return _outcome(OutcomeState.REFUSED, Reason(last.reason))
    return _outcome(OutcomeState.EXPIRED, Reason.TOO_LATE)


def _accept(request: SignatureRequest, verification: Verification, *, method: str) -> Outcome:
    assert verification.root is not None
    assert verification.revocation is not None
    assert verification.holder is not None
    keep = settings.JPKI_KEEP_CERTIFICATE
    proof = verification.revocation
    evidence = SignatureEvidence.objects.create(
        request=request,
        subject=request.subject,
        digest=request.digest,
        method=method,
        at=verification.moment,
        fingerprint=sha256(verification.certificate).hexdigest(),
        cms=seal(request, verification.cms if keep else without_certificates(verification.cms)),
        certificate=seal(request, verification.certificate) if keep else "",
        holder=seal(request, holder_to_json(verification.holder)),
        revocation=seal(request, json.dumps(proof.proof()).encode()),
        root=verification.root.der,
        revocation_list=RevocationList.objects.get(sha256=proof.list_sha256) if proof.list_sha256 else None,
        revocation_response=seal(request, proof.response) if proof.response else "",
    )
    _finish(request, SignatureState.SIGNED)
    return _outcome(OutcomeState.SIGNED, Reason.GOOD, evidence=evidence, holder=verification.holder)


def _refuse(request: SignatureRequest, reason: Reason, *, method: str) -> Outcome:
    """What cannot be checked just now may be good: the request stays open, and the attempt is written down."""
    SignatureRefusal.objects.create(request=request, method=method, reason=reason)
    if reason in LATER:
        return _outcome(OutcomeState.UNAVAILABLE, reason)
    _finish(request, SignatureState.REFUSED)
    return _outcome(OutcomeState.REFUSED, reason)


def _finish(request: SignatureRequest, state: SignatureState) -> None:
    request.state = state
    request.finished_at = timezone.now()
    request.save(update_fields=["state", "finished_at"])


def _outcome(
    state: OutcomeState,
    reason: Reason,
    *,
    evidence: SignatureEvidence | None = None,
    holder: CertificateHolder | None = None,
) -> Outcome:
    return Outcome(state, reason, citizen_message(reason), staff_reason(reason), evidence=evidence, holder=holder)
