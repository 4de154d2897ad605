"""Exemptions (減免) that a procedure gives: claimed by the answers, decided by staff; then the fee is fixed.

The city has rules of its own besides (payments.fees.exempting), which staff claim for whoever asks.

What needs nobody's approval is on the lines of the claim at once. What does is an ExemptionClaim, made when the
application (or its correction) comes in: until it is decided, nobody can fix the fee.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from identity.access.actors import Actor, Portal
from payments.assessments.exemptions import claim_exemption, drop_exemption
from payments.assessments.models import AssessmentStatus, ExemptionClaim, ExemptionStatus, FeeAssessment
from payments.fees.models import ExemptionRule, Verification
from procedures.catalogue.prices import Charge

_SINCE = date(2020, 4, 1)
_OPEN = (AssessmentStatus.DRAFT, AssessmentStatus.ASSESSED)


def rule_of(charge: Charge) -> ExemptionRule:
    """The rule behind a charge's relief, for the fee it is about: reason and percentage are the definition's.

    A changed reason or percentage is another rule: what was decided by the old one stays as it was.
    """
    assert charge.relief is not None
    relief = charge.relief
    told = f"{charge.item.code}\n{relief.reason}\n{relief.percent}\n{relief.approval}\n{charge.basis}"
    rule, _new = ExemptionRule.objects.get_or_create(
        code=f"{ExemptionRule.OF_PROCEDURE}{hashlib.sha256(told.encode()).hexdigest()[:24]}",
        valid_from=_SINCE,
        defaults={
            "label": relief.reason[:100] or _("手続の定めによる減免"),
            "percent": relief.percent,
            "items": [charge.item.code],
            "needs_evidence": relief.approval,
            "needs_approval": relief.approval,
            "basis": charge.basis,
            "verification": charge.item.verification or Verification.SAMPLE,
        },
    )
    return rule


def claim_reliefs(assessment: FeeAssessment, asked: Sequence[Charge], *, by: Actor) -> None:
    """One claim for each fee whose relief staff must approve; claims that the answers do not make any more are dropped.

    In the caller's transaction. Nothing happens to a fee that is paid: then it is a matter of a refund.
    """
    if assessment.status not in _OPEN:
        return
    rules = {rule.pk: rule for rule in (rule_of(charge) for charge in asked if charge.awaits_approval)}
    known = ExemptionClaim.objects.filter(
        claim=assessment.claim, status=ExemptionStatus.REQUESTED, rule__code__startswith=ExemptionRule.OF_PROCEDURE
    )
    for old in known.exclude(rule__in=rules):
        drop_exemption(claim_id=old.pk, by=Portal(), reason=_("申請の内容が変わったため"))
    for rule in rules.values():
        claim_exemption(assessment_id=assessment.pk, rule=rule, by=by)


def claims_of(claim: UUID) -> list[ExemptionClaim]:
    """All claims of a fee, the oldest first. One SQL statement."""
    found = ExemptionClaim.objects.filter(claim=claim).select_related("rule", "requested_by", "decided_by")
    return list(found.order_by("requested_at", "pk"))


def granted_items(claims: Sequence[ExemptionClaim]) -> frozenset[str]:
    """Codes of the fees whose exemption by the procedure's definition was approved."""
    granted = (one for one in claims if one.status == ExemptionStatus.APPROVED and _is_of_procedure(one.rule))
    return frozenset(code for one in granted for code in one.rule.items)


def granted_rules(claims: Sequence[ExemptionClaim]) -> tuple[ExemptionRule, ...]:
    """The city's own rules that were approved, in the order in which they were claimed."""
    approved = (one.rule for one in claims if one.status == ExemptionStatus.APPROVED)
    return tuple(rule for rule in approved if not _is_of_procedure(rule))


def city_rules(assessment: FeeAssessment, day: date) -> list[ExemptionRule]:
    """The city's own rules that may be claimed for this fee on a day. Three SQL statements."""
    codes = set(assessment.lines.exclude(item=None).values_list("item__code", flat=True))
    claimed = {one.rule_id for one in claims_of(assessment.claim) if one.status != ExemptionStatus.REFUSED}
    rules = ExemptionRule.objects.valid_on(day).exclude(code__startswith=ExemptionRule.OF_PROCEDURE)
    return [
        rule
        for rule in rules.order_by("label", "pk")
        if rule.pk not in claimed and (not rule.items or codes & set(rule.items))
    ]


def _is_of_procedure(rule: ExemptionRule) -> bool:
    return rule.code.startswith(ExemptionRule.OF_PROCEDURE)


def has_open(claims: Sequence[ExemptionClaim]) -> bool:
    return any(one.status == ExemptionStatus.REQUESTED for one in claims)
