"""Starting a payment at a gateway: one session an attempt, and a time-out is unknown.

What every online adapter must do (payments.gateways.contract) stands in this folder, against a live server that speaks
its protocol. A new adapter is added to BUILDERS of shop.py, with a server to run against; nothing else is written.
"""

import pytest

from payments.gateways import contract
from payments.gateways.contract import (
    Method,
    Redirect,
    Refused,
    Unreachable,
)
from tests.payments.gateways.shop import ADDRESSES, KEYS, TIMEOUTS, Shop


def test_it_keeps_the_contract(shop: Shop):
    methods = [
        name for name in vars(contract.Gateway) if not name.startswith("_") and name not in {"code", "capabilities"}
    ]
    assert len(methods) <= 7
    assert all(callable(getattr(shop.adapter, name)) for name in methods)
    assert shop.adapter.code == shop.code
    assert [terms.method for terms in shop.adapter.capabilities.methods] == [Method.CARD, Method.WALLET, Method.KONBINI]


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
