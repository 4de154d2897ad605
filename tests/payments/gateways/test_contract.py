"""What every online adapter must do (payments.gateways.contract), against a live server that speaks its protocol.

A new adapter is added to BUILDERS of shop.py, with a server to run against; nothing else is written for it.
"""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest

from payments.gateways import contract
from payments.gateways.contract import (
    AttemptRef,
    BadSignature,
    DisputeStatus,
    Event,
    Ignored,
    Method,
    NotThere,
    Redirect,
    RefundRef,
    RefundRequest,
    RefundStatus,
    Refused,
    SettlementKind,
    ShowCode,
    Status,
    Unreachable,
)
from payments.gateways.sandbox.server.postman import signature
from tests.payments.gateways.shop import ADDRESSES, KEYS, SECRETS, TIMEOUTS, Shop

T = TypeVar("T")
HEADERS = {"sandbox": "sandbox-signature", "stripe": "stripe-signature"}


def _some(value: T | None) -> T:
    assert value is not None
    return value


def _refund(ref: AttemptRef, amount_yen: int) -> RefundRequest:
    return RefundRequest(refund=uuid4(), payment=ref, amount_yen=amount_yen)


# -- the adapter itself


def test_it_keeps_the_contract(shop: Shop):
    methods = [
        name for name in vars(contract.Gateway) if not name.startswith("_") and name not in {"code", "capabilities"}
    ]
    assert len(methods) <= 7
    assert all(callable(getattr(shop.adapter, name)) for name in methods)
    assert shop.adapter.code == shop.code
    assert [terms.method for terms in shop.adapter.capabilities.methods] == [Method.CARD, Method.WALLET, Method.KONBINI]


# -- start


def test_start_leads_to_a_page_of_the_gateway(shop: Shop):
    request = shop.request()
    started = shop.adapter.start(request)
    assert started.action == Redirect(f"{shop.server.url}/checkout/{started.session_id}/")
    assert started.expires_at == request.expires_at.replace(microsecond=0)


def test_the_same_attempt_started_again_is_the_same_session(shop: Shop):
    request = shop.request()
    first, again = shop.adapter.start(request), shop.adapter.start(request)
    assert again == first


def test_the_same_attempt_with_another_amount_is_refused(shop: Shop):
    request = shop.request()
    shop.adapter.start(request)
    with pytest.raises(Refused):
        shop.adapter.start(shop.request(amount_yen=700, attempt=request.attempt))


def test_two_attempts_are_two_sessions(shop: Shop):
    assert shop.start().session_id != shop.start().session_id


def test_an_amount_below_the_minimum_is_refused(shop: Shop):
    with pytest.raises(Refused) as refused:
        shop.adapter.start(shop.request(amount_yen=1))
    assert refused.value.reason == "amount_too_small"


def test_start_with_a_wrong_key_is_refused_at_once(shop: Shop):
    other = shop.other(**{KEYS[shop.code]: "sk_test_wrong"})
    with pytest.raises(Refused) as refused:
        other.start(shop.request())
    assert refused.value.reason == "configuration"


@pytest.mark.parametrize("fault", ["cut_after", "error_500_after"])
def test_a_start_without_an_answer_is_unknown_and_finds_its_session_again(shop: Shop, fault):
    request = shop.request()
    shop.server.control("faults", queue=[{"operation": "start", "kind": fault}])
    with pytest.raises(Unreachable):
        shop.adapter.start(request)
    made = [row for row in shop.server.books("sessions")["sessions"] if row["reference"] == str(request.attempt)]
    assert len(made) == 1
    assert shop.adapter.start(request).session_id == made[0]["id"]


@pytest.mark.parametrize("fault", ["cut_before", "error_500", "rate_limited"])
def test_a_start_that_did_not_arrive_is_unknown_too(shop: Shop, fault):
    request = shop.request()
    shop.server.control("faults", queue=[{"operation": "start", "kind": fault}])
    with pytest.raises(Unreachable):
        shop.adapter.start(request)
    assert shop.adapter.start(request).session_id


def test_a_gateway_that_does_not_answer_in_time_is_unknown(shop: Shop):
    impatient = shop.other(**{TIMEOUTS[shop.code]: 0.3})
    request = shop.request()
    shop.server.control("faults", queue=[{"operation": "start", "kind": "stall_after"}], seconds=1)
    with pytest.raises(Unreachable) as unknown:
        impatient.start(request)
    assert unknown.value.reason == "timeout"
    assert shop.adapter.start(request).session_id


def test_a_gateway_that_is_away_is_unknown(shop: Shop):
    away = shop.other(**{ADDRESSES[shop.code]: "http://127.0.0.1:9"})
    with pytest.raises(Unreachable) as unknown:
        away.start(shop.request())
    assert unknown.value.reason == "no-answer"


# -- fetch, in every state


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
    assert before <= _some(snapshot.paid_at) <= shop.now()
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
    assert timedelta(days=3) < _some(snapshot.action.due) - started <= timedelta(days=7)
    shop.server.control("clock", seconds=3 * 86400)
    shop.server.control("pay_at_store", payment=number["id"])
    snapshot = shop.adapter.fetch(ref)
    assert (snapshot.status, snapshot.method, snapshot.action) == (Status.PAID, Method.KONBINI, None)
    assert _some(snapshot.paid_at) - started >= timedelta(days=3)


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


# -- close


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


# -- refunds


def test_a_full_refund(shop: Shop):
    ref, _snapshot = shop.paid()
    request = _refund(ref, 600)
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
    made = {shop.adapter.refund(_refund(ref, 200)), shop.adapter.refund(_refund(ref, 400))}
    assert set(shop.adapter.fetch(ref).refunds) == made
    with pytest.raises(Refused) as refused:
        shop.adapter.refund(_refund(ref, 1))
    assert refused.value.reason == "charge_already_refunded"


def test_the_same_refund_twice_is_one(shop: Shop):
    ref, _snapshot = shop.paid()
    request = _refund(ref, 300)
    assert shop.adapter.refund(request) == shop.adapter.refund(request)
    assert len(shop.adapter.fetch(ref).refunds) == 1


def test_a_refund_without_an_answer_is_done_once_by_the_same_key(shop: Shop):
    ref, _snapshot = shop.paid()
    request = _refund(ref, 600)
    shop.server.control("faults", queue=[{"operation": "refund", "kind": "cut_after"}])
    with pytest.raises(Unreachable):
        shop.adapter.refund(request)
    found = shop.adapter.fetch_refund(RefundRef(refund=request.refund, payment=ref))
    assert shop.adapter.refund(request) == found
    assert shop.adapter.fetch(ref).refunds == (found,)


def test_a_refund_that_did_not_arrive_is_not_there(shop: Shop):
    ref, _snapshot = shop.paid()
    request = _refund(ref, 600)
    shop.server.control("faults", queue=[{"operation": "refund", "kind": "cut_before"}])
    with pytest.raises(Unreachable):
        shop.adapter.refund(request)
    with pytest.raises(NotThere):
        shop.adapter.fetch_refund(RefundRef(refund=request.refund, payment=ref))


def test_a_refund_that_takes_a_day(shop: Shop):
    ref, _snapshot = shop.paid(number="4000000000007726")
    made = shop.adapter.refund(_refund(ref, 600))
    assert made.status == RefundStatus.PENDING
    shop.server.control("clock", seconds=86401)
    found = shop.adapter.fetch_refund(RefundRef(refund=_some(made.refund), payment=ref, refund_id=made.refund_id))
    assert (found.status, found.refund_id) == (RefundStatus.SUCCEEDED, made.refund_id)


def test_a_refund_that_fails_at_once(shop: Shop):
    ref, _snapshot = shop.paid()
    shop.server.control("refund_plan", courses=["fails_at_once"])
    assert shop.adapter.refund(_refund(ref, 600)).status == RefundStatus.FAILED


def test_a_refund_that_succeeded_may_fail_late(shop: Shop):
    ref, _snapshot = shop.paid(number="4000000000005126")
    made = shop.adapter.refund(_refund(ref, 600))
    assert made.status == RefundStatus.SUCCEEDED
    shop.server.control("clock", seconds=86401)
    found = shop.adapter.fetch_refund(RefundRef(refund=_some(made.refund), payment=ref, refund_id=made.refund_id))
    assert (found.status, found.reason) == (RefundStatus.FAILED, "expired_or_canceled_card")
    assert _some(found.happened_at) - _some(made.happened_at) >= timedelta(days=1)
    assert shop.adapter.fetch(ref).refunds == (found,)


def test_a_refund_that_the_network_refuses(shop: Shop):
    ref, _snapshot = shop.paid()
    shop.server.control("refund_plan", courses=["is_refused"])
    with pytest.raises(Refused) as refused:
        shop.adapter.refund(_refund(ref, 600))
    assert refused.value.reason == "charge_not_refundable"
    assert shop.adapter.fetch(ref).refunds == ()
    assert shop.adapter.refund(_refund(ref, 600)).status == RefundStatus.SUCCEEDED  # it was to refuse once


def test_konbini_cash_cannot_go_back_through_the_gateway(shop: Shop):
    ref = shop.start(Method.KONBINI)
    number = shop.pay(ref, method="konbini")
    shop.server.control("pay_at_store", payment=number["id"])
    terms = shop.adapter.capabilities.terms(Method.KONBINI)
    assert terms.refunds == "none"
    with pytest.raises(Refused):
        shop.adapter.refund(_refund(AttemptRef(attempt=ref.attempt, payment_id=number["id"]), 600))


def test_a_refund_with_a_wrong_key_is_unknown_and_nothing_happens(shop: Shop):
    ref, _snapshot = shop.paid()
    with pytest.raises(Unreachable):
        shop.other(**{KEYS[shop.code]: "sk_test_wrong"}).refund(_refund(ref, 600))
    assert shop.adapter.fetch(ref).refunds == ()


def test_a_refund_of_an_unknown_payment_is_not_there(shop: Shop):
    with pytest.raises(NotThere):
        shop.adapter.refund(_refund(AttemptRef(attempt=uuid4(), payment_id="pi_unknown"), 600))


def test_a_refund_made_in_the_gateways_own_pages_is_seen_as_nobodys(shop: Shop):
    ref, _snapshot = shop.paid()
    shop.server.control("refund", payment=ref.payment_id, amount=100)
    (found,) = shop.adapter.fetch(ref).refunds
    assert (found.refund, found.amount_yen, found.status) == (None, 100, RefundStatus.SUCCEEDED)


# -- disputes


def test_a_chargeback_taken_and_won_back(shop: Shop):
    ref, _snapshot = shop.paid()
    dispute = shop.server.control("dispute", payment=ref.payment_id)
    (found,) = shop.adapter.fetch(ref).disputes
    assert (found.dispute_id, found.status, found.amount_yen) == (dispute["id"], DisputeStatus.WITHDRAWN, 600)
    shop.server.control("clock", seconds=86400)
    shop.server.control("dispute_close", dispute=dispute["id"], won=True)
    (found,) = shop.adapter.fetch(ref).disputes
    assert found.status == DisputeStatus.RETURNED
    assert _some(found.returned_at) - found.happened_at >= timedelta(days=1)


def test_a_chargeback_that_is_lost_stays_taken(shop: Shop):
    ref, _snapshot = shop.paid(number="4000000000000259")
    (found,) = shop.adapter.fetch(ref).disputes
    shop.server.control("dispute_close", dispute=found.dispute_id, won=False)
    assert shop.adapter.fetch(ref).disputes == (found,)


# -- webhooks


def _webhook(shop: Shop, part: str) -> tuple[bytes, dict[str, str]]:
    """The first webhook that names `part`, as the portal would receive it."""
    path, headers, body = shop.mailbox.wait_for(part)[0]
    assert path == f"/payments/webhooks/{shop.code}/"
    return body, headers


def _signed(shop: Shop, body: bytes, *, age: int = 0, secret: str = "") -> dict[str, str]:
    secret = secret or shop.server.environment[SECRETS[shop.code].upper()]
    return {HEADERS[shop.code]: signature(body, secret, int(time.time()) - age)}


def test_a_webhook_says_what_it_is_about(shop: Shop):
    ref, snapshot = shop.paid()
    body, headers = _webhook(shop, ref.session_id)
    event = shop.adapter.parse_webhook(body, headers)
    assert isinstance(event, Event)
    assert (event.attempt, event.session_id, event.payment_id) == (ref.attempt, ref.session_id, snapshot.payment_id)
    assert event.event_id == json.loads(body)["id"]


def test_webhooks_of_refunds_and_disputes_lead_to_the_payment(shop: Shop):
    ref, _snapshot = shop.paid()
    refunded = shop.adapter.refund(_refund(ref, 100))
    dispute = shop.server.control("dispute", payment=ref.payment_id)
    for part in (refunded.refund_id, dispute["id"]):
        event = shop.adapter.parse_webhook(*_webhook(shop, part))
        assert isinstance(event, Event)
        assert event.payment_id == ref.payment_id


def test_the_same_webhook_twice_has_one_identifier(shop: Shop):
    ref = shop.start()
    shop.server.control("post", copies=2)
    shop.pay(ref)
    first, second = (
        shop.adapter.parse_webhook(body, headers)
        for _p, headers, body in shop.mailbox.wait_for(ref.session_id, count=2)
    )
    assert first == second


@pytest.mark.parametrize("secret", ["whsec_another-secret"])
def test_a_forged_webhook_is_refused(shop: Shop, secret):
    ref, _snapshot = shop.paid()
    body, _headers = _webhook(shop, ref.session_id)
    for headers in ({}, {HEADERS[shop.code]: ""}, {HEADERS[shop.code]: "t=,v1="}, {HEADERS[shop.code]: "t=1,v1=é"}):
        with pytest.raises(BadSignature):
            shop.adapter.parse_webhook(body, headers)
    with pytest.raises(BadSignature):
        shop.adapter.parse_webhook(body, _signed(shop, body, secret=secret))
    with pytest.raises(BadSignature):
        shop.adapter.parse_webhook(body.replace(b"600", b"601"), _signed(shop, body))


def test_a_webhook_signed_too_long_ago_is_refused(shop: Shop):
    ref, _snapshot = shop.paid()
    body, _headers = _webhook(shop, ref.session_id)
    assert isinstance(shop.adapter.parse_webhook(body, _signed(shop, body, age=200)), Event)
    with pytest.raises(BadSignature):
        shop.adapter.parse_webhook(body, _signed(shop, body, age=400))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"text"', b"{}", b"\xff\xfe", b'{"id": "evt_1", "type": "x"}']
)
def test_signed_garbage_is_no_event(shop: Shop, body):
    with pytest.raises((ValueError, BadSignature)):
        shop.adapter.parse_webhook(body, _signed(shop, body))


def test_an_oversized_webhook_is_refused_unread(shop: Shop):
    body = b'{"a": "' + b"x" * 300_000 + b'"}'
    with pytest.raises(ValueError, match="too large"):
        shop.adapter.parse_webhook(body, _signed(shop, body))


def test_a_webhook_of_a_foreign_account_is_ignored(shop: Shop):
    ref, _snapshot = shop.paid()
    body, _headers = _webhook(shop, ref.session_id)
    foreign = {"sandbox": {"merchant": "another-city"}, "stripe": {"account": "acct_another"}}[shop.code]
    body = json.dumps({**json.loads(body), **foreign}).encode()
    assert isinstance(shop.adapter.parse_webhook(body, _signed(shop, body)), Ignored)


def test_a_webhook_of_another_type_is_ignored(shop: Shop):
    ref, _snapshot = shop.paid()
    body, _headers = _webhook(shop, ref.session_id)
    body = json.dumps({**json.loads(body), "type": "customer.created"}).encode()
    found = shop.adapter.parse_webhook(body, _signed(shop, body))
    assert found == Ignored(event_id=json.loads(body)["id"], type="customer.created")


# -- settlement


def test_settlement_rows(shop: Shop):
    """Charge, refund, a refund that came back, chargeback: gross less fee is net, and the payout is their sum."""
    first, paid = shop.paid(1000)
    refunded = shop.adapter.refund(_refund(first, 400))
    second, _snapshot = shop.paid(2000, Method.WALLET)
    outside = shop.server.control("refund", payment=second.payment_id, amount=5)  # in the gateway's own pages
    third, _snapshot = shop.paid(3000)
    dispute = shop.server.control("dispute", payment=third.payment_id)
    shop.server.control("pay_out")
    payouts = {payout["id"]: payout for payout in shop.server.books("payouts")["payouts"]}
    arrival = datetime.fromisoformat(list(payouts.values())[-1]["arrival"]).date()
    attempts = {first.attempt, second.attempt, third.attempt}
    every = list(shop.adapter.settlement(arrival))
    rows = {(row.kind, row.reference): row for row in every}
    charge = rows[SettlementKind.CHARGE, first.payment_id]
    assert (charge.gross_yen, charge.fee_yen, charge.net_yen) == (1000, 32, 968)
    assert (charge.attempt, charge.payout_on, charge.happened_at) == (first.attempt, arrival, paid.paid_at)
    refund = rows[SettlementKind.REFUND, refunded.refund_id]
    assert (refund.gross_yen, refund.fee_yen, refund.net_yen) == (-400, 0, -400)
    assert rows[SettlementKind.CHARGE, second.payment_id].fee_yen == 39
    chargeback = rows[SettlementKind.CHARGEBACK, dispute["id"]]
    assert (chargeback.gross_yen, chargeback.fee_yen, chargeback.net_yen) == (-3000, 1500, -4500)
    assert (refund.attempt, chargeback.attempt) == (first.attempt, third.attempt)
    assert rows[SettlementKind.REFUND, outside["id"]].attempt == second.attempt
    assert attempts <= {row.attempt for row in every}
    assert all(row.gross_yen - row.fee_yen == row.net_yen for row in every)
    assert charge.payout_id in payouts


def test_a_day_without_payouts_has_no_rows(shop: Shop):
    assert list(shop.adapter.settlement(datetime(2020, 1, 1, tzinfo=UTC).date())) == []


def test_a_settlement_without_an_answer_is_unknown(shop: Shop):
    shop.server.control("faults", queue=[{"operation": "settlement", "kind": "error_500"}])
    with pytest.raises(Unreachable):
        list(shop.adapter.settlement(datetime(2020, 1, 1, tzinfo=UTC).date()))
