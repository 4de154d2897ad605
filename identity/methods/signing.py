"""Level 3: a transaction before the person leaves, a verified signature when they are back."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from identity.access.assurance import Level
from identity.jpki.profile import CertificateHolder
from identity.jpki.reasons import Reason
from identity.methods.card.transactions import open_transaction, read_result
from identity.methods.contract import Proof, ProofFailed
from identity.methods.events import record_event
from identity.methods.flow import start
from identity.methods.marks import person_mark
from identity.methods.models import Attempt, Event
from identity.methods.openid.method import Tokens
from identity.methods.openid.provider import provider
from identity.methods.registry import method
from identity.signatures.models import SignatureRequest
from identity.signatures.services import OutcomeState, record_signature

CARD = "card"
_GENDERS = {"1": "male", "2": "female"}
_BY_STATE = {OutcomeState.UNAVAILABLE: "away", OutcomeState.EXPIRED: "lost"}
_BY_REASON: Mapping[Reason | None, str] = {
    Reason.REVOKED: "revoked",
    Reason.ON_HOLD: "revoked",
    Reason.EXPIRED: "expired",
}


def begin(request: SignatureRequest, *, next_path: str, browser: str, user_id: int | None, redirect_uri: str) -> str:
    """Open the transaction over the request's digest; the address to send the person to. Raises ProofFailed."""
    transaction = open_transaction(provider(CARD), digest=bytes.fromhex(request.digest))
    return start(
        using=method(CARD),
        level=Level.SIGNATURE,
        next_path=next_path,
        browser=browser,
        user_id=user_id,
        redirect_uri=redirect_uri,
        signature_request=request.pk,
        transaction=transaction,
    )


def collect(request_id: UUID, *, attempt: Attempt, proof: Proof, tokens: Tokens) -> Proof:
    """Fetch the signature and have it verified and kept. Raises ProofFailed where it is not good."""
    result = read_result(provider(attempt.method), transaction=attempt.transaction, tokens=tokens)
    outcome = record_signature(request_id=request_id, result=result, method=attempt.method)
    if outcome.state is not OutcomeState.SIGNED:
        page = _BY_STATE.get(outcome.state) or _BY_REASON.get(outcome.reason, "signature-refused")
        raise ProofFailed(page, f"signature-{outcome.reason or outcome.state}".replace("_", "-"))
    record_event(
        Event.SIGNED, method=attempt.method, level=Level.SIGNATURE, user_id=attempt.user_id, attempt=attempt.pk
    )
    return replace(proof, signed=is_same_person(outcome.holder, proof))


def is_same_person(holder: CertificateHolder | None, proof: Proof) -> bool:
    """Whether the certificate names the person whom the provider named. A phone's certificate may name nobody."""
    if holder is None or holder.birth is None or not holder.birth.is_complete:
        return False
    birth = f"{holder.birth.year:04}-{holder.birth.month:02}-{holder.birth.day:02}"
    named = {"name": holder.name, "birth_date": birth, "gender": _GENDERS.get(holder.gender, "unknown")}
    mark = person_mark(named)
    return bool(mark) and mark == person_mark(proof.attributes)
