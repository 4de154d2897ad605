"""The one function that applies what a gateway says.

Return page, webhook, poller, settlement import and the staff's 再照会 all end here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from identity.access.actors import Actor, Portal
from payments import hooks
from payments.assessments.balances import Balance, claim_fields, follow_ledger
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.attempts import actions
from payments.attempts.exceptions import close
from payments.attempts.models import LIVE, AttemptState, ExceptionKind, PaymentAttempt, Resolution
from payments.attempts.proposing import propose_overpaid
from payments.attempts.returning_money import apply_disputes, apply_refunds
from payments.attempts.taking_back import final_ref, take_back, tell_taken_back
from payments.attempts.transitions import next_state
from payments.attempts.work import Work, begin
from payments.gateways.contract import Snapshot, Status
from payments.ledger.changes import Change, UnforeseenError
from payments.ledger.entries import confirm
from payments.ledger.models import EntryKind, ObjectKind, Source
from payments.money import day_in_japan

LATE_LOOK = timedelta(days=1)
"""One more look at an attempt that ended unpaid: money may be late, and its webhook lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What one application changed: the attempt as it stands, entries made, exceptions opened (both may be 0)."""

    attempt: PaymentAttempt
    entries: int
    exceptions: int


def apply_snapshot(
    *,
    attempt_id: UUID,
    snapshot: Snapshot,
    source: Source,
    event: int | None = None,
    by: Actor | None = None,
    besides: tuple[str, Sequence[Any]] | None = None,
) -> Applied:
    """Write what the gateway says of one payment; as often as one likes, in any order, from any process.

    In one transaction: locks attempt and assessment; a currency other than yen ends the try and opens an exception;
    records charge, refunds and disputes as ledger entries by their unique reference; moves the attempt by the table of
    transitions.py (never down from PAID); computes the assessment's status from the ledger; sends hooks for what really
    changed; opens exceptions for wrong, late, double or unasked money. `by`: the staff member of a 再照会. `besides`:
    an UPDATE with its values that the caller wants in the same transaction (the webhook is done).

    The plain case (see Work) writes entry, attempt and assessment in one statement; where it was not plain after all,
    the transaction is done again with the entry first.
    """

    def apply(*, foresees: bool) -> Applied:
        with transaction.atomic():
            work = begin(attempt_id=attempt_id, source=source, event=event, by=by)
            work.foresees = foresees
            if besides is not None:
                work.writes.run(*besides)
            return _apply(work, snapshot)

    try:
        return apply(foresees=True)
    except UnforeseenError:
        return apply(foresees=False)


def _apply(work: Work, snapshot: Snapshot) -> Applied:
    before = work.attempt.state
    fresh = False
    if snapshot.status == Status.PAID:
        fresh = _charge(work, snapshot)
    elif snapshot.status == Status.CANCELLED and snapshot.provisional:
        if take_back(work, snapshot):
            _move(work, Status.CANCELLED)
    else:
        _move(work, snapshot.status)
    _note(work, snapshot)
    if snapshot.refunds or snapshot.disputes:
        _save(work, before)
        work.writes.flush()
        apply_refunds(work, snapshot.refunds)
        apply_disputes(work, snapshot.disputes)
    else:
        _save(work, before)
    if work.entries and work.assessment is not None:
        found = _follow(work, work.assessment)
        if fresh:
            _judge(work, work.assessment, found, snapshot, before)
        elif work.taken_back:
            tell_taken_back(work.assessment, found)
    else:
        work.writes.flush()
        if fresh:
            work.raise_exception(ExceptionKind.PAID_FOR_WITHDRAWN, snapshot.payment_id, _facts(work, snapshot))
    return Applied(attempt=work.attempt, entries=work.entries, exceptions=work.exceptions)


def _charge(work: Work, snapshot: Snapshot) -> bool:
    """Record the money. True if it counts for the first time: a new final entry, or a provisional one confirmed."""
    attempt, ref = work.attempt, snapshot.payment_id
    assert snapshot.paid_at is not None
    if not work.is_yen(snapshot.currency, ref, snapshot.amount_yen):
        _refuse(work, f"currency-{snapshot.currency.lower()[:10]}")
        return False
    if snapshot.amount_yen == 0:
        work.raise_exception(
            ExceptionKind.AMOUNT_MISMATCH, ref, {"expected_yen": attempt.amount_yen, "reported_yen": 0}
        )
        _refuse(work, "amount-0")
        return False
    fresh = work.enter(
        EntryKind.CHARGE,
        amount_yen=snapshot.amount_yen,
        ref=ref,
        occurred_at=snapshot.paid_at,
        provisional=snapshot.provisional,
    )
    if not fresh:
        entry = work.entry(EntryKind.CHARGE, ref)
        if entry is None:
            work.raise_exception(
                ExceptionKind.ORPHAN_PAYMENT, f"{ref}:{attempt.pk}", {"reported_yen": snapshot.amount_yen}
            )
            return False
        if entry.provisional and work.entry(EntryKind.CHARGE_REVERSAL, ref) is not None:
            return _after_cancellation(work, snapshot)
        if entry.amount_yen != snapshot.amount_yen:
            work.raise_exception(
                ExceptionKind.AMOUNT_MISMATCH,
                f"{ref}:{snapshot.amount_yen}",
                {"expected_yen": entry.amount_yen, "reported_yen": snapshot.amount_yen},
            )
        fresh = not snapshot.provisional and confirm(entry, work.source)
        if fresh:
            work.entries += 1
            work.sums = None  # what was provisional counts from now on
    if snapshot.provisional:
        _move(work, Status.PROCESSING)
        return False
    _paid(work, snapshot, ref)
    return fresh


def _paid(work: Work, snapshot: Snapshot, ref: str) -> None:
    assert snapshot.paid_at is not None
    if work.attempt.state != AttemptState.PAID:
        _move(work, Status.PAID)
        work.set(paid_at=snapshot.paid_at, paid_on=day_in_japan(snapshot.paid_at), payment_id=ref)


def _after_cancellation(work: Work, snapshot: Snapshot) -> bool:
    """The 速報 was taken back. Its repetition is old news; a 確報 all the same is money of its own, and people look."""
    assert snapshot.paid_at is not None
    if snapshot.provisional:
        return False
    ref = final_ref(snapshot.payment_id)
    fresh = work.enter(EntryKind.CHARGE, amount_yen=snapshot.amount_yen, ref=ref, occurred_at=snapshot.paid_at)
    if fresh:
        work.raise_exception(
            ExceptionKind.SETTLEMENT_DIFF, ref, {"difference": "cancelled", "reported_yen": snapshot.amount_yen}
        )
    _paid(work, snapshot, ref)
    return fresh


def _refuse(work: Work, decline: str) -> None:
    """The gateway took something that is no payment in yen: this try is over, so that another may be made.

    Not while a person looks (the exception says so to checks.py); yen that come after all still make it PAID.
    """
    if work.attempt.state != AttemptState.PAID:
        work.set(decline=decline)
        _move(work, Status.FAILED)


def _move(work: Work, status: Status) -> None:
    target = next_state(work.attempt.state, status)
    if target == work.attempt.state:
        return
    work.set(state=target)
    if target not in LIVE:
        late = timezone.now() + LATE_LOOK
        work.set(next_poll_at=None if target == AttemptState.PAID else late)


def _note(work: Work, snapshot: Snapshot) -> None:
    """What the row keeps of a snapshot besides money and state."""
    attempt = work.attempt
    work.set(looked_up_at=timezone.now())
    if not attempt.session_id and snapshot.session_id:
        work.set(session_id=snapshot.session_id)
    if not attempt.payment_id and snapshot.payment_id and attempt.is_live and snapshot.status != Status.PAID:
        work.set(payment_id=snapshot.payment_id)
    if not attempt.is_live:
        return
    if snapshot.decline and snapshot.decline[:60] != attempt.decline:
        work.set(decline=snapshot.decline[:60], declines=attempt.declines + 1)
    if snapshot.action is not None:
        work.set(action=actions.dump(snapshot.action))
    if snapshot.expires_at is not None:
        work.set(expires_at=snapshot.expires_at)


def _save(work: Work, before: str) -> None:
    attempt = work.attempt
    work.writes.update(attempt, sorted(work.changed))
    if attempt.state != before:
        work.writes.change(
            Change(
                object_kind=ObjectKind.ATTEMPT,
                object_id=attempt.pk,
                source=before,
                target=attempt.state,
                by=work.by if work.by is not None and work.source == Source.STAFF else work.actor,
                reason=work.reason,
                event=work.event,
            )
        )


def _follow(work: Work, assessment: FeeAssessment) -> Balance:
    return follow_ledger(
        assessment,
        by=work.actor,
        reason=work.reason,
        event=work.event,
        charged_back=work.charged_back,
        known=work.sums,
        writes=work.writes,
    )


def _facts(work: Work, snapshot: Snapshot) -> dict[str, int]:
    return {"expected_yen": work.attempt.amount_yen, "reported_yen": snapshot.amount_yen}


def _judge(work: Work, assessment: FeeAssessment, found: Balance, snapshot: Snapshot, before: str) -> None:
    """A payment that counts from now on: does it fit what was asked? If not, people must know."""
    attempt, ref = work.attempt, snapshot.payment_id
    facts = _facts(work, snapshot)
    if not _is_open(assessment):
        work.raise_exception(ExceptionKind.PAID_FOR_WITHDRAWN, ref, facts)
        return
    facts |= {"owed_yen": found.owed_yen, "received_yen": found.received_yen}
    as_asked = snapshot.amount_yen == attempt.amount_yen
    if found.overpaid_yen and found.payments > 1 and as_asked:
        work.raise_exception(ExceptionKind.DOUBLE_PAID, ref, facts)
    elif not (as_asked and found.is_settled):
        # Another amount than asked for, or the revision changed after this attempt had been closed.
        work.raise_exception(ExceptionKind.AMOUNT_MISMATCH, ref, facts)
    if found.overpaid_yen:
        propose_overpaid(attempt=attempt, assessment=assessment, overpaid_yen=found.overpaid_yen)
        hooks.overpaid.call(hooks.Overpaid(**claim_fields(assessment, found)))
    elif before not in LIVE and before != AttemptState.PAID:
        exception = work.raise_exception(ExceptionKind.LATE_PAID, ref, facts)
        if exception is not None and found.is_settled:
            close(exception, Resolution.SETTLED, by=Portal())


def _is_open(assessment: FeeAssessment) -> bool:
    return assessment.status not in {AssessmentStatus.VOID, AssessmentStatus.WAIVED, AssessmentStatus.DRAFT}
