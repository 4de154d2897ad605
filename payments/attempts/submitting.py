"""Refunds at the gateway: claimed, called outside any transaction, applied; tried again with the same key."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone

from payments.assessments.balances import follow_ledger
from payments.attempts.models import ExceptionKind, Refund, RefundState
from payments.attempts.proposing import headroom_yen
from payments.attempts.returning_money import apply_refund
from payments.attempts.work import Work, begin
from payments.gateways.contract import GatewayError, NotThere, RefundRequest, RefundSnapshot, Refused
from payments.gateways.registry import UnknownGateway, outside_transactions
from payments.ledger.models import Source

MAX_TRIES = 12
LEASE = timedelta(minutes=2)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_PENDING_PAUSE = timedelta(hours=6)
_SWEEP = 200
_CLAIM = """
    UPDATE payments_attempts_refund SET next_try_at = %s WHERE id IN (
        SELECT id FROM payments_attempts_refund WHERE next_try_at <= %s
        ORDER BY next_try_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
    ) RETURNING id
"""

log = structlog.get_logger(__name__)


def due_refunds() -> list[UUID]:
    """Refunds to submit or to look up again, each claimed for LEASE: two sweepers find different ones."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, now, _SWEEP])
        return [row[0] for row in cursor.fetchall()]


def submit_refund(*, refund_id: UUID) -> None:
    """Call the gateway with the refund's identifier as key, outside any transaction; apply its answer.

    An unknown outcome is tried again with the same key, after a look-up; a definite no is FAILED with an exception.
    After MAX_TRIES without an answer it is FAILED, and a person decides: nobody knows then, so the key stays.
    """
    refund = _claim(refund_id)
    if refund is None:
        return
    try:
        snapshot = _ask(refund)
    except Refused as refusal:
        _fail(refund, refusal.reason, definitely=True)
    except (GatewayError, UnknownGateway) as error:
        _later(refund, str(error))
    else:
        _apply(refund, snapshot)


def _claim(refund_id: UUID) -> Refund | None:
    """APPROVED to SUBMITTING, once; a refund under way is claimed by counting the try."""
    with transaction.atomic(durable=True):
        refund = (
            Refund.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("attempt")
            .filter(pk=refund_id, next_try_at__isnull=False)
            .first()
        )
        if refund is None:
            return None
        now = timezone.now()
        if refund.state == RefundState.APPROVED:
            work = Work(attempt=refund.attempt, assessment=None, source=Source.REFUND)
            work.move_refund(refund, RefundState.SUBMITTING, submitted_at=refund.submitted_at or now)
        refund.tries += 1
        refund.next_try_at = now + LEASE
        refund.save(update_fields=["tries", "next_try_at"])
        return refund


def _ask(refund: Refund) -> RefundSnapshot:
    gateway = outside_transactions(refund.attempt.gateway)
    if refund.tries > 1 or refund.refund_id:
        try:
            return gateway.fetch_refund(refund.ref)
        except NotThere:
            if refund.state != RefundState.SUBMITTING:
                raise
    if headroom_yen(refund.attempt) < 0:  # taken back by the payer, or given back at the gateway, since the approval
        raise Refused("not-covered")
    request = RefundRequest(refund=refund.pk, payment=refund.attempt.ref, amount_yen=refund.amount_yen)
    return gateway.refund(request)


def _apply(refund: Refund, snapshot: RefundSnapshot) -> None:
    with transaction.atomic():
        work = begin(attempt_id=refund.attempt_id, source=Source.REFUND)
        fresh = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
        fresh.attempt = work.attempt
        if work.is_yen(snapshot.currency, snapshot.refund_id, snapshot.amount_yen):
            apply_refund(work, fresh, snapshot)
        if fresh.state in {RefundState.SUBMITTING, RefundState.SUBMITTED}:
            fresh.next_try_at = timezone.now() + _PENDING_PAUSE
            fresh.save(update_fields=["next_try_at"])
        if work.entries and work.assessment is not None:
            follow_ledger(work.assessment, by=work.actor, reason=fresh.policy)


def _later(refund: Refund, reason: str) -> None:
    log.warning("refund_unknown", refund=str(refund.pk), reason=reason, tries=refund.tries)
    if refund.tries >= MAX_TRIES and refund.state == RefundState.SUBMITTING:
        _fail(refund, reason, definitely=False)
        return
    pause = min(_FIRST_PAUSE * 2 ** min(refund.tries - 1, 10), _LONGEST_PAUSE)
    Refund.objects.filter(pk=refund.pk, next_try_at__isnull=False).update(
        next_try_at=timezone.now() + pause, problem=reason[:200]
    )


def _fail(refund: Refund, reason: str, *, definitely: bool) -> None:
    with transaction.atomic():
        work = begin(attempt_id=refund.attempt_id, source=Source.REFUND)
        fresh = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
        if fresh.state != RefundState.SUBMITTING:
            return
        work.move_refund(
            fresh,
            RefundState.FAILED,
            failed_definitely=definitely,
            problem=reason[:200],
            next_try_at=None,
        )
        work.raise_exception(
            ExceptionKind.REFUND_FAILED, f"{fresh.pk}:{fresh.tries}", {"amount_yen": fresh.amount_yen}, refund=fresh
        )
