"""取消: a 速報 that was reported and is taken back before its 確報, within one application of a snapshot (work.py).

The provisional entry stays; a counter entry of the same reference takes it off. What was confirmed is never taken back
here: money that came in goes back by a refund, and a person decides that.
"""

from payments import hooks
from payments.assessments.balances import Balance, claim_fields
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.attempts.models import AttemptState, ExceptionKind
from payments.attempts.work import Work
from payments.gateways.contract import Snapshot
from payments.ledger.models import Confirmation, EntryKind, LedgerEntry


def final_ref(ref: str) -> str:
    """The reference of a 確報 whose 速報 was taken back: a movement of its own."""
    return f"{ref[:240]}:final"


def is_taken_back(entry: LedgerEntry) -> bool:
    """One SQL statement."""
    same = LedgerEntry.objects.filter(provider=entry.provider, provider_ref=entry.provider_ref)
    return same.filter(kind=EntryKind.CHARGE_REVERSAL).exists()


def take_back(work: Work, snapshot: Snapshot) -> bool:
    """Once, however often it is reported; an exception where there is nothing provisional of this amount.

    Returns whether the attempt ends by it.
    """
    ref = snapshot.payment_id
    entry = work.entry(EntryKind.CHARGE, ref)
    if entry is None or not _is_open(entry) or entry.amount_yen != snapshot.amount_yen or snapshot.paid_at is None:
        if entry is None or not is_taken_back(entry):
            work.raise_exception(
                ExceptionKind.SETTLEMENT_DIFF,
                f"{ref}:cancelled",
                {"difference": "cancelled", "reported_yen": snapshot.amount_yen},
            )
        return False
    work.taken_back = work.enter(
        EntryKind.CHARGE_REVERSAL,
        amount_yen=entry.amount_yen,
        ref=ref,
        occurred_at=snapshot.paid_at,
        provisional=True,
    )
    left = [one for one in _provisional(work) if _is_open(one)]
    return work.attempt.state == AttemptState.PROCESSING and not left


def tell_taken_back(assessment: FeeAssessment, found: Balance) -> None:
    """The claim waits for its money again; nothing to tell where it is paid otherwise, or not owed any more."""
    if assessment.status == AssessmentStatus.ASSESSED and found.outstanding_yen:
        hooks.taken_back.call(hooks.TakenBack(**claim_fields(assessment, found)))


def _provisional(work: Work) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(attempt=work.attempt.pk, kind=EntryKind.CHARGE, provisional=True))


def _is_open(entry: LedgerEntry) -> bool:
    """A 速報 of which nobody knows more."""
    confirmed = Confirmation.objects.filter(entry=entry).exists()
    return entry.provisional and not confirmed and not is_taken_back(entry)
