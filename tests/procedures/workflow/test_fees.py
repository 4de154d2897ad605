"""The fee of an application: assessed on receipt, fixed by staff, paid, given back; and the steps that wait for it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from identity.access.actors import Visitor
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.attempts.applying import apply_snapshot
from payments.attempts.invariants import differences
from payments.attempts.models import Refund, RefundState
from payments.attempts.refunding import approve_refund
from payments.attempts.submitting import submit_refund
from payments.gateways.contract import Status
from payments.ledger.models import LedgerEntry, Source
from procedures.applications.effects import run
from procedures.applications.models import Application, Effect, EffectState, FeeState, State
from procedures.catalogue.models import ProcedureVersion
from procedures.definitions.business_days import add_business_days
from procedures.documents.models import Document
from procedures.notifications.models import Message
from procedures.workflow import commands
from procedures.workflow.errors import NotAllowed, ReasonMissing
from procedures.workflow.fees import FixedFee, assessment_of
from tests.catalogue import make_procedure
from tests.factories.applications import guest_of, make_draft
from tests.factories.cases import do, received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay, run_effects
from tests.payments.paying import start as begin

pytestmark = pytest.mark.django_db


def events(application: Application) -> list[tuple[str, dict[str, Any]]]:
    return [(event.verb, event.data) for event in application.events.order_by("sequence")]


def topics(application: Application) -> list[str]:
    return list(Message.objects.filter(application=application).order_by("created_at").values_list("topic", flat=True))


class TestOnReceipt:
    def test_paid_before_the_review(self, fake: FakeGateway) -> None:
        application = received(charging("before_review"))
        assessment = assessment_of(application)
        assert assessment is not None
        today = timezone.localdate()
        assert (assessment.total_yen, assessment.status, assessment.due_on) == (
            600, AssessmentStatus.ASSESSED, today + timedelta(days=14),
        )  # fmt: skip
        assert assessment.basis["asked"] == [["juminhyo", 2, False]]
        assert (application.fee, application.due_on) == (FeeState.DUE_FIRST, None)
        told = {"yen": 600, "pay_by": (today + timedelta(days=14)).isoformat(), "first": True}
        assert told.items() <= events(application)[0][1].items()

    def test_paid_before_issue_waits_for_staff(self, fake: FakeGateway) -> None:
        application = received(charging("before_issue"))
        assessment = assessment_of(application)
        assert assessment is not None
        assert (assessment.total_yen, assessment.status, assessment.due_on) == (600, AssessmentStatus.DRAFT, None)
        assert application.fee == FeeState.OPEN
        assert application.due_on == add_business_days(timezone.localdate(), 3)

    def test_without_a_fee_nothing_is_assessed(self) -> None:
        application = received(make_procedure())
        assert (application.fee, FeeAssessment.objects.count()) == (FeeState.NONE, 0)

    def test_an_exemption_that_needs_nobody_counts_at_once(self, fake: FakeGateway) -> None:
        relief = [{"item": "juminhyo", "when": True, "approval": False, "reason": "公用"}]
        application = received(charging("before_review", exemptions=relief))
        assessment = assessment_of(application)
        assert assessment is not None
        assert (assessment.total_yen, assessment.status, application.fee) == (0, AssessmentStatus.WAIVED, FeeState.NONE)
        assert assessment.lines.get().reduction_yen == 600

    def test_an_exemption_to_approve_is_staffs_to_judge(self, fake: FakeGateway) -> None:
        application = received(charging("before_review", exemptions=[{"item": "juminhyo", "when": True}]))
        assessment = assessment_of(application)
        assert assessment is not None
        assert (assessment.total_yen, assessment.status, application.fee) == (
            600, AssessmentStatus.DRAFT, FeeState.OPEN_FIRST,
        )  # fmt: skip


class TestSettled:
    def test_a_payment_lets_the_review_begin(self, fake: FakeGateway, clerk: Any) -> None:
        application = received(
            charging("before_review", documents=[{"id": "paid", "when": "paid", "template": "payment"}])
        )
        with pytest.raises(NotAllowed):
            do(commands.claim, application, clerk.staff)
        pay(application)
        application.refresh_from_db()
        today = timezone.localdate()
        assert (application.fee, application.due_on) == (FeeState.SETTLED, add_business_days(today, 3))
        assert events(application)[1:] == [("settle", {"yen": 600, "paid_on": today.isoformat()})]
        assert topics(application) == ["received", "fee_paid"]
        assert Document.objects.get(application=application).kind == "payment"
        assert do(commands.claim, application, clerk.staff).state == State.IN_REVIEW

    def test_telling_it_again_changes_nothing(self, fake: FakeGateway) -> None:
        application = received(charging("before_review"))
        attempt = pay(application)
        for _ in range(3):
            apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=Source.WEBHOOK)
            run_effects()
        assert [verb for verb, _data in events(application)] == ["submit", "settle"]
        assert topics(application) == ["received", "fee_paid"]

    def test_a_news_run_twice_is_one_event(self, fake: FakeGateway) -> None:
        application = received(charging("before_review"))
        pay(application)
        news = Effect.objects.get(kind="workflow.fee_news")
        Effect.objects.filter(pk=news.pk).update(state=EffectState.PENDING, run_after=timezone.now())
        assert run(news.pk)
        assert [verb for verb, _data in events(application)] == ["submit", "settle"]


class TestTakenBack:
    def test_the_citizen_is_asked_to_pay_again(self, fake: FakeGateway) -> None:
        application = received(charging("before_review"))
        attempt = begin(application)
        said = replace(fake.pay(attempt.pk), provisional=True)
        for snapshot in (said, replace(said, status=Status.CANCELLED), replace(said, status=Status.CANCELLED)):
            apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.STAFF)
        run_effects()
        application.refresh_from_db()
        assert application.fee == FeeState.DUE_FIRST
        assert [verb for verb, _data in events(application)] == ["submit", "unsettle"]
        assert {"missing": 600, "yen": 600, "first": True}.items() <= events(application)[1][1].items()
        assert topics(application) == ["received", "fee_due"]


class TestFixing:
    def test_confirming_tells_the_citizen(self, fake: FakeGateway, clerk: Any) -> None:
        application = received(charging("before_issue"))
        do(commands.fix_fee, application, clerk.staff, fixed=FixedFee(quantities={}))
        assert application.fee == FeeState.DUE
        assessment = assessment_of(application)
        assert assessment is not None
        assert (assessment.total_yen, assessment.status) == (600, AssessmentStatus.ASSESSED)
        assert topics(application) == ["received", "fee_due"]
        assert events(application)[-1][1]["yen"] == 600

    def test_another_amount_needs_a_reason(self, fake: FakeGateway, clerk: Any) -> None:
        application = received(charging("before_issue"))
        fixed = FixedFee(quantities={"juminhyo": 1}, extra=("郵送料（簡易書留）", 460))
        with pytest.raises(ReasonMissing):
            do(commands.fix_fee, application, clerk.staff, fixed=fixed)
        do(commands.fix_fee, application, clerk.staff, fixed=fixed, reason="1通で足りるため。")
        assessment = assessment_of(application)
        assert assessment is not None
        assert [(line.label, line.amount_yen) for line in assessment.lines.all()] == [
            ("住民票の写し", 300), ("郵送料（簡易書留）", 460),
        ]  # fmt: skip
        assert (assessment.revision, assessment.reason) == (2, "1通で足りるため。")

    def test_issue_waits_for_the_payment(self, fake: FakeGateway, clerk: Any) -> None:
        application = do(commands.claim, received(charging("before_issue")), clerk.staff)
        do(commands.decide, application, clerk.staff, outcome="approved")
        with pytest.raises(NotAllowed):
            do(commands.complete, application, clerk.staff)
        do(commands.fix_fee, application, clerk.staff, fixed=FixedFee(quantities={}))
        with pytest.raises(NotAllowed):
            do(commands.complete, application, clerk.staff)
        pay(application)
        assert do(commands.complete, application, clerk.staff).state == State.COMPLETED

    @pytest.mark.parametrize(
        ("quantity", "extra", "asked", "fee"),
        [(1, None, [300], "settled"), (0, None, [600], FeeState.NONE), (2, ("郵送料", 84), [], "due")],
    )
    def test_a_lower_amount_after_paying_asks_the_rest_back(
        self, fake: FakeGateway, clerk: Any, quantity: int, extra: Any, asked: list[int], fee: str
    ) -> None:
        application = received(charging("before_review"))
        pay(application)
        application = do(commands.claim, application, clerk.staff)
        fixed = FixedFee(quantities={"juminhyo": quantity}, extra=extra)
        for _twice in range(2):
            do(commands.fix_fee, application, clerk.staff, fixed=fixed, reason="部数の訂正のため。")
        found = list(Refund.objects.values_list("amount_yen", "policy", "origin", "state"))
        assert found == [(yen, "over_payment", "system", "requested") for yen in asked]
        assert application.fee == fee
        assert list(differences()) == []


class TestEnding:
    def test_unpaid_and_withdrawn_nothing_is_owed(self, fake: FakeGateway) -> None:
        application = received(charging("before_review"))
        do(commands.withdraw, application, guest_of(application))
        assert (application.fee, assessment_of(application)) == (FeeState.NONE, None)
        assert FeeAssessment.objects.get().status == AssessmentStatus.VOID

    @pytest.mark.parametrize(("policy", "asked"), [("none", 0), ("not_started", 1), ("not_issued", 1)])
    def test_paid_and_withdrawn_before_the_review(self, fake: FakeGateway, policy: str, asked: int) -> None:
        application = received(charging("before_review", refund=policy))
        pay(application)
        do(commands.withdraw, application, guest_of(application))
        assert Refund.objects.filter(amount_yen=600, state=RefundState.REQUESTED).count() == asked

    @pytest.mark.parametrize(("policy", "asked"), [("none", 0), ("not_started", 0), ("not_issued", 1)])
    def test_paid_and_refused(self, fake: FakeGateway, clerk: Any, approver: Any, policy: str, asked: int) -> None:
        application = received(charging("before_review", refund=policy))
        pay(application)
        do(commands.claim, application, clerk.staff)
        do(commands.decide, application, clerk.staff, outcome="refused", reasons="住民登録がないため。")
        assert Refund.objects.count() == asked
        assert fake.calls.count("refund") == 0, "a refusal asks no gateway for anything"
        for refund in Refund.objects.all():
            approve_refund(refund_id=refund.pk, by=approver.staff)
            submit_refund(refund_id=refund.pk)
        run_effects()
        assert topics(application).count("fee_refunded") == asked
        assert sum(e.amount_yen for e in LedgerEntry.objects.filter(kind="refund")) == 600 * asked

    def test_a_refusal_of_what_is_paid_later_owes_nothing(self, fake: FakeGateway, clerk: Any) -> None:
        application = do(commands.claim, received(charging("before_issue")), clerk.staff)
        do(commands.decide, application, clerk.staff, outcome="refused", reasons="対象ではないため。")
        assert application.fee == FeeState.NONE
        assert do(commands.complete, application, clerk.staff).state == State.COMPLETED


def test_the_price_asked_again_is_that_of_the_stored_answers(fake: FakeGateway) -> None:
    from payments.hooks import PriceQuestion
    from procedures.applications.subjects import subject_of
    from procedures.workflow.subscriptions import price_now

    application = received(charging("before_review"))
    assessment = assessment_of(application)
    assert assessment is not None
    question = PriceQuestion(subject=subject_of(application), assessment=assessment.pk, kind="fee")
    assert price_now(question) == 600


def test_what_a_fee_adds_to_receiving(fake: FakeGateway) -> None:
    """The fee items, the earlier claim, a savepoint, the claim, its lines, its history; nothing without a fee."""

    def statements(version: ProcedureVersion) -> int:
        draft = make_draft(version=version)
        with CaptureQueriesContext(connection) as captured:
            commands.submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)
        return len(captured.captured_queries)

    free = statements(make_procedure())
    assert statements(charging("before_review")) - free == 7
