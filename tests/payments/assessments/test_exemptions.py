"""減免: claimed, decided by somebody else, a further revision."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from identity.access.actors import Visitor
from payments.assessments.exemptions import claim_exemption, decide_exemption
from payments.assessments.models import ExemptionClaim, FeeAssessment
from payments.assessments.services import AssessmentRefused, Line, LiveAttempt
from payments.fees.exemptions import reductions
from payments.fees.models import ExemptionRule
from tests.payments.assessments.test_services import make_rule, pay
from tests.payments.scene import make_assessment, make_item, start

pytestmark = pytest.mark.django_db

GUEST = Visitor()


def latest() -> FeeAssessment:
    return FeeAssessment.objects.latest_revisions().get()


@pytest.mark.parametrize(
    ("rule", "amounts", "expected"),
    [
        ({"percent": 100}, [("a", 600), ("b", 450)], [600, 450]),
        ({"percent": 50}, [("a", 601)], [301]),
        ({"percent": 50, "items": ["b"]}, [("a", 600), ("b", 450)], [0, 225]),
        ({"percent": None, "fixed_yen": 700}, [("a", 600), ("b", 450)], [600, 100]),
        ({"percent": None, "fixed_yen": 9999}, [("a", 600)], [600]),
    ],
)
def test_what_a_rule_takes_off(rule, amounts, expected):
    assert reductions(ExemptionRule(**rule), amounts) == expected


def test_claimed_by_a_citizen_approved_by_staff(db, clerk, heard):
    assessment = make_assessment()
    rule = make_rule(percent=50)
    claim = claim_exemption(assessment_id=assessment.pk, rule=rule, by=GUEST)
    assert claim_exemption(assessment_id=assessment.pk, rule=rule, by=GUEST).pk == claim.pk
    assert (claim.status, latest().total_yen) == ("requested", 600)
    with pytest.raises(AssessmentRefused, match="確認した書類"):
        decide_exemption(claim_id=claim.pk, approve=True, by=clerk.staff)
    decide_exemption(claim_id=claim.pk, approve=True, by=clerk.staff, evidence="手帳を窓口で確認")
    line = latest().lines.get()
    assert (latest().total_yen, latest().revision, latest().reason) == (300, 2, "減免：障害者手帳をお持ちの方")
    assert (line.reduction_yen, line.exemption_id) == (300, rule.pk)
    with pytest.raises(AssessmentRefused, match="すでに決定"):
        decide_exemption(claim_id=claim.pk, approve=False, by=clerk.staff, reason="誤り")


def test_the_whole_is_waived(db, clerk, heard):
    claim = claim_exemption(assessment_id=make_assessment().pk, rule=make_rule(), by=GUEST, evidence="手帳")
    decide_exemption(claim_id=claim.pk, approve=True, by=clerk.staff)
    assert (latest().status, heard.names) == ("waived", ["Waived"])


def test_a_second_person_decides(db, clerk, colleague):
    claim = claim_exemption(assessment_id=make_assessment().pk, rule=make_rule(), by=clerk.staff, evidence="手帳")
    with pytest.raises(AssessmentRefused, match="別の職員"):
        decide_exemption(claim_id=claim.pk, approve=True, by=clerk.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExemptionClaim.objects.update(decided_by=clerk.user)
    assert decide_exemption(claim_id=claim.pk, approve=True, by=colleague.staff).status == "approved"


def test_a_refusal_has_a_reason_and_may_be_followed_by_a_new_claim(db, clerk):
    assessment, rule = make_assessment(), make_rule()
    claim = claim_exemption(assessment_id=assessment.pk, rule=rule, by=GUEST)
    with pytest.raises(AssessmentRefused, match="理由"):
        decide_exemption(claim_id=claim.pk, approve=False, by=clerk.staff)
    assert decide_exemption(claim_id=claim.pk, approve=False, by=clerk.staff, reason="対象外").status == "refused"
    assert claim_exemption(assessment_id=assessment.pk, rule=rule, by=GUEST).pk != claim.pk


def test_a_rule_that_needs_no_approval_is_applied_at_once(db):
    claim = claim_exemption(
        assessment_id=make_assessment().pk, rule=make_rule(needs_approval=False, needs_evidence=False), by=GUEST
    )
    assert (claim.status, claim.decided_by_id, latest().status) == ("approved", None, "waived")


def test_a_draft_stays_a_draft(db):
    draft = make_assessment(draft=True)
    claim_exemption(assessment_id=draft.pk, rule=make_rule(percent=50, needs_approval=False), by=GUEST)
    assert (latest().status, latest().total_yen) == ("draft", 300)


def test_only_while_the_rule_is_in_force_and_the_fee_is_open(fake, assessment, clerk):
    today = timezone.localdate()
    over = make_rule(code="old", valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1))
    with pytest.raises(AssessmentRefused, match="受け付けていません"):
        claim_exemption(assessment_id=assessment.pk, rule=over, by=GUEST)
    claim = claim_exemption(assessment_id=assessment.pk, rule=make_rule(), by=GUEST, evidence="手帳")
    pay(fake, assessment)
    with pytest.raises(AssessmentRefused, match="還付"):
        decide_exemption(claim_id=claim.pk, approve=True, by=clerk.staff)
    with pytest.raises(AssessmentRefused, match="減免の申出はできません"):
        claim_exemption(assessment_id=assessment.pk, rule=make_rule(code="other"), by=GUEST)


def test_not_while_somebody_pays(fake, assessment, clerk):
    claim = claim_exemption(assessment_id=assessment.pk, rule=make_rule(), by=GUEST, evidence="手帳")
    start(assessment)
    with pytest.raises(LiveAttempt):
        decide_exemption(claim_id=claim.pk, approve=True, by=clerk.staff)
    assert ExemptionClaim.objects.get().status == "requested"


def test_a_rule_that_was_used_is_not_edited(db):
    rule = make_rule(needs_approval=False)
    ExemptionRule.objects.update(percent=80)
    claim_exemption(assessment_id=make_assessment().pk, rule=rule, by=GUEST)
    with pytest.raises(IntegrityError, match="not edited"), transaction.atomic():
        ExemptionRule.objects.update(percent=10)
    ExemptionRule.objects.update(valid_until=timezone.localdate())


def test_only_the_named_fees_are_reduced(db):
    lines = [Line(item=make_item(), quantity=1), Line(item=make_item(code="koseki", amount=450), quantity=1)]
    made = make_assessment(lines=lines)
    rule = make_rule(items=["koseki"], needs_approval=False)
    claim_exemption(assessment_id=made.pk, rule=rule, by=GUEST)
    assert list(latest().lines.values_list("amount_yen", flat=True)) == [300, 0]
