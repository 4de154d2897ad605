"""Webhooks on their way from the inbox to the ledger: a hint is looked up at the gateway, then applied."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from payments.attempts.applying import apply_snapshot
from payments.attempts.exceptions import open_exception
from payments.attempts.models import ExceptionKind, PaymentAttempt
from payments.gateways import inbox
from payments.gateways.contract import AttemptRef, GatewayError
from payments.gateways.inbox import Received
from payments.gateways.models import GatewayEvent
from payments.gateways.registry import outside_transactions
from payments.ledger.changes import Writes
from payments.ledger.models import Source

ORPHAN_TRIES = 6
"""A webhook that was faster than our own row finds it within seconds; after these tries people must look."""
STUCK_TRIES = 20
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
_SWEEP = 500
_CLAIM = """
    UPDATE payments_gateways_gatewayevent SET run_after = %s WHERE id IN (
        SELECT id FROM payments_gateways_gatewayevent WHERE processed_at IS NULL AND run_after <= %s
        ORDER BY run_after LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
    ) RETURNING id
"""
_HINT = """
    SELECT e.gateway, e.session_id, e.payment_id, t.id, t.session_id, t.payment_id
    FROM payments_gateways_gatewayevent e
    LEFT JOIN payments_attempts_paymentattempt t ON t.id = e.attempt AND t.gateway = e.gateway
    WHERE e.id = %s AND e.processed_at IS NULL
"""
_DONE = """
    UPDATE payments_gateways_gatewayevent SET processed_at = %s, problem = '' WHERE id = %s AND processed_at IS NULL
"""

log = structlog.get_logger(__name__)


def receive_webhook(gateway_code: str, raw: bytes, headers: Mapping[str, str]) -> Received:
    """Verify and store one webhook, and wake a worker for it. Never raises for what the sender did wrong.

    `headers`: names in lower case. A forged one leaves no row; the same event again has no effect.
    """
    from payments.attempts.tasks import process_event as task  # noqa: PLC0415  the task calls this module
    from payments.attempts.tasks import wake  # noqa: PLC0415

    outcome, event_id = inbox.store_webhook(gateway_code, raw, headers)
    if event_id is not None:
        wake(task, event_id)
    return outcome


def due_events() -> list[int]:
    """Unprocessed events that nobody works at, each claimed for a while: two sweepers find different ones."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + inbox.LEASE, now, _SWEEP])
        return [row[0] for row in cursor.fetchall()]


def process_event(event_id: int) -> bool:
    """Look up what the event is about and apply it. False if there was nothing to do.

    Twice at once does no harm: what is applied is the gateway's state, not the event. What fails is tried again, later
    each time; an event that belongs to no payment of ours becomes an exception.
    """
    hint = _hint(event_id)
    if hint is None:
        return False
    gateway, ref = hint
    try:
        if ref is None:
            ref = _search(GatewayEvent.objects.get(pk=event_id))
        if ref is None:
            _orphan(GatewayEvent.objects.get(pk=event_id))
            return True
        snapshot = outside_transactions(gateway).fetch(ref)
        apply_snapshot(
            attempt_id=ref.attempt, snapshot=snapshot, source=Source.WEBHOOK, event=event_id, besides=_done(event_id)
        )
    except GatewayError as error:
        _later(event_id, error.reason)
    except Exception as error:
        log.exception("webhook_failed", webhook=event_id)
        _later(event_id, type(error).__name__)
    return True


def _hint(event_id: int) -> tuple[str, AttemptRef | None] | None:
    """The event's gateway, and how to find the payment there if the event names our attempt; None if it is done.

    Only an attempt at the gateway that sent it counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HINT, [event_id])
        row = cursor.fetchone()
    if row is None:
        return None
    gateway, session_id, payment_id, attempt, own_session, own_payment = row
    if attempt is None:
        return gateway, None
    return gateway, AttemptRef(
        attempt=attempt, session_id=own_session or session_id, payment_id=own_payment or payment_id
    )


def _search(event: GatewayEvent) -> AttemptRef | None:
    """An event that does not name our attempt: by the session, by the payment."""
    mine = PaymentAttempt.objects.filter(gateway=event.gateway)
    found = None
    if event.session_id:
        found = mine.filter(session_id=event.session_id).first()
    if found is None and event.payment_id:
        found = mine.filter(payment_id=event.payment_id).first()
    if found is None:
        return None
    return AttemptRef(
        attempt=found.pk,
        session_id=found.session_id or event.session_id,
        payment_id=found.payment_id or event.payment_id,
    )


def _orphan(event: GatewayEvent) -> None:
    if event.tries + 1 < ORPHAN_TRIES:
        _later(event.pk, "no such payment")
        return
    with transaction.atomic():
        open_exception(
            kind=ExceptionKind.ORPHAN_PAYMENT,
            once=f"{event.gateway}:{event.payment_id or event.session_id or event.event_id}",
            event=event,
            detail={"session": event.session_id, "payment": event.payment_id, "type": event.type},
        )
        writes = Writes()
        writes.run(*_done(event.pk))
        writes.flush()


def _done(event_id: int) -> tuple[str, Sequence[Any]]:
    return _DONE, [timezone.now(), event_id]


def _later(event_id: int, problem: str) -> None:
    event = GatewayEvent.objects.get(pk=event_id)
    tries = event.tries + 1
    pause = min(_FIRST_PAUSE * 2 ** min(tries - 1, 12), _LONGEST_PAUSE)
    GatewayEvent.objects.filter(pk=event_id, processed_at=None).update(
        tries=tries, run_after=timezone.now() + pause, problem=problem[:200]
    )
    if tries == STUCK_TRIES:
        open_exception(
            kind=ExceptionKind.ORPHAN_PAYMENT,
            once=f"event:{event_id}",
            event=event,
            detail={"problem": problem[:200], "tries": tries},
        )
