"""A fee that is not paid in time: staff have it on their list, or the portal takes the case back."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from identity.access.actors import Portal
from payments.assessments.models import FeeAssessment
from payments.attempts.applying import apply_snapshot
from payments.attempts.exceptions import open_exception
from payments.attempts.models import AttemptState, ExceptionKind, PaymentAttempt, PaymentException
from payments.attempts.reminding import remind
from payments.attempts.starting import start_payment
from payments.gateways import registry
from payments.gateways.contract import Method, Unreachable
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration
from payments.ledger.models import Source
from payments.money import JST
from procedures.applications.models import Application, Effect, EffectState, FeeState, State
from procedures.notifications.models import Message
from procedures.workflow import commands
from procedures.workflow.fees import FixedFee, assessment_of
from tests.factories.applications import guest_of
from tests.factories.cases import do, received, waiting
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay, run_effects, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(fake: FakeGateway) -> Application:
    return received(charging("before_review"))


@pytest.fixture
def withdraw(settings: Any) -> None:
    settings.FEE_OVERDUE = "withdraw"


def let_it_pass() -> None:
    """The day to pay is over; the nightly task runs, twice, and workers do what follows."""
    FeeAssessment.objects.update(due_on=timezone.localdate() - timedelta(days=1), reminded_at=timezone.now())
    remind()
    assert remind() == 0
    run_effects()


def verbs(application: Application) -> list[str]:
    application.refresh_from_db()
    return list(application.events.order_by("sequence").values_list("verb", flat=True))


def on_the_list() -> list[tuple[str, str, str]]:
    return list(PaymentException.objects.order_by("opened_at").values_list("kind", "state", "resolution"))


def topics() -> list[str]:
    return list(Message.objects.order_by("created_at").values_list("topic", flat=True))


class TestStaff:
    def test_the_citizen_is_told_and_staff_have_it_on_their_list(self, case: Application, clerk: Any) -> None:
        let_it_pass()
        assert verbs(case) == ["submit", "fee_overdue"]
        assert (case.state, case.fee, topics()) == (
            State.RECEIVED, FeeState.DUE_FIRST, ["received", "fee_overdue"],
        )  # fmt: skip
        assert on_the_list() == [("overdue", "open", "")]
        assert "期限を過ぎた未納" in clerk.client().get("/staff/payments/").content.decode()

    def test_paying_late_takes_it_off_the_list(self, case: Application) -> None:
        let_it_pass()
        pay(case)
        case.refresh_from_db()
        assert (case.fee, on_the_list()) == (FeeState.SETTLED, [("overdue", "resolved", "settled")])

    def test_taking_it_back_takes_it_off_the_list(self, case: Application) -> None:
        let_it_pass()
        do(commands.withdraw, case, guest_of(case))
        assert on_the_list() == [("overdue", "resolved", "no_action")]

    def test_another_amount_starts_anew(self, case: Application, clerk: Any) -> None:
        let_it_pass()
        do(commands.fix_fee, case, clerk.staff, fixed=FixedFee(quantities={"juminhyo": 1}), reason="1通で足りる。")
        assert on_the_list() == [("overdue", "resolved", "reassessed")]
        let_it_pass()
        assert [state for _kind, state, _how in on_the_list()] == ["resolved", "open"]

    def test_old_news_of_what_is_paid_by_now(self, case: Application) -> None:
        FeeAssessment.objects.update(due_on=timezone.localdate() - timedelta(days=1), reminded_at=timezone.now())
        remind()
        news = Effect.objects.get(kind="workflow.fee_news")
        Effect.objects.filter(pk=news.pk).update(state=EffectState.DEAD)
        pay(case)
        Effect.objects.filter(pk=news.pk).update(state=EffectState.PENDING)
        run_effects()
        assert (verbs(case), on_the_list()) == (["submit", "settle"], [])

    def test_while_a_correction_is_awaited_it_is_told_but_not_reminded(self, fake: FakeGateway, clerk: Any) -> None:
        case = waiting(charging("before_issue"), clerk.staff)
        assessment = assessment_of(case)
        assert assessment is not None
        FeeAssessment.objects.update(status="assessed", assessed_at=timezone.now(), due_on=timezone.localdate())
        Application.objects.update(fee=FeeState.DUE)
        remind()
        run_effects()
        assert "remind_fee" not in verbs(case)
        let_it_pass()
        assert verbs(case)[-1] == "fee_overdue"

    def test_the_pay_page_still_lets_one_pay(self, case: Application, client: Any) -> None:
        let_it_pass()
        client.cookies["grants"] = signing.dumps([case.draft_id.hex], salt="identity.grants")
        page = client.get(f"/applications/{case.receipt}/payment/").content.decode()
        assert ("を過ぎています。いまも納められます。" in page, "納付の画面へ進む" in page) == (True, True)


@pytest.mark.usefixtures("withdraw")
class TestWithdraw:
    def test_what_nobody_began_is_taken_back(self, case: Application, fake: FakeGateway) -> None:
        attempt = start(case)
        let_it_pass()
        attempt.refresh_from_db()
        assert verbs(case) == ["submit", "lapse"]
        assert (case.state, case.fee, attempt.state, on_the_list()) == (
            State.WITHDRAWN, FeeState.NONE, AttemptState.EXPIRED, [],
        )  # fmt: skip
        assert FeeAssessment.objects.get().status == "void"
        assert topics() == ["received", "fee_lapsed"]

    def test_the_gateway_is_asked_first_and_it_was_paid(self, case: Application, fake: FakeGateway) -> None:
        fake.pay(start(case).pk)
        let_it_pass()
        run_effects()
        assert (verbs(case), case.fee) == (["submit", "fee_overdue", "settle"], FeeState.SETTLED)
        assert [state for _kind, state, _how in on_the_list()] == ["resolved"]

    def test_while_the_gateway_is_away_nothing_is_decided(self, case: Application, fake: FakeGateway) -> None:
        start(case)
        fake.before["close"] = Unreachable("away")
        let_it_pass()
        assert (verbs(case), on_the_list()) == (["submit"], [])
        Effect.objects.filter(kind="workflow.fee_news").update(run_after=timezone.now())
        run_effects()
        assert verbs(case) == ["submit", "lapse"]

    def test_what_may_be_at_the_bank_is_for_staff(self, clerk: Any) -> None:
        with registry.replaced(ManualGateway(Configuration(payment_bank_account="見本銀行"))):
            case = received(charging("before_review"))
            assessment = assessment_of(case)
            assert assessment is not None
            start_payment(
                assessment_id=assessment.pk,
                gateway="manual",
                method=Method.BANK_TRANSFER,
                by=Portal(),
                return_url="https://portal.example/",
                cancel_url="https://portal.example/",
            )
            let_it_pass()
        assert (verbs(case), on_the_list()) == (["submit", "fee_overdue"], [("overdue", "open", "")])
        assert PaymentAttempt.objects.get().state == AttemptState.OPEN

    def test_what_staff_worked_on_is_for_staff(self, fake: FakeGateway, clerk: Any) -> None:
        case = received(charging("before_issue"))
        do(commands.fix_fee, case, clerk.staff, fixed=FixedFee(quantities={"juminhyo": 2}))
        let_it_pass()
        assert verbs(case)[-1] == "fee_overdue"

    def test_money_that_comes_all_the_same_is_not_lost(self, case: Application, fake: FakeGateway) -> None:
        attempt = start(case)
        let_it_pass()
        snapshot = fake.pay(attempt.pk)
        apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.WEBHOOK)
        assert on_the_list() == [("paid_for_withdrawn", "open", "")]


def test_overdue_is_listed_once(case: Application) -> None:
    assessment = assessment_of(case)
    made = [open_exception(kind=ExceptionKind.OVERDUE, once="x", assessment=assessment) for _ in range(2)]
    assert [one is None for one in made] == [False, True]


def test_at_the_end_of_the_day_it_is_not_over_yet(case: Application) -> None:
    assessment = assessment_of(case)
    assert assessment is not None
    assert assessment.due_on is not None
    FeeAssessment.objects.update(reminded_at=timezone.now())
    last_minute = datetime.combine(assessment.due_on, time.max, tzinfo=JST)
    with time_machine.travel(last_minute, tick=False):
        assert remind() == 0
    with time_machine.travel(last_minute + timedelta(seconds=1), tick=False):
        assert remind() == 1
