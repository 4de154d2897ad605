"""What only the Stripe adapter does; what every adapter does is in the folder contract."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from payments.attempts.starting import SHORTEST
from payments.gateways.contract import AttemptRef, Event, Method, Refused, SettlementKind, Status, Unreachable
from payments.gateways.stripe import reading
from payments.gateways.stripe.adapter import konbini_days, session_parameters
from payments.money import day_in_japan
from tests.payments.gateways.shop import Shop, shop_of


@pytest.fixture
def shop(gateway_server, webhook_mailbox) -> Shop:
    return shop_of("stripe", gateway_server, webhook_mailbox)


def test_yen_is_never_multiplied_and_the_attempt_stands_three_times(shop):
    request = shop.request(amount_yen=600)
    asked = session_parameters(request, 0)
    assert asked["line_items"][0]["price_data"]["unit_amount"] == 600
    assert asked["line_items"][0]["price_data"]["currency"] == "jpy"
    marks = [asked["client_reference_id"], asked["metadata"]["attempt"]]
    marks.append(asked["payment_intent_data"]["metadata"]["attempt"])
    assert marks == [str(request.attempt)] * 3


def test_a_card_is_asked_for_3d_secure(shop):
    asked = session_parameters(shop.request(), 0)
    assert asked["payment_method_options"] == {"card": {"request_three_d_secure": "any"}}
    assert asked["allowed_payment_method_types"] == ["card"]


@pytest.mark.parametrize(
    ("now", "expires_at", "days"),
    [
        ("2026-11-23T09:00:00+09:00", "2026-11-26T09:00:00+09:00", 2),
        ("2026-11-23T23:59:59+09:00", "2026-11-26T00:00:00+09:00", 2),
        ("2026-11-24T00:00:00+09:00", "2026-11-26T23:59:59+09:00", 1),
        ("2026-11-23T09:00:00+09:00", "2027-11-23T09:00:00+09:00", 60),
    ],
)
def test_a_number_never_outlives_what_was_asked(now, expires_at, days):
    assert konbini_days(datetime.fromisoformat(expires_at), datetime.fromisoformat(now)) == days


def test_too_late_for_a_number():
    now = datetime(2027, 3, 30, 3, tzinfo=UTC)
    with pytest.raises(Refused):
        konbini_days(now + timedelta(days=1), now)


def test_a_konbini_start_tried_again_after_midnight_is_the_same_session(shop):
    now = datetime.now(UTC)
    request = shop.request(Method.KONBINI, expires_at=now + timedelta(days=6))
    shop.server.control("faults", queue=[{"operation": "start", "kind": "cut_after"}])
    with pytest.raises(Unreachable):
        shop.adapter.start(request)
    with time_machine.travel(now + timedelta(days=1)):
        again = shop.adapter.start(request)
    made = [row for row in shop.server.books("sessions")["sessions"] if row["reference"] == str(request.attempt)]
    assert [row["id"] for row in made] == [again.session_id]


def test_the_shortest_life_of_a_page_is_taken_though_the_request_was_on_its_way(shop):
    """Stripe counts 30 minutes from when it gets the request (docs.stripe.com/api/checkout/sessions/create)."""
    now = shop.now()
    late, right = (shop.request(expires_at=now + life) for life in (timedelta(minutes=30), SHORTEST))
    shop.server.control("clock", seconds=180)
    assert shop.adapter.start(right).expires_at == right.expires_at.replace(microsecond=0)
    with pytest.raises(Refused, match="expires_at"):
        shop.adapter.start(late)


def test_only_configured_methods_are_offered(shop):
    adapter = shop.other(stripe_methods="card")
    assert [terms.method for terms in adapter.capabilities.methods] == [Method.CARD]


def test_the_attempt_is_found_by_any_of_its_marks():
    attempt = uuid4()
    assert reading.attempt_of({"client_reference_id": str(attempt)}) == attempt
    assert reading.attempt_of({"client_reference_id": None, "metadata": {"attempt": str(attempt)}}) == attempt
    assert reading.attempt_of({"payment_intent": {"metadata": {"attempt": str(attempt)}}}) == attempt
    assert reading.attempt_of({"client_reference_id": "order-1", "metadata": {}, "payment_intent": "pi_1"}) is None


def _session(**changed):
    intent = {"id": "pi_1", "status": "requires_action", "currency": "jpy", "amount_received": 0}
    session = {
        "id": "cs_1",
        "status": "complete",
        "amount_total": 600,
        "currency": "jpy",
        "expires_at": 1,
        "payment_method_types": ["card"],
        "payment_intent": intent,
    }
    return {**session, **changed}


@pytest.mark.parametrize(
    ("status", "intent", "types", "expected"),
    [
        ("open", None, ["card"], Status.OPEN),
        ("open", "requires_action", ["card"], Status.OPEN),
        ("open", "processing", ["card"], Status.PROCESSING),
        ("complete", "requires_action", ["konbini"], Status.PROCESSING),
        ("complete", "canceled", ["konbini"], Status.CANCELLED),
        ("complete", "requires_payment_method", ["konbini"], Status.EXPIRED),
        ("complete", "requires_payment_method", ["paypay"], Status.FAILED),
        ("expired", "canceled", ["card"], Status.EXPIRED),
        ("expired", None, ["card"], Status.EXPIRED),
    ],
)
def test_states(status, intent, types, expected):
    money = {"id": "pi_1", "status": intent, "currency": "jpy"} if intent else None
    session = _session(status=status, payment_intent=money, payment_method_types=types)
    assert reading.snapshot(session, refunds=[], disputes=[]).status == expected


@pytest.mark.parametrize(("method", "day"), [("konbini", "2027-04-01"), ("card", "2027-03-31")])
def test_cash_is_paid_when_it_moves_and_a_card_when_it_is_charged(method, day):
    """The number taken on 31 March is paid on 1 April; a card charged before midnight is booked after it."""
    charged, moved = (datetime(2027, 3, 31, hour, 59, 59, tzinfo=UTC) for hour in (14, 15))
    charge = {
        "created": int(charged.timestamp()),
        "balance_transaction": {"created": int(moved.timestamp())},
        "payment_method_details": {"type": method},
    }
    money = {"id": "pi_1", "status": "succeeded", "currency": "jpy", "amount_received": 600, "latest_charge": charge}
    snapshot = reading.snapshot(_session(payment_intent=money), refunds=[], disputes=[])
    assert snapshot.paid_at is not None
    assert str(day_in_japan(snapshot.paid_at)) == day
    charge["balance_transaction"] = None  # the movement is not booked yet, or was not asked for
    assert reading.snapshot(_session(payment_intent=money), refunds=[], disputes=[]).paid_at == charged


@pytest.mark.parametrize("broken", [{}, {"amount_total": "600"}, {"amount_total": 600.0}, {"status": "new"}])
def test_what_cannot_be_read_is_unknown(broken):
    session = {} if not broken else _session(payment_intent=None, **broken)
    if broken == {"status": "new"}:
        session = {key: value for key, value in session.items() if key != "payment_method_types"}
    with pytest.raises(Unreachable):
        reading.snapshot(session, refunds=[], disputes=[])


def test_a_line_of_the_balance_that_is_no_payment_is_a_fee():
    found = {
        "id": "txn_1",
        "reporting_category": "fee",
        "source": None,
        "created": 1,
        "amount": -300,
        "fee": 0,
        "net": -300,
    }
    row = reading.settlement_row(found, payout="po_1", day=datetime(2026, 11, 23, tzinfo=UTC).date())
    assert (row.kind, row.reference, row.attempt, row.net_yen) == (SettlementKind.FEE, "txn_1", None, -300)


def test_events_of_the_payment_intent_lead_to_the_attempt(shop):
    ref = shop.start()
    shop.pay(ref, number="4000000000000002")
    payment = shop.adapter.fetch(ref).payment_id
    (_path, headers, body) = next(
        message for message in shop.mailbox.wait_for(payment) if b"payment_intent.payment_failed" in message[2]
    )
    event = shop.adapter.parse_webhook(body, headers)
    assert isinstance(event, Event)
    assert (event.attempt, event.payment_id, event.session_id) == (ref.attempt, payment, "")


def test_a_payment_is_found_by_its_intent_alone(shop):
    ref, snapshot = shop.paid()
    assert shop.adapter.fetch(AttemptRef(attempt=ref.attempt, payment_id=ref.payment_id)) == snapshot
