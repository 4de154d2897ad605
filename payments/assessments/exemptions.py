"""減免: claimed by the citizen or by staff, decided by another staff member, a further revision of the assessment."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Actor, Portal, Staff
from payments.assessments.models import AssessmentStatus, ExemptionClaim, ExemptionStatus, FeeAssessment, FeeLine
from payments.assessments.services import AssessmentRefused, Line, line_of, lock, revise
from payments.fees.exemptions import reductions
from payments.fees.models import ExemptionRule
from payments.ledger.changes import record_change, user_id
from payments.ledger.models import ObjectKind

_OPEN = (AssessmentStatus.DRAFT, AssessmentStatus.ASSESSED)


def claim_exemption(*, assessment_id: UUID, rule: ExemptionRule, by: Actor, evidence: str = "") -> ExemptionClaim:
    """Ask for a reduction of the claim; again for the same rule returns the one there is, unless it was refused.

    A rule that needs no approval is applied at once by the portal. Raises AssessmentRefused if the rule is not in force
    today or the fee is not open, and LiveAttempt as `revise` does.
    """
    with transaction.atomic():
        assessment = lock(assessment_id)
        if not ExemptionRule.objects.valid_on(clock.today()).filter(pk=rule.pk).exists():
            raise AssessmentRefused(_("この減免は、今日は受け付けていません。"))
        again = (
            ExemptionClaim.objects.filter(claim=assessment.claim, rule=rule)
            .exclude(status=ExemptionStatus.REFUSED)
            .first()
        )
        if again is not None:
            return again
        if assessment.status not in _OPEN:
            raise AssessmentRefused(_("納付が済んだ、または取り消された手数料です。減免の申出はできません。"))
        claim = ExemptionClaim.objects.create(
            claim=assessment.claim, rule=rule, evidence=evidence, requested_by_id=user_id(by)
        )
        _record(claim, "", by=by)
        if not rule.needs_approval:
            _approve(claim, assessment, by=Portal(), reason="")
        return claim


def decide_exemption(
    *, claim_id: UUID, approve: bool, by: Staff, reason: str = "", evidence: str = ""
) -> ExemptionClaim:
    """Approve (a further revision with the reduction on its lines) or refuse with a reason.

    Raises AssessmentRefused for the person who asked, for a decided claim, without evidence where the rule needs it,
    without a reason for a refusal; and LiveAttempt as `revise` does.
    """
    with transaction.atomic():
        claim = ExemptionClaim.objects.select_for_update(of=("self",)).select_related("rule").get(pk=claim_id)
        if claim.status != ExemptionStatus.REQUESTED:
            raise AssessmentRefused(_("この減免の申出は、すでに決定しています。"))
        if claim.requested_by_id == by.user_id:
            raise AssessmentRefused(_("申し出た人とは別の職員が決定してください。"))
        claim.evidence = evidence or claim.evidence
        if not approve:
            if not reason.strip():
                raise AssessmentRefused(_("認めない理由を書いてください。"))
            _decide(claim, ExemptionStatus.REFUSED, by=by, reason=reason)
            return claim
        if claim.rule.needs_evidence and not claim.evidence.strip():
            raise AssessmentRefused(_("確認した書類を書いてください。例：身体障害者手帳を窓口で確認"))
        assessment = FeeAssessment.objects.filter(claim=claim.claim).latest_revisions().get()
        _approve(claim, assessment, by=by, reason=reason)
        return claim


def drop_exemption(*, claim_id: UUID, by: Actor, reason: str) -> None:
    """A claim that is not made any more, before anybody decided; after that it changes nothing."""
    with transaction.atomic():
        claim = ExemptionClaim.objects.select_for_update(of=("self",)).get(pk=claim_id)
        if claim.status == ExemptionStatus.REQUESTED:
            _decide(claim, ExemptionStatus.REFUSED, by=by, reason=reason)


def reduced(rows: Sequence[FeeLine], rule: ExemptionRule) -> list[Line]:
    """The stored lines with the rule's reduction added."""
    return reduced_lines([line_of(row) for row in rows], rule)


def reduced_lines(lines: Sequence[Line], rule: ExemptionRule) -> list[Line]:
    """The lines with the rule's reduction added; a line is never reduced below 0 yen."""
    amounts = [(line.item.code if line.item is not None else "", line.amount_yen) for line in lines]
    return [
        Line(
            quantity=line.quantity,
            item=line.item,
            label=line.label,
            unit=line.unit,
            unit_yen=line.price_yen,
            reduction_yen=line.reduction_yen + more,
            exemption=rule if more else line.exemption,
            revenue_code=line.revenue_code,
        )
        for line, more in zip(lines, reductions(rule, amounts), strict=True)
    ]


def _approve(claim: ExemptionClaim, assessment: FeeAssessment, *, by: Actor, reason: str) -> None:
    assessment = lock(assessment.pk)  # it may have been paid a moment ago
    if assessment.status not in _OPEN:
        raise AssessmentRefused(_("納付が済んだ、または取り消された手数料です。減免ではなく、還付してください。"))
    rows = list(assessment.lines.select_related("item", "exemption", "assessment"))
    revise(
        assessment_id=assessment.pk,
        lines=reduced(rows, claim.rule),
        by=by,
        reason=_("減免：%(rule)s") % {"rule": claim.rule.label},
        basis={**assessment.basis, "fixed": True},  # what the answers alone would cost does not count any more
        draft=assessment.status == AssessmentStatus.DRAFT,
    )
    _decide(claim, ExemptionStatus.APPROVED, by=by, reason=reason)


def _decide(claim: ExemptionClaim, status: ExemptionStatus, *, by: Actor, reason: str) -> None:
    before, claim.status = claim.status, status
    claim.decided_by_id = user_id(by)
    claim.decided_at = timezone.now()
    claim.reason = reason[:200]
    claim.save(update_fields=["status", "decided_by", "decided_at", "reason", "evidence"])
    _record(claim, before, by=by)


def _record(claim: ExemptionClaim, before: str, *, by: Actor) -> None:
    record_change(object_kind=ObjectKind.EXEMPTION, object_id=claim.pk, source=before, target=claim.status, by=by)
