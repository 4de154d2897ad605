"""Paying as a citizen: what the pages say while nobody knows, and that they never say failed before somebody does."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from payments.attempts.looking_up import look_up
from payments.attempts.models import PaymentAttempt
from payments.attempts.refunding import approve_refund, request_refund
from payments.attempts.submitting import submit_refund
from payments.gateways.contract import Method, ShowCode, Status, Unreachable
from payments.ledger.models import Source
from procedures.applications.models import Application
from tests.factories.cases import received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay, run_effects, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(fake: FakeGateway) -> Application:
    return received(charging("before_review"))


@pytest.fixture
def guest(case: Application) -> Client:
    client = Client()
    client.cookies["grants"] = signing.dumps([case.draft_id.hex], salt="identity.grants")
    return client


def said(response: Any) -> str:
    return str(response.content.decode())


def begin(guest: Client, case: Application) -> tuple[PaymentAttempt, str]:
    response = guest.post(f"/applications/{case.receipt}/payment/", {"way": "fake:card"})
    attempt = PaymentAttempt.objects.get()
    assert response["Location"] == f"/applications/{case.receipt}/payment/{attempt.pk}/go/"
    return attempt, f"/applications/{case.receipt}/payment/{attempt.pk}/"


def test_only_methods_that_fit(guest: Client, case: Application) -> None:
    page = said(guest.get(f"/applications/{case.receipt}/payment/"))
    assert ("600円" in page, "fake:card" in page, "fake:konbini" in page) == (True, True, True)
    assert Client().get(f"/applications/{case.receipt}/payment/").status_code == 404
    assert guest.post(f"/applications/{case.receipt}/payment/", {"way": "other:card"}).status_code == 400


def test_the_way_to_the_gateway_and_a_second_tab(guest: Client, case: Application) -> None:
    attempt, address = begin(guest, case)
    assert f"0; url=https://pay.example/cs_{attempt.pk.hex}" in said(guest.get(f"{address}go/"))
    begin(guest, case)
    assert PaymentAttempt.objects.count() == 1


def test_while_the_gateway_is_away_nothing_has_failed(guest: Client, case: Application, fake: FakeGateway) -> None:
    _attempt, address = begin(guest, case)
    fake.before["fetch"] = Unreachable("timeout")
    page = said(guest.get(f"{address}?back=1"))
    assert "納付を確認しています" in page
    assert 'http-equiv="refresh" content="5; url=?back=1&amp;looks=1"' in page
    assert "refresh" not in said(guest.get(f"{address}?back=1&looks=0&still=1"))


def test_coming_back_paid_shows_the_record(guest: Client, case: Application, fake: FakeGateway) -> None:
    attempt, address = begin(guest, case)
    fake.pay(attempt.pk)
    PaymentAttempt.objects.update(looked_up_at=None)
    assert guest.get(f"{address}?back=1")["Location"] == f"/applications/{case.receipt}/payment/record/"
    record = said(guest.get(f"/applications/{case.receipt}/payment/record/"))
    assert ("見本決済株式会社" in record, str(attempt.pk) in record) == (True, True)


def test_the_record_says_what_came_in_and_not_what_was_asked_for(
    guest: Client, case: Application, fake: FakeGateway
) -> None:
    attempt, _address = begin(guest, case)
    fake.pay(attempt.pk, amount_yen=601)
    look_up(attempt_id=attempt.pk, source=Source.WEBHOOK)
    fake.pay(attempt.pk, payment_id="pi_second", amount_yen=88)
    look_up(attempt_id=attempt.pk, source=Source.WEBHOOK)
    record = said(guest.get(f"/applications/{case.receipt}/payment/record/"))
    assert [record.count(f"{yen}円</dd>") for yen in (601, 88, 600)] == [1, 1, 0]


def test_nobody_is_asked_for_what_the_city_gave_back(
    guest: Client, case: Application, fake: FakeGateway, clerk: Any, approver: Any
) -> None:
    attempt = pay(case)
    for yen, words in ((100, "100円"), (500, "500円")):
        refund = request_refund(attempt_id=attempt.pk, amount_yen=yen, reason="x", policy="x", by=clerk.staff)
        approve_refund(refund_id=refund.pk, by=approver.staff)
        submit_refund(refund_id=refund.pk)
        run_effects()
        record = said(guest.get(f"/applications/{case.receipt}/payment/record/"))
        assert ("返金しました" in record, words in record) == (True, True)
        assert [word in record for word in ("不足", "手数料を納めました")] == [False, False]
        page = said(guest.get(f"/applications/{case.receipt}/"))
        assert [word in page for word in ("手数料を納めてください", "納付待ち", "返金済み")] == [False, False, True]
    response = guest.post(f"/applications/{case.receipt}/payment/", {"way": "fake:card"})
    assert response["Location"] == f"/applications/{case.receipt}/payment/record/"


def test_too_much_is_said_to_be_too_much(guest: Client, case: Application, fake: FakeGateway) -> None:
    attempt = pay(case)
    fake.pay(attempt.pk, payment_id="pi_second")
    look_up(attempt_id=attempt.pk, source=Source.WEBHOOK)
    record = said(guest.get(f"/applications/{case.receipt}/payment/record/"))
    assert ("多く納められています" in record, "手数料を納めました" in record) == (True, False)


def test_while_staff_look_at_the_money_nobody_is_asked_for_more(
    guest: Client, case: Application, fake: FakeGateway
) -> None:
    attempt, _address = begin(guest, case)
    fake.pay(attempt.pk, amount_yen=400)
    look_up(attempt_id=attempt.pk, source=Source.WEBHOOK)
    for page in ("", "payment/", "payment/record/"):
        words = said(guest.get(f"/applications/{case.receipt}/{page}"))
        assert ("納めないでください" in words, 'name="way"' in words, "あと<strong>" in words) == (True, False, False)


def test_a_number_may_be_given_up_and_money_on_its_way_may_not(
    guest: Client, case: Application, fake: FakeGateway
) -> None:
    attempt = start(case, method=Method.KONBINI)
    code = ShowCode((("払込番号", "412-0000123-456"),), timezone.now() + timedelta(days=3))
    fake.change(attempt.pk, status=Status.PROCESSING, action=code)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    words = said(guest.get(f"/applications/{case.receipt}/payment/"))
    assert ("その番号は使えなくなります" in words, 'name="way"' in words) == (True, True)
    guest.post(f"/applications/{case.receipt}/payment/", {"way": "fake:card"})
    other = PaymentAttempt.objects.exclude(pk=attempt.pk).get()
    assert (PaymentAttempt.objects.get(pk=attempt.pk).state, other.state) == ("cancelled", "open")
    fake.change(other.pk, status=Status.PROCESSING)
    look_up(attempt_id=other.pk, source=Source.RETURN)
    response = guest.get(f"/applications/{case.receipt}/payment/")
    assert response["Location"] == f"/applications/{case.receipt}/payment/{other.pk}/"


def test_after_expiry_one_may_pay_again(guest: Client, case: Application, fake: FakeGateway) -> None:
    attempt, address = begin(guest, case)
    fake.change(attempt.pk, status=Status.EXPIRED)
    PaymentAttempt.objects.update(looked_up_at=None)
    assert "もう一度納める" in said(guest.get(f"{address}?back=1"))


def test_paid_leads_to_no_second_payment(guest: Client, case: Application) -> None:
    pay(case)
    response = guest.post(f"/applications/{case.receipt}/payment/", {"way": "fake:card"})
    assert response["Location"] == f"/applications/{case.receipt}/payment/record/"
    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize("tries", [1, 3])
def test_statements(guest: Client, case: Application, django_assert_num_queries: Any, tries: int) -> None:
    for _ in range(tries):
        guest.post(f"/applications/{case.receipt}/payment/", {"way": "fake:card"})
        PaymentAttempt.objects.update(state="expired")
    assert PaymentAttempt.objects.count() == tries
    # application, claim, lines, balance, attempts, refunds; the trustee of each gateway
    with django_assert_num_queries(7):
        guest.get(f"/applications/{case.receipt}/payment/")
