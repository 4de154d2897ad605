"""From the button that leaves the portal to the answer that comes back. Nothing here decides whose account it is.

1. `start`: writes an Attempt with a hash of `state` and of the browser's cookie, a nonce and a PKCE verifier.
2. The person is away.
3. `finish`: takes the attempt (once; of this browser; within ten minutes; for the person who was signed in), then lets
   the method check what came back.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from identity.access.assurance import Level
from identity.methods.contract import Method, Proof, ProofFailed
from identity.methods.events import record_event
from identity.methods.models import Attempt, Event
from identity.methods.registry import method


def new_secret() -> str:
    """256 bits, base64url: good for state, nonce, verifier and the browser's cookie alike."""
    return secrets.token_urlsafe(32)


def start(
    *,
    using: Method,
    level: Level,
    next_path: str,
    browser: str,
    user_id: int | None,
    redirect_uri: str,
    signature_request: UUID | None = None,
    transaction: str = "",
) -> str:
    """Return the address to send the person to. Raises ProofFailed where the provider is away."""
    state = new_secret()
    attempt = Attempt(
        state=digest(state),
        browser=digest(browser),
        method=using.code,
        level=int(level),
        next_path=next_path,
        nonce=new_secret(),
        code_verifier=secrets.token_urlsafe(48),
        user_id=user_id,
        signature_request=signature_request,
        transaction=transaction,
    )
    try:
        address = using.address(attempt, state=state, redirect_uri=redirect_uri)
    except ProofFailed as failure:
        record_event(Event.REFUSED, method=using.code, level=level, user_id=user_id, reason=failure.reason)
        raise
    attempt.save(force_insert=True)
    record_event(Event.STARTED, method=using.code, level=level, user_id=user_id, attempt=attempt.pk)
    return address


def take(*, code: str, answer: Mapping[str, str], browser: str, user_id: int | None) -> Attempt:
    """The attempt this answer belongs to, taken. A second answer with the same state finds none. Raises ProofFailed."""
    mine = Attempt.objects.alive().filter(
        state=digest(answer.get("state", "")), browser=digest(browser), method=code, taken_at=None
    )
    found = mine.first()
    if found is None or not mine.filter(pk=found.pk).update(taken_at=timezone.now()):
        record_event(Event.REFUSED, method=code, level=Level.NONE, user_id=user_id, reason="state")
        raise ProofFailed("lost", "state")
    if found.user_id != user_id:
        failure = ProofFailed("lost", "person")
        record_failure(found, failure)
        raise failure
    found.refresh_from_db()
    return found


def finish(attempt: Attempt, *, answer: Mapping[str, str], redirect_uri: str) -> tuple[Proof, Any]:
    """Let the method check the answer. The second value is what a signature needs next. Raises ProofFailed."""
    return method(attempt.method).prove(attempt, answer, redirect_uri=redirect_uri)


def record_failure(attempt: Attempt, failure: ProofFailed) -> None:
    event = Event.CANCELLED if failure.outcome == "cancelled" else Event.REFUSED
    record_event(
        event,
        method=attempt.method,
        level=attempt.level,
        user_id=attempt.user_id,
        attempt=attempt.pk,
        reason=failure.reason,
    )


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
