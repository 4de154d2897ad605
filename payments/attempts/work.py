"""One application of a snapshot under way: the locked rows, and what has been done so far."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from identity.access.actors import Actor
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.attempts.exceptions import open_exception
from payments.attempts.models import ExceptionKind, PaymentAttempt, PaymentException, Refund, RefundState
from payments.attempts.refund_moves import move_refund
from payments.gateways.contract import CURRENCY
from payments.ledger.changes import By, GatewayActor, Writes
from payments.ledger.entries import Movement, Sums, record_entry, sums_of_first
from payments.ledger.models import EntryKind, LedgerEntry, Source
from payments.ledger.statements import columns, from_row

_LOOKS = 5


@dataclass(slots=True, kw_only=True)
class Work:
    """`assessment` is the revision in force of the attempt's claim, locked; None where the claim has none."""

    attempt: PaymentAttempt
    assessment: FeeAssessment | None
    source: Source
    event: int | None = None
    by: Actor | None = None
    entries: int = 0
    exceptions: int = 0
    charged_back: bool = False
    taken_back: bool = False
    sums: Sums | None = None  # of the claim, after the last entry
    changed: set[str] = field(default_factory=set)
    writes: Writes = field(default_factory=Writes)
    foresees: bool = False  # whether the plain case may be written at once: see Writes.first

    @property
    def actor(self) -> By:
        """Who is answerable for the change: the gateway that reported it (a 再照会 is noted in the reason)."""
        return GatewayActor(self.attempt.gateway)

    @property
    def reason(self) -> str:
        return self.source.value

    def set(self, **values: Any) -> None:
        for name, value in values.items():
            if getattr(self.attempt, name) != value:
                setattr(self.attempt, name, value)
                self.changed.add(name)

    def enter(self, kind: EntryKind, *, amount_yen: int, ref: str, occurred_at: Any, **more: Any) -> bool:
        """Write a ledger entry of this attempt; False if the ledger has this movement already."""
        owner = self.attempt.assessment
        movement = Movement(
            kind=kind,
            amount_yen=amount_yen,
            provider=self.attempt.gateway,
            provider_ref=ref,
            claim=owner.claim,
            attempt=self.attempt.pk,
            occurred_at=occurred_at,
            revenue_code=owner.revenue_code,
            method=self.attempt.method,
            source=self.source,
            event=self.event,
            **more,
        )
        if self._is_plain(movement):
            self.writes.first(movement)
            self.sums = sums_of_first(movement)
            self.entries += 1
            return True
        recorded = record_entry(movement)
        self.sums = recorded.sums
        self.entries += recorded.entry is not None
        return recorded.entry is not None

    def _is_plain(self, movement: Movement) -> bool:
        """Nearly every payment: the claim's only one, in full, while it was being made. The ledger tells if it is."""
        attempt, owner = self.attempt, self.attempt.assessment
        return (
            self.foresees
            and movement.kind == EntryKind.CHARGE
            and not movement.provisional
            and attempt.is_live
            and owner.status == AssessmentStatus.ASSESSED
            and owner.settled_at is None
            and movement.amount_yen == attempt.amount_yen == owner.total_yen
        )

    def entry(self, kind: EntryKind, ref: str) -> LedgerEntry | None:
        return LedgerEntry.objects.filter(
            provider=self.attempt.gateway, provider_ref=ref, kind=kind, attempt=self.attempt.pk
        ).first()

    def raise_exception(
        self, kind: ExceptionKind, ref: str, detail: dict[str, Any], *, refund: Refund | None = None
    ) -> PaymentException | None:
        found = open_exception(
            kind=kind,
            once=f"{self.attempt.gateway}:{ref}",
            assessment=self.assessment or self.attempt.assessment,
            attempt=self.attempt,
            refund=refund,
            detail=detail,
        )
        self.exceptions += found is not None
        return found

    def move_refund(self, refund: Refund, target: RefundState, **changes: Any) -> None:
        move_refund(refund, target, by=self.actor, reason=self.reason, event=self.event, **changes)

    def is_yen(self, currency: str, ref: str, amount: int) -> bool:
        """Whether it is the one currency; another one is recorded nowhere and opens an exception."""
        if currency.lower() == CURRENCY:
            return True
        self.raise_exception(
            ExceptionKind.AMOUNT_MISMATCH, f"{ref}:{currency[:10]}", {"reported": amount, "currency": currency[:10]}
        )
        return False


def begin(*, attempt_id: UUID, source: Source, event: int | None = None, by: Actor | None = None) -> Work:
    """Lock the attempt and then the claim's revision in force, in this order everywhere."""
    attempt = _lock(attempt_id)
    assessment: FeeAssessment | None = attempt.assessment
    if attempt.assessment.status == AssessmentStatus.SUPERSEDED:
        assessment = _lock_in_force(attempt.assessment.claim)
    return Work(attempt=attempt, assessment=assessment, source=source, event=event, by=by)


def _lock_in_force(claim: UUID) -> FeeAssessment | None:
    """The claim's revision in force, locked.

    Whoever waits for one that is being superseded finds none: the next one was not there yet when the statement began.
    A further statement sees it; each look is after somebody's commit.
    """
    revisions = FeeAssessment.objects.filter(claim=claim).latest_revisions().order_by("-revision")
    for _look in range(_LOOKS):
        found = revisions.select_for_update(no_key=True).first()
        if found is not None:
            return found
    return None


_ATTEMPT, _ATTEMPT_NAMES = columns(PaymentAttempt, "t")
_ASSESSMENT, _ASSESSMENT_NAMES = columns(FeeAssessment, "a")
_LOCK = f"""
    SELECT {_ATTEMPT}, {_ASSESSMENT} FROM payments_attempts_paymentattempt t
    JOIN payments_assessments_feeassessment a ON a.id = t.assessment_id WHERE t.id = %s
    FOR NO KEY UPDATE OF t, a
"""  # noqa: S608  column names only


def _lock(attempt_id: UUID) -> PaymentAttempt:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [attempt_id])
        row = cursor.fetchone()
    if row is None:
        raise PaymentAttempt.DoesNotExist
    own = len(_ATTEMPT_NAMES)
    attempt = from_row(PaymentAttempt, _ATTEMPT_NAMES, row[:own])
    attempt.assessment = from_row(FeeAssessment, _ASSESSMENT_NAMES, row[own:])
    return attempt
