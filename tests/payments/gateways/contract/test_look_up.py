"""What a payment is, in every state, by the gateway's own word."""

from datetime import timedelta
from uuid import uuid4

import pytest

from payments.gateways.contract import (
    AttemptRef,
    Method,
    NotThere,
    Redirect,
    ShowCode,
    Status,
    Unreachable,
)
from tests.payments.gateways.shop import KEYS, Shop, some


def test_open(shop: Shop):
    ref = shop.start()
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.amount_yen, snapshot.currency) == (Status.OPEN, 600, "jpy")
    assert (snapshot.session_id, snapshot.payment_id, snapshot.paid_at) == (ref.session_id, "", None)
    assert snapshot.action == Redirect(f"{shop.server.url}/checkout/{ref.session_id}/")


@pytest.mark.parametrize(
    ("method", "number"),
    [
        (Method.CARD, "4242424242424242"),
        (Method.CARD, "4000000000003220"),  # after 3-D Secure
        (Method.WALLET, ""),
    ],
)
def test_paid(shop: Shop, method, number):
    before = shop.now().replace(microsecond=0)
    ref, snapshot = shop.paid(by=method, number=number)
    assert (snapshot.status, snapshot.amount_yen, snapshot.currency) == (Status.PAID, 600, "jpy")
    assert (snapshot.method, snapshot.session_id, snapshot.refunds, snapshot.disputes) == (
        method,
        ref.session_id,
        (),
        (),
    )
    assert snapshot.payment_id
    assert before <= some(snapshot.paid_at) <= shop.now()
    assert (snapshot.action, snapshot.provisional) == (None, False)


def test_a_declined_card_leaves_the_payment_open(shop: Shop):
    ref = shop.start()
    shop.pay(ref, number="4000000000009995")
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.decline) == (Status.OPEN, "insufficient_funds")
    shop.pay(ref)
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.decline) == (Status.PAID, "")


def test_expired(shop: Shop):
    ref = shop.start()
    shop.server.control("clock", seconds=2 * 3600)
    assert shop.adapter.fetch(ref).status == Status.EXPIRED


def test_late_money_on_an_expired_session_is_paid(shop: Shop):
    ref = shop.start()
    assert shop.adapter.close(ref).status == Status.EXPIRED
    shop.server.control("pay_late", session=ref.session_id)
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.amount_yen) == (Status.PAID, 600)


def test_a_konbini_number_waits_and_is_paid_three_days_later(shop: Shop):
    ref = shop.start(Method.KONBINI)
    started = shop.now().replace(microsecond=0)
    number = shop.pay(ref, method="konbini")
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.payment_id) == (Status.PROCESSING, number["id"])
    assert isinstance(snapshot.action, ShowCode)
    assert snapshot.expires_at == snapshot.action.due  # not when the page with the number closes
    shown = [value for _label, value in snapshot.action.numbers]
    assert shown[-2:] == number["numbers"]
    assert timedelta(days=3) < some(snapshot.action.due) - started <= timedelta(days=7)
    shop.server.control("clock", seconds=3 * 86400)
    shop.server.control("pay_at_store", payment=number["id"])
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.method, snapshot.action) == (Status.PAID, Method.KONBINI, None)
    assert some(snapshot.paid_at) - started >= timedelta(days=3)


def test_a_konbini_number_that_nobody_pays_expires(shop: Shop):
    ref = shop.start(Method.KONBINI)
    shop.pay(ref, method="konbini")
    shop.server.control("clock", seconds=8 * 86400)
    assert shop.adapter.fetch(ref).status == Status.EXPIRED


def test_money_for_a_number_that_had_lapsed_is_paid(shop: Shop):
    ref = shop.start(Method.KONBINI)
    number = shop.pay(ref, method="konbini")
    shop.server.control("clock", seconds=8 * 86400)
    shop.server.control("pay_at_store", payment=number["id"], late=True)
    assert shop.adapter.fetch(ref).status == Status.PAID


def test_amount_and_currency_are_told_as_the_gateway_has_them(shop: Shop):
    ref = shop.start(amount_yen=600)
    shop.server.control("tamper", session=ref.session_id, amount=601, currency="usd")
    shop.pay(ref)
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.amount_yen, snapshot.currency) == (Status.PAID, 601, "usd")


def test_a_payment_is_found_by_what_is_known_of_it(shop: Shop):
    ref, snapshot = shop.paid()
    if shop.adapter.capabilities.finds_by_attempt:
        assert shop.adapter.fetch(AttemptRef(attempt=ref.attempt)) == snapshot
    else:
        assert shop.adapter.fetch(AttemptRef(attempt=ref.attempt, payment_id=ref.payment_id)) == snapshot
        with pytest.raises(NotThere):
            shop.adapter.fetch(AttemptRef(attempt=ref.attempt))


def test_an_unknown_session_is_not_there(shop: Shop):
    with pytest.raises(NotThere):
        shop.adapter.fetch(AttemptRef(attempt=uuid4(), session_id="cs_test_unknown"))


def test_a_session_of_another_attempt_is_not_there(shop: Shop):
    ref = shop.start()
    with pytest.raises(NotThere):
        shop.adapter.fetch(AttemptRef(attempt=uuid4(), session_id=ref.session_id))


def test_a_session_of_the_other_protocol_is_not_there(shop: Shop):
    """The two protocols stand for two contractors: neither knows the other's payments."""
    ref = shop.start()
    code = next(code for code in KEYS if code != shop.code)
    stranger = Shop(code, shop.server, shop.mailbox, shop.adapter).other()
    with pytest.raises(NotThere):
        stranger.fetch(ref)


@pytest.mark.parametrize("fault", ["cut_after", "error_500", "rate_limited"])
def test_a_look_up_without_an_answer_is_unknown(shop: Shop, fault):
    ref = shop.start()
    shop.server.control("faults", queue=[{"operation": "fetch", "kind": fault}])
    with pytest.raises(Unreachable):
        shop.adapter.fetch(ref)
    assert shop.adapter.fetch(ref).status == Status.OPEN


def test_a_look_up_with_a_wrong_key_is_unknown(shop: Shop):
    ref = shop.start()
    with pytest.raises(Unreachable) as unknown:
        shop.other(**{KEYS[shop.code]: "sk_test_wrong"}).fetch(ref)
    assert unknown.value.reason == "configuration"
