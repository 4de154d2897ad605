"""Exemptions that a procedure gives: claimed by the answers, approved or refused by staff, then the fee is fixed."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.utils import timezone

from payments.assessments.exemptions import decide_exemption
from payments.assessments.models import AssessmentStatus, ExemptionClaim, FeeAssessment
from payments.assessments.services import AssessmentRefused
from procedures.applications.models import Application, FeeState, State
from procedures.catalogue.prices import charges
from procedures.definitions.business_days import add_business_days
from procedures.workflow import commands
from procedures.workflow.exemptions import claim_reliefs
from procedures.workflow.fees import FixedFee, assessment_of, possible_charges
from tests.factories.cases import do, form_of, received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, run_effects, start

pytestmark = pytest.mark.django_db
HALF = {"item": "juminhyo", "when": True, "percent": 50, "reason": "公の団体の利用"}
WHOLE = {"item": "juminhyo", "when": True, "reason": "国や自治体の事業"}


def claiming(relief: dict[str, Any], timing: str = "before_review", **fees: Any) -> Application:
    return received(charging(timing, exemptions=[relief], **fees))


def the_claim() -> ExemptionClaim:
    return ExemptionClaim.objects.select_related("rule").get()


def owed(application: Application) -> FeeAssessment:
    found = assessment_of(application)
    assert found is not None
    return found


def fix(application: Application, clerk: Any, **quantities: int) -> Application:
    reason = "数の訂正" if quantities else ""
    return do(commands.fix_fee, application, clerk.staff, fixed=FixedFee(quantities=quantities), reason=reason)


def decide(application: Application, player: Any, decision: str, words: str = "利用者証を確認") -> Any:
    address = f"/staff/cases/{application.receipt}/fee/exemptions/{the_claim().pk}/"
    return player.client().post(address, {"decision": decision, "words": words}, follow=True)


def test_what_the_answers_claim_is_a_claim_with_reason_and_percentage(fake: FakeGateway) -> None:
    application = claiming(HALF)
    claim = the_claim()
    assert (claim.status, claim.rule.label, claim.rule.percent, claim.rule.items) == (
        "requested", "公の団体の利用", 50, ["juminhyo"],
    )  # fmt: skip
    assert (owed(application).status, owed(application).total_yen, application.fee) == (
        AssessmentStatus.DRAFT, 600, FeeState.OPEN_FIRST,
    )  # fmt: skip


def test_before_it_is_decided_nobody_fixes_the_fee(fake: FakeGateway, clerk: Any) -> None:
    application = claiming(HALF)
    with pytest.raises(AssessmentRefused, match="減免の申出を、先に"):
        fix(application, clerk)
    page = clerk.client().get(f"/staff/cases/{application.receipt}/fee/fix/", follow=True).content.decode()
    assert ("減免の申出を、先に決定してください。" in page, "減免を認める" in page) == (True, True)


def test_approved_half_is_owed(fake: FakeGateway, clerk: Any) -> None:
    application = claiming(HALF)
    assert "減免の申出を決定しました" in decide(application, clerk, "approve").content.decode()
    assert (the_claim().status, the_claim().evidence) == ("approved", "利用者証を確認")
    assert (owed(application).status, owed(application).total_yen) == (AssessmentStatus.DRAFT, 300)
    fix(application, clerk)
    line = owed(application).lines.get()
    assert (application.fee, owed(application).total_yen, line.reduction_yen) == (FeeState.DUE_FIRST, 300, 300)
    assert line.exemption is not None
    assert line.exemption.label == "公の団体の利用"
    assert start(application).amount_yen == 300


def test_another_quantity_keeps_the_percentage(fake: FakeGateway, clerk: Any) -> None:
    application = claiming(HALF)
    decide(application, clerk, "approve")
    fix(application, clerk, juminhyo=3)
    assert owed(application).total_yen == 450


def test_the_whole_approved_lets_the_review_begin(fake: FakeGateway, clerk: Any) -> None:
    application = claiming(WHOLE)
    decide(application, clerk, "approve")
    fix(application, clerk)
    assert application.fee == FeeState.NONE
    run_effects()
    application.refresh_from_db()
    assert application.due_on == add_business_days(timezone.localdate(), 3)
    assert application.events.order_by("sequence").values_list("verb", flat=True).last() == "settle"
    assert do(commands.claim, application, clerk.staff).state == State.IN_REVIEW


def test_refused_all_is_owed_and_the_citizen_reads_why(fake: FakeGateway, clerk: Any, client: Any) -> None:
    application = claiming(WHOLE)
    decide(application, clerk, "refuse", words="営利の催しのため")
    fix(application, clerk)
    assert (application.fee, owed(application).total_yen) == (FeeState.DUE_FIRST, 600)
    client.cookies["grants"] = signing.dumps([application.draft_id.hex], salt="identity.grants")
    page = client.get(f"/applications/{application.receipt}/payment/").content.decode()
    assert "認められませんでした。理由：営利の催しのため" in page


@pytest.mark.parametrize(
    ("decision", "words", "sentence"),
    [("approve", "", "確認した書類"), ("refuse", " ", "認めない理由"), ("", "", "認めない理由")],
)
def test_a_decision_says_what_it_rests_on(
    fake: FakeGateway, clerk: Any, decision: str, words: str, sentence: str
) -> None:
    application = claiming(HALF)
    assert sentence in decide(application, clerk, decision, words).content.decode()
    assert the_claim().status == "requested"


def test_who_asked_does_not_decide(fake: FakeGateway, clerk: Any, colleague: Any, outsider: Any) -> None:
    application = claiming(HALF)
    ExemptionClaim.objects.update(requested_by=clerk.user)
    page = decide(application, clerk, "approve").content.decode()
    assert ("別の職員が決定" in page, "「公の団体の利用」を決定する" in page) == (True, False)
    assert decide(application, outsider, "approve").status_code == 404
    decide(application, colleague, "approve")
    assert the_claim().status == "approved"


def test_nobodys_claim_and_another_cases_claim_are_not_there(fake: FakeGateway, clerk: Any) -> None:
    application, other = claiming(HALF), received(charging("before_review", number=9051))
    for receipt, claim in ((application.receipt, uuid4()), (other.receipt, the_claim().pk)):
        answer = clerk.client().post(f"/staff/cases/{receipt}/fee/exemptions/{claim}/", {"decision": "approve"})
        assert answer.status_code == 404


def test_half_that_needs_nobody_counts_at_once(fake: FakeGateway) -> None:
    application = claiming(HALF | {"approval": False})
    assert (owed(application).total_yen, owed(application).status, application.fee) == (
        300, AssessmentStatus.ASSESSED, FeeState.DUE_FIRST,
    )  # fmt: skip
    assert ExemptionClaim.objects.count() == 0


def test_a_fraction_of_a_yen_is_the_payers(fake: FakeGateway) -> None:
    version = charging("before_review", copies=1, exemptions=[HALF | {"percent": 33}])
    (charge,) = charges(version.definition, {}, timezone.localdate())
    assert (charge.full, charge.reduction, charge.if_granted, charge.total) == (300, 99, 201, 300)
    odd = charge.__class__(item=charge.item, quantity=charge.quantity, relief=charge.relief)
    odd.item.amount = 301
    assert (odd.reduction, odd.if_granted) == (100, 201)


def test_what_is_not_claimed_any_more_is_dropped(fake: FakeGateway, clerk: Any) -> None:
    application = claiming(HALF)
    claim_reliefs(owed(application), [], by=clerk.staff)
    assert (the_claim().status, the_claim().reason) == ("refused", "申請の内容が変わったため")
    claim_reliefs(owed(application), possible_charges(application), by=clerk.staff)
    assert ExemptionClaim.objects.filter(status="requested").count() == 1


def test_a_decided_claim_stays_decided(fake: FakeGateway, clerk: Any, colleague: Any) -> None:
    application = claiming(HALF)
    decide(application, clerk, "approve")
    with pytest.raises(AssessmentRefused, match="すでに決定"):
        decide_exemption(claim_id=the_claim().pk, approve=False, by=colleague.staff, reason="誤り")
    claim_reliefs(owed(application), [], by=clerk.staff)
    assert the_claim().status == "approved"


def test_by_the_form(fake: FakeGateway, clerk: Any) -> None:
    application = claiming(HALF, "before_issue")
    decide(application, clerk, "approve")
    application.refresh_from_db()
    client, address = clerk.client(), f"/staff/cases/{application.receipt}/fee/fix/"
    assert "減免（50％）を認めています：公の団体の利用" in client.get(address).content.decode()
    checked = client.post(address, form_of(application, **{"quantity-juminhyo": "2", "step": "check"}))
    assert "合計　<strong>300円" in checked.content.decode()
