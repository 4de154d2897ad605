"""Webhooks: whom they are about, and which are refused."""

import json
import time

import pytest

from payments.gateways.contract import (
    BadSignature,
    Event,
    Ignored,
)
from payments.gateways.sandbox.server.postman import signature
from tests.payments.gateways.shop import SECRETS, Shop, refund_of

HEADERS = {"sandbox": "sandbox-signature", "stripe": "stripe-signature"}


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
    refunded = shop.adapter.refund(refund_of(ref, 100))
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
