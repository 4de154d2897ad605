"""Closing a payment at the gateway, which ends with a look-up."""

from uuid import uuid4

import pytest

from payments.gateways.contract import (
    AttemptRef,
    Method,
    NotThere,
    Status,
    Unreachable,
)
from tests.payments.gateways.shop import Shop


def test_a_closed_payment_cannot_be_paid(shop: Shop):
    ref = shop.start()
    assert shop.adapter.close(ref).status == Status.EXPIRED
    with pytest.raises(AssertionError, match="session_not_open"):
        shop.pay(ref)


def test_close_finds_it_paid(shop: Shop):
    ref, snapshot = shop.paid()
    assert shop.adapter.close(ref) == snapshot


def test_close_cancels_a_waiting_number(shop: Shop):
    ref = shop.start(Method.KONBINI)
    number = shop.pay(ref, method="konbini")
    assert shop.adapter.close(ref).status == Status.CANCELLED
    with pytest.raises(AssertionError, match="number_not_payable"):
        shop.server.control("pay_at_store", payment=number["id"])


def test_close_twice_says_the_same(shop: Shop):
    ref = shop.start()
    assert shop.adapter.close(ref) == shop.adapter.close(ref)


def test_close_without_an_answer_is_unknown_and_can_be_done_again(shop: Shop):
    ref = shop.start()
    shop.server.control("faults", queue=[{"operation": "close", "kind": "cut_after"}])
    with pytest.raises(Unreachable):
        shop.adapter.close(ref)
    assert shop.adapter.close(ref).status == Status.EXPIRED


def test_close_of_an_unknown_session_is_not_there(shop: Shop):
    with pytest.raises(NotThere):
        shop.adapter.close(AttemptRef(attempt=uuid4(), session_id="cs_test_unknown"))
