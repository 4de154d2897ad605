"""Money that goes back: by the city's request, in the gateway's own pages, and by the payer's bank."""

from datetime import timedelta
from uuid import uuid4

import pytest

from payments.gateways.contract import (
    AttemptRef,
    DisputeStatus,
    Method,
    NotThere,
    RefundRef,
    RefundStatus,
    Refused,
    Unreachable,
)
from tests.payments.gateways.shop import KEYS, Shop, refund_of, some


def test_a_full_refund(shop: Shop):
    ref, _snapshot = shop.paid()
    request = refund_of(ref, 600)
    made = shop.adapter.refund(request)
    assert (made.status, made.refund, made.amount_yen, made.currency) == (
        RefundStatus.SUCCEEDED,
        request.refund,
        600,
        "jpy",
    )
    assert made.happened_at.tzinfo is not None
    assert shop.adapter.fetch(ref).refunds == (made,)


def test_two_partial_refunds_and_not_a_yen_more(shop: Shop):
    ref, _snapshot = shop.paid()
    made = {shop.adapter.refund(refund_of(ref, 200)), shop.adapter.refund(refund_of(ref, 400))}
    assert set(shop.adapter.fetch(ref).refunds) == made
    with pytest.raises(Refused) as refused:
        shop.adapter.refund(refund_of(ref, 1))
    assert refused.value.reason == "charge_already_refunded"


def test_the_same_refund_twice_is_one(shop: Shop):
    ref, _snapshot = shop.paid()
    request = refund_of(ref, 300)
    assert shop.adapter.refund(request) == shop.adapter.refund(request)
    assert len(shop.adapter.fetch(ref).refunds) == 1


def test_a_refund_without_an_answer_is_done_once_by_the_same_key(shop: Shop):
    ref, _snapshot = shop.paid()
    request = refund_of(ref, 600)
    shop.server.control("faults", queue=[{"operation": "refund", "kind": "cut_after"}])
    with pytest.raises(Unreachable):
        shop.adapter.refund(request)
    found = shop.adapter.fetch_refund(RefundRef(refund=request.refund, payment=ref))
    assert shop.adapter.refund(request) == found
    assert shop.adapter.fetch(ref).refunds == (found,)


def test_a_refund_that_did_not_arrive_is_not_there(shop: Shop):
    ref, _snapshot = shop.paid()
    request = refund_of(ref, 600)
    shop.server.control("faults", queue=[{"operation": "refund", "kind": "cut_before"}])
    with pytest.raises(Unreachable):
        shop.adapter.refund(request)
    with pytest.raises(NotThere):
        shop.adapter.fetch_refund(RefundRef(refund=request.refund, payment=ref))


def test_a_refund_that_takes_a_day(shop: Shop):
    ref, _snapshot = shop.paid(number="4000000000007726")
    made = shop.adapter.refund(refund_of(ref, 600))
    assert made.status == RefundStatus.PENDING
    shop.server.control("clock", seconds=86401)
    found = shop.adapter.fetch_refund(RefundRef(refund=some(made.refund), payment=ref, refund_id=made.refund_id))
    assert (found.status, found.refund_id) == (RefundStatus.SUCCEEDED, made.refund_id)


def test_a_refund_that_fails_at_once(shop: Shop):
    ref, _snapshot = shop.paid()
    shop.server.control("refund_plan", courses=["fails_at_once"])
    assert shop.adapter.refund(refund_of(ref, 600)).status == RefundStatus.FAILED


def test_a_refund_that_succeeded_may_fail_late(shop: Shop):
    ref, _snapshot = shop.paid(number="4000000000005126")
    made = shop.adapter.refund(refund_of(ref, 600))
    assert made.status == RefundStatus.SUCCEEDED
    shop.server.control("clock", seconds=86401)
    found = shop.adapter.fetch_refund(RefundRef(refund=some(made.refund), payment=ref, refund_id=made.refund_id))
    assert (found.status, found.reason) == (RefundStatus.FAILED, "expired_or_canceled_card")
    assert some(found.happened_at) - some(made.happened_at) >= timedelta(days=1)
    assert shop.adapter.fetch(ref).refunds == (found,)


def test_a_refund_that_the_network_refuses(shop: Shop):
    ref, _snapshot = shop.paid()
    shop.server.control("refund_plan", courses=["is_refused"])
    with pytest.raises(Refused) as refused:
        shop.adapter.refund(refund_of(ref, 600))
    assert refused.value.reason == "charge_not_refundable"
    assert shop.adapter.fetch(ref).refunds == ()
    assert shop.adapter.refund(refund_of(ref, 600)).status == RefundStatus.SUCCEEDED  # it was to refuse once


def test_konbini_cash_cannot_go_back_through_the_gateway(shop: Shop):
    ref = shop.start(Method.KONBINI)
    number = shop.pay(ref, method="konbini")
    shop.server.control("pay_at_store", payment=number["id"])
    terms = shop.adapter.capabilities.terms(Method.KONBINI)
    assert terms.refunds == "none"
    with pytest.raises(Refused):
        shop.adapter.refund(refund_of(AttemptRef(attempt=ref.attempt, payment_id=number["id"]), 600))


def test_a_refund_with_a_wrong_key_is_unknown_and_nothing_happens(shop: Shop):
    ref, _snapshot = shop.paid()
    with pytest.raises(Unreachable):
        shop.other(**{KEYS[shop.code]: "sk_test_wrong"}).refund(refund_of(ref, 600))
    assert shop.adapter.fetch(ref).refunds == ()


def test_a_refund_of_an_unknown_payment_is_not_there(shop: Shop):
    with pytest.raises(NotThere):
        shop.adapter.refund(refund_of(AttemptRef(attempt=uuid4(), payment_id="pi_unknown"), 600))


def test_a_refund_made_in_the_gateways_own_pages_is_seen_as_nobodys(shop: Shop):
    ref, _snapshot = shop.paid()
    shop.server.control("refund", payment=ref.payment_id, amount=100)
    (found,) = shop.adapter.fetch(ref).refunds
    assert (found.refund, found.amount_yen, found.status) == (None, 100, RefundStatus.SUCCEEDED)


def test_a_chargeback_taken_and_won_back(shop: Shop):
    ref, _snapshot = shop.paid()
    dispute = shop.server.control("dispute", payment=ref.payment_id)
    (found,) = shop.adapter.fetch(ref).disputes
    assert (found.dispute_id, found.status, found.amount_yen) == (dispute["id"], DisputeStatus.WITHDRAWN, 600)
    shop.server.control("clock", seconds=86400)
    shop.server.control("dispute_close", dispute=dispute["id"], won=True)
    (found,) = shop.adapter.fetch(ref).disputes
    assert found.status == DisputeStatus.RETURNED
    assert some(found.returned_at) - found.happened_at >= timedelta(days=1)


def test_a_chargeback_that_is_lost_stays_taken(shop: Shop):
    ref, _snapshot = shop.paid(number="4000000000000259")
    (found,) = shop.adapter.fetch(ref).disputes
    shop.server.control("dispute_close", dispute=found.dispute_id, won=False)
    assert shop.adapter.fetch(ref).disputes == (found,)
