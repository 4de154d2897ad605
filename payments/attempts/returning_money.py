"""Refunds and disputes as the gateway reports them, within one application (work.py)."""

from collections.abc import Iterable

from django.utils import timezone

from payments import hooks
from payments.assessments.balances import balance, claim_fields
from payments.attempts.models import ExceptionKind, Refund, RefundMethod, RefundOrigin, RefundState
from payments.attempts.transitions import REFUND_REPORTS, refund_may
from payments.attempts.work import Work
from payments.gateways.contract import DisputeSnapshot, DisputeStatus, RefundSnapshot, RefundStatus
from payments.ledger.changes import record_change
from payments.ledger.models import EntryKind, ObjectKind
from payments.ledger.receipts import void_receipts
from payments.money import day_in_japan


def apply_refunds(work: Work, reported: Iterable[RefundSnapshot]) -> None:
    # Those with our identifier first: what is left without one may be nobody's.
    for snapshot in sorted(reported, key=lambda one: one.refund is None):
        if work.is_yen(snapshot.currency, snapshot.refund_id, snapshot.amount_yen) and snapshot.amount_yen:
            apply_refund(work, _ours(work, snapshot), snapshot)


def apply_refund(work: Work, refund: Refund | None, snapshot: RefundSnapshot) -> None:
    """Move one refund by what the gateway says; one that nobody asked for here is written down, and people are told.

    So is a second one under the same request: our row stands for the one whose number it has.
    """
    if refund is not None and refund.refund_id not in {"", snapshot.refund_id}:
        refund = Refund.objects.filter(attempt=work.attempt, refund_id=snapshot.refund_id).first()
    if refund is None:
        if snapshot.status == RefundStatus.FAILED:
            return  # nothing was asked for and nothing happened
        refund = _external(work, snapshot)
    target = REFUND_REPORTS[snapshot.status]
    if not refund.refund_id:
        refund.refund_id = snapshot.refund_id
        refund.save(update_fields=["refund_id"])
    if target == refund.state or not refund_may(refund.state, target):
        return
    if target == RefundState.SUCCEEDED:
        _succeeded(work, refund, snapshot)
    elif target == RefundState.FAILED:
        _failed(work, refund, snapshot)
    else:
        work.move_refund(refund, target)


def tell_refunded(work: Work, refund: Refund, amount_yen: int) -> None:
    """Receipts of the payment are void; the subject hears of the refund."""
    void_receipts(attempt=work.attempt.pk, reason="refund")
    owner = work.assessment or work.attempt.assessment
    found = balance(owner)
    hooks.refunded.call(
        hooks.Refunded(
            **claim_fields(owner, found), refund=refund.pk, amount_yen=amount_yen, whole=found.received_yen <= 0
        )
    )


def apply_disputes(work: Work, reported: Iterable[DisputeSnapshot]) -> None:
    for dispute in reported:
        if not work.is_yen(dispute.currency, dispute.dispute_id, dispute.amount_yen) or not dispute.amount_yen:
            continue
        work.raise_exception(
            ExceptionKind.CHARGEBACK,
            dispute.dispute_id,
            {"amount_yen": dispute.amount_yen, "status": dispute.status.value},
        )
        if dispute.status == DisputeStatus.OPEN:
            continue
        if work.enter(
            EntryKind.CHARGEBACK,
            amount_yen=dispute.amount_yen,
            ref=dispute.dispute_id,
            occurred_at=dispute.happened_at,
        ):
            work.charged_back = True
            void_receipts(attempt=work.attempt.pk, reason="chargeback")
        if dispute.status == DisputeStatus.RETURNED:
            work.enter(
                EntryKind.CHARGEBACK_REVERSAL,
                amount_yen=dispute.amount_yen,
                ref=dispute.dispute_id,
                occurred_at=dispute.returned_at,
            )


def _ours(work: Work, snapshot: RefundSnapshot) -> Refund | None:
    """Our row for a gateway's refund: by our identifier, by theirs, or the one just sent whose answer is not in yet."""
    mine = Refund.objects.filter(attempt=work.attempt)
    if snapshot.refund is not None and (found := mine.filter(pk=snapshot.refund).first()) is not None:
        return found
    if (found := mine.filter(refund_id=snapshot.refund_id).first()) is not None:
        return found
    if snapshot.refund is not None:
        return None
    return (
        mine.filter(state=RefundState.SUBMITTING, refund_id="", amount_yen=snapshot.amount_yen)
        .order_by("requested_at")
        .first()
    )


def _external(work: Work, snapshot: RefundSnapshot) -> Refund:
    refund = Refund.objects.create(
        attempt=work.attempt,
        amount_yen=snapshot.amount_yen,
        reason="",
        policy="external",
        origin=RefundOrigin.EXTERNAL,
        method=RefundMethod.GATEWAY,
        state=RefundState.SUBMITTED,
        refund_id=snapshot.refund_id,
        submitted_at=timezone.now(),
    )
    record_change(
        object_kind=ObjectKind.REFUND,
        object_id=refund.pk,
        source="",
        target=refund.state,
        by=work.actor,
        reason=work.reason,
        event=work.event,
    )
    work.raise_exception(
        ExceptionKind.EXTERNAL_REFUND, snapshot.refund_id, {"amount_yen": snapshot.amount_yen}, refund=refund
    )
    return refund


def _succeeded(work: Work, refund: Refund, snapshot: RefundSnapshot) -> None:
    assert snapshot.happened_at is not None
    if work.entry(EntryKind.REFUND_REVERSAL, snapshot.refund_id) is not None:
        return  # it failed for good after it had succeeded: an old report
    made = work.enter(
        EntryKind.REFUND,
        amount_yen=snapshot.amount_yen,
        ref=snapshot.refund_id,
        occurred_at=snapshot.happened_at,
        refund=refund.pk,
    )
    work.move_refund(
        refund,
        RefundState.SUCCEEDED,
        done_on=day_in_japan(snapshot.happened_at),
        next_try_at=None,
        payee="",
        failed_definitely=False,
    )
    if snapshot.amount_yen != refund.amount_yen:
        work.raise_exception(
            ExceptionKind.AMOUNT_MISMATCH,
            snapshot.refund_id,
            {"expected_yen": refund.amount_yen, "reported_yen": snapshot.amount_yen},
            refund=refund,
        )
    if made:
        tell_refunded(work, refund, snapshot.amount_yen)


def _failed(work: Work, refund: Refund, snapshot: RefundSnapshot) -> None:
    if work.entry(EntryKind.REFUND, snapshot.refund_id) is not None:
        work.enter(
            EntryKind.REFUND_REVERSAL,
            amount_yen=snapshot.amount_yen,
            ref=snapshot.refund_id,
            occurred_at=snapshot.happened_at or timezone.now(),
            refund=refund.pk,
        )
    work.move_refund(
        refund,
        RefundState.FAILED,
        failed_definitely=True,
        problem=snapshot.reason[:200],
        next_try_at=None,
        done_on=None,
    )
    work.raise_exception(
        ExceptionKind.REFUND_FAILED, f"{refund.pk}", {"amount_yen": snapshot.amount_yen}, refund=refund
    )
