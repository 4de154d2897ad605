"""The city's own exemptions: claimed by staff for a case, decided by a colleague, kept when the fee is fixed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from payments.assessments.models import AssessmentStatus, ExemptionClaim, FeeAssessment
from payments.attempts.checks import check_amount
from payments.fees.models import ExemptionRule
from procedures.applications.models import Application, FeeState
from procedures.workflow import commands
from procedures.workflow.fees import FixedFee, assessment_of
from tests.catalogue import make_procedure
from tests.factories.cases import do, form_of, received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay, run_effects, start
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
WORDS = "受給証明書を窓口で確認"


def rule(code: str = "hogo", **changes: Any) -> ExemptionRule:
    values: dict[str, Any] = {
        "label": "生活保護を受けている人",
        "percent": 50,
        "items": ["juminhyo"],
        "basis": "秋田市手数料条例 第5条",
        "verification": "verified",
        "valid_from": timezone.localdate(),
    }
    return ExemptionRule.objects.create(code=code, **(values | changes))


def address(application: Application) -> str:
    return f"/staff/cases/{application.receipt}/fee/exemptions/"


def claim(application: Application, player: Any, code: str = "hogo", words: str = WORDS) -> Any:
    return player.client().post(address(application), {"rule": code, "words": words}, follow=True)


def decide(application: Application, player: Any, decision: str = "approve") -> Any:
    found = ExemptionClaim.objects.get()
    data = {"decision": decision, "words": WORDS}
    return player.client().post(f"{address(application)}{found.pk}/", data, follow=True)


def owed(application: Application) -> FeeAssessment:
    found = assessment_of(application)
    assert found is not None
    return found


def fix(application: Application, clerk: Any) -> Application:
    return do(commands.fix_fee, application, clerk.staff, fixed=FixedFee(quantities={}), reason="")


@pytest.fixture
def application(fake: FakeGateway) -> Application:
    return received(charging("before_issue"))


def test_claimed_decided_by_a_colleague_and_kept(application: Application, clerk: Any, colleague: Any) -> None:
    rule()
    page = text(clerk.client().get(address(application)))
    assert "50%。秋田市手数料条例 第5条。ほかの職員が承認します。" in page
    assert "減免を申し出ました。" in text(claim(application, clerk))
    assert "別の職員が決定してください" in text(decide(application, clerk))
    assert "減免の申出を決定しました" in text(decide(application, colleague))
    assert owed(application).total_yen == 300
    application.refresh_from_db()
    form = form_of(application, **{"quantity-juminhyo": "2", "step": "check"})
    fixing = f"/staff/cases/{application.receipt}/fee/fix/"
    assert "減免を認めています：生活保護を受けている人" in text(clerk.client().get(fixing))
    shown = text(clerk.client().post(fixing, form))
    assert ("合計 300円" in shown, "減免：生活保護を受けている人" in shown) == (True, True)
    fix(application, clerk)
    application.refresh_from_db()
    line = owed(application).lines.get()
    assert (owed(application).total_yen, line.reduction_yen, application.fee) == (300, 300, FeeState.DUE)
    assert line.exemption is not None
    assert line.exemption.code == "hogo"
    pay(application)
    assert owed(application).status == AssessmentStatus.SETTLED


def test_refused_nothing_changes(application: Application, clerk: Any, colleague: Any) -> None:
    rule()
    claim(application, clerk)
    decide(application, colleague, "refuse")
    fix(application, clerk)
    assert owed(application).total_yen == 600


def test_what_needs_nobody_counts_at_once(application: Application, clerk: Any) -> None:
    rule(percent=None, fixed_yen=200, needs_approval=False)
    assert "減免しました。" in text(claim(application, clerk))
    assert owed(application).total_yen == 400
    fix(application, clerk)
    assert owed(application).total_yen == 400


def test_after_the_fee_was_fixed(fake: FakeGateway, clerk: Any, colleague: Any) -> None:
    application = received(charging("before_review"))
    rule()
    start(application)
    claim(application, clerk)
    decide(application, colleague)
    assert (owed(application).status, owed(application).total_yen) == (AssessmentStatus.ASSESSED, 300)
    assert check_amount(owed(application)) == 0  # and may be paid at once
    pay(application)
    application.refresh_from_db()
    assert application.fee == FeeState.SETTLED


def test_the_whole_leaves_nothing_to_pay(fake: FakeGateway, clerk: Any, colleague: Any) -> None:
    application = received(charging("before_review"))
    rule(percent=100)
    claim(application, clerk)
    decide(application, colleague)
    run_effects()
    application.refresh_from_db()
    assert (owed(application).status, application.fee) == (AssessmentStatus.WAIVED, FeeState.NONE)


def test_beside_one_that_the_procedure_gives(fake: FakeGateway, clerk: Any, colleague: Any) -> None:
    """Approving the city's rule approves nothing that the definition wants approved for the same fee."""
    relief = {"item": "juminhyo", "when": True, "reason": "公の団体", "percent": 100}
    application = received(charging("before_issue", exemptions=[relief]))
    rule(percent=10)
    claim(application, clerk)
    by_definition, by_city = ExemptionClaim.objects.order_by("requested_at")
    client = colleague.client()
    for one, decision in ((by_definition, "refuse"), (by_city, "approve")):
        client.post(f"{address(application)}{one.pk}/", {"decision": decision, "words": WORDS})
    fix(application, clerk)
    assert owed(application).total_yen == 540


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"rule": "hogo"}, "申出の内容と確認した書類を入力"),
        ({"words": WORDS}, "減免を選んでください"),
        ({"rule": "moon", "words": WORDS}, "減免を選んでください"),
    ],
)
def test_what_is_missing(application: Application, clerk: Any, data: dict[str, str], words: str) -> None:
    rule()
    answer = clerk.client().post(address(application), data)
    assert (answer.status_code, words in text(answer), ExemptionClaim.objects.count()) == (400, True, 0)
    if "words" in data:
        assert f'value="{WORDS}"' in answer.content.decode()


def test_only_what_fits(application: Application, clerk: Any) -> None:
    rule("other", items=["another-fee"])
    rule("ended", valid_from=timezone.localdate() - timedelta(days=9), valid_until=timezone.localdate() - timedelta(1))
    rule(f"{ExemptionRule.OF_PROCEDURE}x")
    assert "申し出られる減免はありません" in text(clerk.client().get(address(application)))
    rule("every", items=[])
    claim(application, clerk, "every")
    assert "申し出られる減免はありません" in text(clerk.client().get(address(application)))


def test_not_of_another_department_nor_without_a_fee(application: Application, clerk: Any, outsider: Any) -> None:
    assert outsider.client().get(address(application)).status_code == 404
    free = received(make_procedure(number=9051))
    assert clerk.client().get(address(free)).status_code == 404


@pytest.mark.parametrize("rules", [1, 3])
def test_statements(application: Application, clerk: Any, django_assert_max_num_queries: Any, rules: int) -> None:
    for number in range(rules):
        rule(f"rule-{number}")
    client = clerk.client()
    client.get(address(application))
    with django_assert_max_num_queries(14):
        client.get(address(application))
