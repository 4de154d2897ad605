"""What was received for a claim, from the ledger, and the status that follows from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from payments import hooks
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.ledger.changes import By, Change, Writes
from payments.ledger.entries import Sums, sums
from payments.ledger.models import ObjectKind

_S = AssessmentStatus
_FIXED = frozenset({_S.DRAFT, _S.WAIVED, _S.SUPERSEDED, _S.VOID})


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Sums of a claim in yen.

    `owed_yen`: total of the revision in force (0 if waived or void). `charged_yen` counts all that came in,
    `returned_yen` all that went out. `provisional_yen` is not counted before its confirmation. `paid_on`: the last
    納付日. `payments`: how many payments came in. `given_back`: the city gave money of it back, so nothing is asked for
    any more.
    """

    owed_yen: int
    charged_yen: int
    returned_yen: int
    provisional_yen: int
    paid_on: date | None = None
    payments: int = 0
    given_back: bool = False

    @property
    def received_yen(self) -> int:
        return self.charged_yen - self.returned_yen

    @property
    def outstanding_yen(self) -> int:
        return 0 if self.given_back else max(0, self.owed_yen - self.received_yen)

    @property
    def overpaid_yen(self) -> int:
        return max(0, self.received_yen - self.owed_yen)

    @property
    def is_settled(self) -> bool:
        return self.owed_yen > 0 and self.received_yen == self.owed_yen


def balance(assessment: FeeAssessment, known: Sums | None = None) -> Balance:
    """From the ledger, over all revisions of the claim: one statement on an index, none if the sums are `known`."""
    found = known or sums(assessment.claim)
    nothing_owed = assessment.status in {_S.VOID, _S.WAIVED, _S.SUPERSEDED, _S.DRAFT}
    return Balance(
        owed_yen=0 if nothing_owed else assessment.total_yen,
        charged_yen=found.incoming_yen,
        returned_yen=found.outgoing_yen,
        provisional_yen=found.provisional_yen,
        paid_on=found.paid_on,
        payments=found.payments,
        given_back=assessment.status in {_S.REFUNDED, _S.REFUNDED_PART},
    )


def status_by(*, status: str, was_settled: bool, found: Balance) -> AssessmentStatus:
    """The status that the ledger gives to an assessment; pure.

    To the yen: SETTLED. More than owed never settles what was not settled before, and never unsettles what was. Less:
    ASSESSED again after a chargeback, REFUNDED or REFUNDED_PART where the city gave money back.
    """
    before = _S(status)
    if before in _FIXED:
        return before
    if found.is_settled:
        return _S.SETTLED
    if found.received_yen > found.owed_yen:
        return _S.SETTLED if was_settled else _S.ASSESSED
    if was_settled and found.returned_yen > 0 and before != _S.ASSESSED:
        return _S.REFUNDED if found.received_yen <= 0 else _S.REFUNDED_PART
    return _S.ASSESSED


def follow_ledger(
    assessment: FeeAssessment,
    *,
    by: By,
    reason: str = "",
    event: int | None = None,
    charged_back: bool = False,
    tell: bool = True,
    known: Sums | None = None,
    writes: Writes | None = None,
) -> Balance:
    """Bring the status of a locked assessment into line with the ledger, and tell the subject's subscriber.

    `settled` and `unsettled` are sent for a status that really changed here, once. `charged_back`: the payer took the
    money back just now, so the claim is open again. `tell`: False sends nothing. `known`: the claim's
    sums, where the caller has just read them. `writes`: what the caller has to write besides; written here, before the
    subscriber is told.
    """
    writes = writes or Writes()
    found = balance(assessment, known)
    target = status_by(status=assessment.status, was_settled=assessment.settled_at is not None, found=found)
    if charged_back and found.received_yen < found.owed_yen and assessment.status not in _FIXED:
        target = _S.ASSESSED
    before = assessment.status
    if target != before:
        _move(assessment, target, writes)
        writes.change(
            Change(
                object_kind=ObjectKind.ASSESSMENT,
                object_id=assessment.pk,
                source=before,
                target=target,
                by=by,
                reason=reason,
                event=event,
            )
        )
    writes.flush()
    if tell and target != before:
        _tell(assessment, before, found)
    return found


def _move(assessment: FeeAssessment, target: AssessmentStatus, writes: Writes) -> None:
    assessment.status = target
    changed = ["status"]
    if target == _S.SETTLED and assessment.settled_at is None:
        assessment.settled_at = timezone.now()
        changed.append("settled_at")
    writes.update(assessment, changed)


def _tell(assessment: FeeAssessment, before: str, found: Balance) -> None:
    if assessment.status == _S.SETTLED and before == _S.ASSESSED:
        assert found.paid_on is not None
        hooks.settled.call(hooks.Settled(**claim_fields(assessment, found), paid_on=found.paid_on))
    elif assessment.status == _S.ASSESSED:
        hooks.unsettled.call(hooks.Unsettled(**claim_fields(assessment, found)))


def claim_fields(assessment: FeeAssessment, found: Balance) -> dict[str, Any]:
    """What every notice about a claim carries."""
    return {
        "subject": assessment.subject,
        "assessment": assessment.pk,
        "kind": assessment.kind,
        "total_yen": assessment.total_yen,
        "received_yen": found.received_yen,
    }
