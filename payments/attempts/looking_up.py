"""Asking the gateway: return page, staff, poller. All outside transactions; all end in apply_snapshot."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from identity.access.actors import Actor, Portal
from payments.assessments.models import AssessmentStatus
from payments.attempts.applying import apply_snapshot
from payments.attempts.closing import close_attempt
from payments.attempts.errors import PaymentRefused
from payments.attempts.models import LIVE, AttemptState, PaymentAttempt
from payments.attempts.starting import call_gateway
from payments.gateways.contract import GatewayError, Method, NotThere, Snapshot, Status
from payments.gateways.registry import UnknownGateway, outside_transactions
from payments.ledger.models import Source

RETURN_PAUSE = timedelta(seconds=5)
KEY_LIFE = timedelta(hours=20)
"""Gateways forget an idempotency key after 24 hours; well before that a start is not repeated any more."""
LEASE = timedelta(minutes=5)
_SWEEP = 200
_FIRST = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15))
_HOURLY = timedelta(hours=1)
_SLOW = timedelta(hours=3)
_SLOW_METHODS = frozenset({Method.KONBINI, Method.PAYEASY, Method.BANK_TRANSFER, Method.SLIP})

_CLAIM = """
    UPDATE payments_attempts_paymentattempt SET next_poll_at = %s WHERE id IN (
        SELECT id FROM payments_attempts_paymentattempt WHERE next_poll_at <= %s
        ORDER BY next_poll_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
    ) RETURNING id
"""

log = structlog.get_logger(__name__)


def look_up(*, attempt_id: UUID, source: Source, by: Actor | None = None) -> PaymentAttempt:
    """Fetch the payment's state and apply it. Raises gateways.contract.Unreachable or NotThere."""
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    snapshot = outside_transactions(attempt.gateway).fetch(attempt.ref)
    return apply_snapshot(attempt_id=attempt_id, snapshot=snapshot, source=source, by=by).attempt


def look_up_on_return(*, attempt_id: UUID) -> PaymentAttempt:
    """For the return page: ask the gateway if nobody did in the last five seconds.

    Never raises for a gateway that is away. The page says paid only if the returned state is PAID, and never 失敗
    while the attempt is live.
    """
    now = timezone.now()
    asks = PaymentAttempt.objects.filter(
        Q(looked_up_at=None) | Q(looked_up_at__lt=now - RETURN_PAUSE), pk=attempt_id
    ).exclude(state=AttemptState.PAID)
    if asks.update(looked_up_at=now):
        try:
            look_up(attempt_id=attempt_id, source=Source.RETURN)
        except (GatewayError, UnknownGateway) as error:
            log.warning("return_look_up_failed", attempt=str(attempt_id), reason=str(error))
    return PaymentAttempt.objects.select_related("assessment").get(pk=attempt_id)


def due_attempts() -> list[UUID]:
    """Attempts whose next look is due, each claimed for LEASE: two sweepers find different ones.

    A live attempt whose assessment nobody needs to pay any more is due at once: it must be closed.
    """
    now = timezone.now()
    unasked = PaymentAttempt.objects.live().exclude(assessment__status=AssessmentStatus.ASSESSED)
    unasked.filter(Q(looked_up_at=None) | Q(looked_up_at__lt=now - LEASE), next_poll_at__gt=now + LEASE).update(
        next_poll_at=now
    )
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, now, _SWEEP])
        return [row[0] for row in cursor.fetchall()]


def poll(*, attempt_id: UUID) -> None:
    """One look at an attempt, then the time of the next one.

    CREATED: starts again under the same key what crashed or timed out (looks it up once the key is too old). Live and
    over its time, or nothing left to pay: closes it at the gateway. Else looks it up.
    """
    attempt = PaymentAttempt.objects.select_related("assessment").get(pk=attempt_id)
    try:
        _look(attempt)
    except PaymentRefused:
        pass  # START_FAILED by now
    except (GatewayError, UnknownGateway) as error:
        log.warning("poll_failed", attempt=str(attempt_id), reason=str(error))
    fresh = PaymentAttempt.objects.get(pk=attempt_id)
    if fresh.is_live:
        PaymentAttempt.objects.filter(pk=attempt_id, state__in=LIVE).update(
            polls=F("polls") + 1, next_poll_at=next_poll(fresh)
        )
    elif not attempt.is_live:
        PaymentAttempt.objects.filter(pk=attempt_id).update(next_poll_at=None)


def next_poll(attempt: PaymentAttempt) -> datetime:
    """After 1, 2, 5 and 15 minutes, then hourly; every three hours where payment takes days.

    Expiry is not slept over.
    """
    now = timezone.now()
    if attempt.polls + 1 < len(_FIRST):
        pause = _FIRST[attempt.polls + 1]
    else:
        pause = _SLOW if attempt.method in _SLOW_METHODS else _HOURLY
    at = now + pause
    if now < attempt.expires_at < at:
        return attempt.expires_at + timedelta(seconds=1)
    return at


def _look(attempt: PaymentAttempt) -> None:
    now = timezone.now()
    unasked = attempt.assessment.status != AssessmentStatus.ASSESSED
    if attempt.state == AttemptState.CREATED and not unasked:
        if now - attempt.created_at < KEY_LIFE and attempt.expires_at > now:
            call_gateway(attempt)
        else:
            _find(attempt)
    elif attempt.is_live and (unasked or attempt.expires_at <= now):
        close_attempt(attempt_id=attempt.pk, by=Portal())
    else:
        look_up(attempt_id=attempt.pk, source=Source.POLLER)


def _find(attempt: PaymentAttempt) -> None:
    """A start whose answer never came, too old to be repeated: is there a session after all? If not, it has failed."""
    try:
        look_up(attempt_id=attempt.pk, source=Source.POLLER)
    except NotThere:
        nothing = Snapshot(status=Status.FAILED, amount_yen=attempt.amount_yen, currency="jpy")
        apply_snapshot(attempt_id=attempt.pk, snapshot=nothing, source=Source.POLLER)
        return
    if PaymentAttempt.objects.filter(pk=attempt.pk, state__in=LIVE, expires_at__lte=timezone.now()).exists():
        close_attempt(attempt_id=attempt.pk, by=Portal())
