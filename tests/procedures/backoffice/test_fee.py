"""The fee of a case on staff pages: fixing it, recording and refunding payments, and what the pages cost."""

from typing import Any

import pytest

from payments.attempts.models import AttemptState, PaymentAttempt, Refund, RefundState
from payments.gateways import registry
from payments.gateways.contract import Method
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration
from payments.gateways.manual.numbers import payment_number
from procedures.applications.models import FeeState
from tests.factories.cases import form_of, received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay, start
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tries", [1, 3])
def test_statements_of_the_fee_page(clerk: Any, fake: FakeGateway, django_assert_num_queries: Any, tries: int) -> None:
    case = received(charging("before_review"))
    for _ in range(tries - 1):
        attempt = start(case)
        fake.change(attempt.pk, status="expired")
        attempt.__class__.objects.filter(pk=attempt.pk).update(state="expired")
    pay(case)
    client = clerk.client()
    # session, user, roles, application, look, what it is about, revisions, balance, lines, attempts, refunds, entries,
    # exemptions, exceptions, frame
    with django_assert_num_queries(15):
        said = text(client.get(f"/staff/cases/{case.receipt}/fee/"))
    assert "納付された額 600円" in said


@pytest.mark.parametrize("refunds", [1, 3])
def test_statements_of_the_work_list(
    clerk: Any, approver: Any, fake: FakeGateway, django_assert_num_queries: Any, refunds: int
) -> None:
    version = charging("before_review")
    for _ in range(refunds):
        case = received(version)
        attempt = pay(case)
        address = f"/staff/cases/{case.receipt}/fee/{attempt.pk}/refund/"
        clerk.client().post(address, {"amount": "600", "left": "600", "reason": "交付できないため"})
    client = approver.client()
    # session, user, roles, exceptions, refunds, receipts, frame
    with django_assert_num_queries(7):
        said = text(client.get("/staff/payments/"))
    assert said.count("交付できないため") == refunds


def test_who_asks_does_not_approve(
    clerk: Any, approver: Any, supervisor: Any, outsider: Any, fake: FakeGateway
) -> None:
    case = received(charging("before_review"))
    attempt = pay(case)
    typed = {"amount": "600", "left": "600", "reason": "交付できないため"}
    approver.client().post(f"/staff/cases/{case.receipt}/fee/{attempt.pk}/refund/", typed)
    refund = Refund.objects.get()
    address = f"/staff/payments/refunds/{refund.pk}/decide/"
    assert outsider.client().post(address, {"decision": "approve"}).status_code == 404
    for player, state in ((approver, "requested"), (clerk, "requested"), (supervisor, "approved")):
        player.client().post(address, {"decision": "approve"})
        refund.refresh_from_db()
        assert refund.state in {state, RefundState.SUBMITTING} if state == "approved" else refund.state == state


@pytest.mark.parametrize(
    "typed", [{"amount": "601"}, {"amount": "0"}, {"amount": "六百"}, {"reason": ""}, {"left": "500"}]
)
def test_a_refund_that_cannot_be(clerk: Any, fake: FakeGateway, typed: dict[str, str]) -> None:
    case = received(charging("before_review"))
    attempt = pay(case)
    form = {"amount": "600", "left": "600", "reason": "交付できないため"} | typed
    clerk.client().post(f"/staff/cases/{case.receipt}/fee/{attempt.pk}/refund/", form)
    assert Refund.objects.count() == 0


def test_fixing_by_the_form(clerk: Any, fake: FakeGateway) -> None:
    case = received(charging("before_issue"))
    client, address = clerk.client(), f"/staff/cases/{case.receipt}/fee/fix/"
    assert "申請の内容では2" in text(client.get(address))
    form = form_of(case, **{"quantity-juminhyo": "１", "step": "check"})
    assert client.post(address, form).status_code == 400, "another amount needs a reason"
    checked = client.post(address, form | {"text": "1通で足りるため。"})
    assert "合計 300円" in text(checked)
    client.post(address, form | {"text": "1通で足りるため。", "step": "send"})
    case.refresh_from_db()
    assert case.fee == FeeState.DUE


def test_the_case_says_that_it_waits(clerk: Any, fake: FakeGateway) -> None:
    case = received(charging("before_review"))
    said = text(clerk.client().get(f"/staff/cases/{case.receipt}/"))
    assert "手数料の納付を待っています" in said
    assert "担当する" not in said


def test_a_number_for_a_slip(clerk: Any) -> None:
    with registry.replaced(ManualGateway(Configuration(payment_slip_sent_by="会計課"))):
        case = received(charging("before_review"))
        client, address = clerk.client(), f"/staff/cases/{case.receipt}/fee/"
        assert "納付番号を用意する" in text(client.get(f"{address}record/"))
        for _ in range(2):
            client.post(f"{address}record/", {"step": "number"})
        attempt = PaymentAttempt.objects.get()
        assert (attempt.method, attempt.state) == (Method.SLIP, AttemptState.OPEN)
        assert payment_number(attempt.pk) in text(client.get(address))


def test_no_number_where_no_slips_are_sent(clerk: Any) -> None:
    with registry.replaced(ManualGateway(Configuration(payment_counter="市民課"))):
        case = received(charging("before_review"))
        client, address = clerk.client(), f"/staff/cases/{case.receipt}/fee/record/"
        assert "納付番号を用意する" not in text(client.get(address))
        assert client.post(address, {"step": "number"}).status_code == 400
    assert PaymentAttempt.objects.count() == 0
