"""What is owed (調定): made, changed by a further revision, waived, taken back.

Plain services, called inside the caller's transaction or opening one of their own; none of them calls a gateway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Actor
from payments import hooks
from payments.assessments.balances import Balance, claim_fields, follow_ledger
from payments.assessments.models import AssessmentStatus, FeeAssessment, FeeLine
from payments.fees.models import ExemptionRule, FeeItem
from payments.hooks import Subject
from payments.ledger.changes import record_change, user_id
from payments.ledger.models import ObjectKind
from payments.money import MOST_YEN, fiscal_year

_S = AssessmentStatus
_CLOSED = (_S.SUPERSEDED, _S.VOID)
_PAID = (_S.SETTLED, _S.REFUNDED_PART, _S.REFUNDED)


class AssessmentRefused(Exception):
    """`str()` is a sentence in Japanese for the person who acts."""


class LiveAttempt(AssessmentRefused):
    """Somebody may be paying the old amount right now: close the attempts first (attempts.closing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the breakdown: a fee item, or (`item` None) what staff fixed with label and price in yen.

    `reduction_yen` needs `exemption`, the rule that gives it. `revenue_code` (歳入科目) is the item's own, and is given
    for what staff fixed.
    """

    quantity: int
    item: FeeItem | None = None
    label: str = ""
    unit: str = ""
    unit_yen: int | None = None
    reduction_yen: int = 0
    exemption: ExemptionRule | None = None
    revenue_code: str = ""

    @property
    def price_yen(self) -> int:
        if self.unit_yen is not None:
            return self.unit_yen
        return self.item.amount if self.item is not None else 0

    @property
    def amount_yen(self) -> int:
        return self.quantity * self.price_yen - self.reduction_yen

    @property
    def revenue(self) -> str:
        return self.item.revenue_code if self.item is not None else self.revenue_code

    def row(self, assessment: FeeAssessment, position: int) -> FeeLine:
        return FeeLine(
            assessment=assessment,
            position=position,
            item=self.item,
            label=self.label or (self.item.label if self.item is not None else ""),
            unit=self.unit or (self.item.unit if self.item is not None else ""),
            quantity=self.quantity,
            unit_yen=self.price_yen,
            reduction_yen=self.reduction_yen,
            exemption=self.exemption,
            amount_yen=self.amount_yen,
        )


def line_of(row: FeeLine) -> Line:
    """The line that a stored row was made from, for a further revision."""
    return Line(
        quantity=row.quantity,
        item=row.item,
        label=row.label,
        unit=row.unit,
        unit_yen=row.unit_yen,
        reduction_yen=row.reduction_yen,
        exemption=row.exemption,
        revenue_code=row.assessment.revenue_code,
    )


def assess(
    *,
    subject: Subject,
    title: str,
    lines: Sequence[Line],
    by: Actor,
    kind: str = "fee",
    due_on: date | None = None,
    basis: Mapping[str, Any] | None = None,
    draft: bool = False,
) -> FeeAssessment:
    """Fix what a subject owes. The total is the sum of the lines, computed here; 0 is WAIVED, else ASSESSED.

    `title`: what citizen and gateway read, without personal data. `basis`: what the amount came from (answers used).
    `draft`: the amount is for staff to check; nobody can pay it before `finalise`. No hook is sent: the caller sees the
    status of what is returned.

    Raises AssessmentRefused if the subject has a current assessment of this kind (see `revise`), or if the lines are of
    different 歳入科目.
    """
    earlier = FeeAssessment.objects.of(subject).filter(kind=kind).order_by("-revision").first()
    if earlier is not None and earlier.status not in _CLOSED:
        raise AssessmentRefused(_("この手数料は調定済みです。金額を変えるときは、調定を変更してください。"))
    assessment = FeeAssessment(
        subject_kind=subject.kind,
        subject_id=subject.id,
        kind=kind,
        revision=earlier.revision + 1 if earlier is not None else 1,
        claim=uuid4(),
        title=title,
        due_on=due_on,
        basis=dict(basis or {}),
    )
    try:
        with transaction.atomic():
            return _make(assessment, lines, by=by, draft=draft, reason="")
    except IntegrityError as error:
        if _constraint(error) not in {"assessment_one_current", "assessment_revision_once"}:
            raise
        raise AssessmentRefused(_("この手数料は、別の人が調定しました。画面を読み込み直してください。")) from error


def finalise(*, assessment_id: UUID, by: Actor) -> FeeAssessment:
    """DRAFT to ASSESSED (or WAIVED if 0); again changes nothing."""
    with transaction.atomic():
        assessment = lock(assessment_id)
        if assessment.status == _S.DRAFT:
            now = clock.now()
            assessment.assessed_at = now
            assessment.assessed_by_id = user_id(by)
            assessment.fiscal_year = fiscal_year(timezone.localdate(now))
            assessment.save(update_fields=["assessed_at", "assessed_by", "fiscal_year"])
            _set_status(assessment, _S.ASSESSED if assessment.total_yen else _S.WAIVED, by=by)
            _tell_if_waived(assessment, follow_ledger(assessment, by=by))
        return assessment


def revise(
    *,
    assessment_id: UUID,
    lines: Sequence[Line],
    by: Actor,
    reason: str,
    due_on: date | None = None,
    basis: Mapping[str, Any] | None = None,
    draft: bool = False,
) -> FeeAssessment:
    """A 変更の調定: a further revision with these lines; the old one stays as SUPERSEDED. What was received counts on.

    Raises LiveAttempt while somebody may be paying the old amount: call attempts.closing.close_attempts before, outside
    any transaction. Raises AssessmentRefused for a revision that is not in force. `due_on` None keeps the old day.
    Hooks: `settled` or `waived` if the claim now is and was not before, `unsettled` if it was and is not, `overpaid`.
    """
    with transaction.atomic():
        old = lock(assessment_id)
        if old.status in _CLOSED:
            raise AssessmentRefused(_("この調定は、すでに変更または取消しされています。画面を読み込み直してください。"))
        paid_before = old.status in _PAID
        _supersede(old, by=by, reason=reason)
        new = FeeAssessment(
            subject_kind=old.subject_kind,
            subject_id=old.subject_id,
            kind=old.kind,
            revision=old.revision + 1,
            claim=old.claim,
            title=old.title,
            due_on=due_on or old.due_on,
            basis=dict(old.basis if basis is None else basis),
            settled_at=old.settled_at,
            reason=reason[:200],
        )
        _make(new, lines, by=by, draft=draft, reason=reason)
        found = follow_ledger(new, by=by, reason=reason, tell=not paid_before)
        _tell_if_waived(new, found)
        if found.overpaid_yen:
            hooks.overpaid.call(hooks.Overpaid(**claim_fields(new, found)))
        elif paid_before and new.status == _S.ASSESSED:
            hooks.unsettled.call(hooks.Unsettled(**claim_fields(new, found)))
        return new


def waive(*, assessment_id: UUID, by: Actor, reason: str, exemption: ExemptionRule) -> FeeAssessment:
    """減免 of the whole: a further revision of 0 yen, WAIVED. Raises as `revise`."""
    old = FeeAssessment.objects.get(pk=assessment_id)
    lines = [line_of(row) for row in old.lines.select_related("item", "exemption", "assessment")]
    free = [
        Line(
            quantity=line.quantity,
            item=line.item,
            label=line.label,
            unit=line.unit,
            unit_yen=line.price_yen,
            reduction_yen=line.quantity * line.price_yen,
            exemption=exemption,
            revenue_code=line.revenue_code,
        )
        for line in lines
    ]
    return revise(assessment_id=assessment_id, lines=free, by=by, reason=reason)


def void(*, assessment_id: UUID, by: Actor, reason: str) -> FeeAssessment:
    """Nothing is owed any more (withdrawn, refused before payment); again changes nothing.

    Live attempts are closed by a worker afterwards; money that arrives all the same opens an exception. Raises
    AssessmentRefused if money was received: refund it.
    """
    with transaction.atomic():
        assessment = lock(assessment_id)
        if assessment.status == _S.VOID:
            return assessment
        if assessment.status == _S.SUPERSEDED:
            raise AssessmentRefused(_("この調定は、すでに変更されています。画面を読み込み直してください。"))
        if follow_ledger(assessment, by=by).received_yen > 0:
            raise AssessmentRefused(_("納付済みの金額があります。調定を取り消さずに、還付してください。"))
        _set_status(assessment, _S.VOID, by=by, reason=reason)
        return assessment


def current(*, subject: Subject, kind: str = "fee") -> FeeAssessment | None:
    """The revision in force: not superseded, not void."""
    return FeeAssessment.objects.of(subject).filter(kind=kind).exclude(status__in=_CLOSED).first()


def lock(assessment_id: UUID) -> FeeAssessment:
    """The assessment with its row locked until the transaction ends."""
    return FeeAssessment.objects.select_for_update(no_key=True).get(pk=assessment_id)


def _make(assessment: FeeAssessment, lines: Sequence[Line], *, by: Actor, draft: bool, reason: str) -> FeeAssessment:
    # A line without one (postage) belongs to the revenue of what it comes with.
    revenues = {line.revenue for line in lines if line.quantity and line.revenue}
    if len(revenues) > 1:
        raise AssessmentRefused(_("歳入科目の異なる手数料は、分けて調定してください。"))
    total = sum(line.amount_yen for line in lines)
    if total > MOST_YEN or any(line.amount_yen < 0 for line in lines):
        raise AssessmentRefused(_("金額が正しくありません。数量、単価、減額を確かめてください。"))
    now = clock.now()
    assessment.total_yen = total
    assessment.revenue_code = next(iter(revenues), "")
    assessment.fiscal_year = fiscal_year(timezone.localdate(now))
    assessment.status = _S.DRAFT if draft else _S.ASSESSED if total else _S.WAIVED
    if not draft:
        assessment.assessed_at = now
        assessment.assessed_by_id = user_id(by)
    assessment.save(force_insert=True)
    FeeLine.objects.bulk_create([line.row(assessment, number) for number, line in enumerate(lines, start=1)])
    record_change(
        object_kind=ObjectKind.ASSESSMENT,
        object_id=assessment.pk,
        source="",
        target=assessment.status,
        by=by,
        reason=reason,
    )
    return assessment


def _supersede(old: FeeAssessment, *, by: Actor, reason: str) -> None:
    try:
        with transaction.atomic():
            _set_status(old, _S.SUPERSEDED, by=by, reason=reason)
    except IntegrityError as error:
        if _constraint(error) != "assessment_has_live_attempt":
            raise
        raise LiveAttempt(_("納付の手続中です。手続を取りやめてから、金額を変えてください。")) from error


def _set_status(assessment: FeeAssessment, target: AssessmentStatus, *, by: Actor, reason: str = "") -> None:
    before, assessment.status = assessment.status, target
    assessment.save(update_fields=["status"])
    record_change(
        object_kind=ObjectKind.ASSESSMENT,
        object_id=assessment.pk,
        source=before,
        target=target,
        by=by,
        reason=reason,
    )


def _tell_if_waived(assessment: FeeAssessment, found: Balance) -> None:
    if assessment.status == _S.WAIVED:
        hooks.waived.call(hooks.Waived(**claim_fields(assessment, found)))


def _constraint(error: IntegrityError) -> str:
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""
