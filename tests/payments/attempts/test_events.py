"""Webhooks: verified, stored once, processed by workers, retried, never lost."""

import json
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from identity.access.secrets import decrypt_secret
from payments import hooks
from payments.attempts import events
from payments.attempts.events import due_events, process_event, receive_webhook
from payments.attempts.models import PaymentAttempt, PaymentException
from payments.gateways import inbox
from payments.gateways.contract import Status, Unreachable
from payments.gateways.inbox import Received
from payments.gateways.models import GatewayEvent
from payments.ledger.models import LedgerEntry
from tests.payments.fake_gateway import sign
from tests.payments.scene import KIND, make_assessment, make_trustee, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def woken(monkeypatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr("payments.attempts.tasks.wake", lambda _task, one: found.append(one))
    return found


def post(raw: bytes, headers: dict[str, str], gateway: str = "fake") -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post(
        f"/payments/webhooks/{gateway}/", raw, content_type="application/json", headers=headers
    ).status_code


def process_all() -> int:
    found = due_events()
    return sum(process_event(event_id) for event_id in found)


def test_a_webhook_is_answered_stored_and_processed(fake, attempt, woken, heard):
    fake.pay(attempt.pk)
    assert post(*fake.webhook(attempt.pk)) == 200
    event = GatewayEvent.objects.get()
    assert (woken, event.processed_at, event.attempt) == ([event.pk], None, attempt.pk)
    assert process_event(event.pk) is True
    event.refresh_from_db()
    assert (event.processed_at is not None, PaymentAttempt.objects.get().state) == (True, "paid")
    assert (LedgerEntry.objects.get().event, LedgerEntry.objects.get().source) == (event.pk, "webhook")
    assert process_event(event.pk) is False
    assert heard.names == ["Settled"]


def test_the_same_event_three_times_is_one(fake, attempt, woken):
    fake.pay(attempt.pk)
    raw, headers = fake.webhook(attempt.pk, event_id="evt_1")
    assert [post(raw, headers) for _again in range(3)] == [200, 200, 200]
    assert (GatewayEvent.objects.count(), len(woken)) == (1, 1)


@pytest.mark.parametrize(
    "forge",
    [
        lambda raw, headers: (raw + b" ", headers),
        lambda raw, headers: (raw, {}),
        lambda raw, headers: (raw, {"x-fake-signature": "1:00"}),
        lambda raw, headers: (raw, {"x-fake-signature": "nonsense"}),
        lambda raw, headers: (raw.replace(b"payment", b"refunds"), headers),
        lambda raw, headers: (raw, {"x-fake-signature": f"1:{sign('1', raw)}"}),
    ],
    ids=["changed body", "no signature", "wrong", "nonsense", "other body", "old"],
)
def test_a_forged_or_old_webhook_leaves_nothing(fake, attempt, woken, forge):
    fake.pay(attempt.pk)
    assert post(*forge(*fake.webhook(attempt.pk))) == 400
    assert (GatewayEvent.objects.count(), woken, PaymentAttempt.objects.get().state) == (0, [], "open")


@pytest.mark.parametrize(
    ("body", "answer"),
    [(b"not json", 400), (b"\xff\xfe", 400), (b"[]", 400), (b'{"id": "evt"}', 400), (b"x" * 300_000, 400)],
)
def test_a_signed_webhook_that_nobody_can_read(fake, attempt, body, answer):
    stamp = str(int(time.time()))
    assert post(body, {"x-fake-signature": f"{stamp}:{sign(stamp, body)}"}) == answer
    assert GatewayEvent.objects.count() == 0


def test_an_unknown_gateway_and_another_method(fake, attempt):
    raw, headers = fake.webhook(attempt.pk)
    assert post(raw, headers, "nobody") == 404
    assert Client().get("/payments/webhooks/fake/").status_code == 405


def test_a_webhook_about_nothing_of_ours_is_kept_as_ignored(fake, woken):
    assert receive_webhook("fake", *fake.webhook(type_="ping")) == Received.IGNORED
    event = GatewayEvent.objects.get()
    assert (event.processed_at is not None, event.raw, woken) == (True, "", [])


def test_a_webhook_is_a_hint_and_the_gateway_is_asked(fake, attempt):
    # It says that money came; the gateway says it did not.
    post(*fake.webhook(attempt.pk, type_="payment.succeeded"))
    process_event(GatewayEvent.objects.get().pk)
    assert (PaymentAttempt.objects.get().state, LedgerEntry.objects.count()) == ("open", 0)


def test_expired_after_paid_and_out_of_order(fake, attempt):
    fake.pay(attempt.pk)
    for type_ in ("payment.expired", "payment.succeeded", "payment.created", "payment.expired"):
        post(*fake.webhook(attempt.pk, type_=type_))
        process_event(GatewayEvent.objects.latest("id").pk)
    assert (PaymentAttempt.objects.get().state, LedgerEntry.objects.count()) == ("paid", 1)


def test_a_webhook_before_our_row_knows_the_session(fake, assessment):
    fake.after["start"] = Unreachable("slow")
    attempt = start(assessment)
    fake.pay(attempt.pk)
    post(*fake.webhook(attempt.pk, session=f"cs_{attempt.pk.hex}"))
    process_event(GatewayEvent.objects.get().pk)
    found = PaymentAttempt.objects.get()
    assert (found.state, found.session_id) == ("paid", f"cs_{attempt.pk.hex}")


@pytest.mark.parametrize("known_by", ["session", "payment"])
def test_an_event_without_our_identifier_is_matched(fake, attempt, known_by):
    fake.change(attempt.pk, payment_id="pi_1")
    post(*fake.webhook(attempt.pk))
    process_event(GatewayEvent.objects.get().pk)
    fake.pay(attempt.pk, payment_id="pi_1")
    value = f"cs_{attempt.pk.hex}" if known_by == "session" else "pi_1"
    post(*fake.webhook(**{known_by: value}))
    process_event(GatewayEvent.objects.latest("id").pk)
    assert PaymentAttempt.objects.get().state == "paid"


def test_the_attempt_of_another_gateway_is_not_touched(two_gateways):
    first, second = two_gateways
    make_trustee()
    attempt = start(make_assessment())
    first.pay(attempt.pk)
    second.sessions[attempt.pk] = first.sessions[attempt.pk]
    raw, headers = second.webhook(attempt.pk)
    post(raw, headers, "other")
    process_event(GatewayEvent.objects.get().pk)
    assert PaymentAttempt.objects.get().state == "open"
    assert GatewayEvent.objects.get().problem == "no such payment"


def test_an_orphan_is_tried_again_then_people_look(clock, fake, heard):
    post(*fake.webhook(uuid4(), payment="pi_unknown"))
    tries = 0
    while GatewayEvent.objects.filter(processed_at=None).exists():
        clock.shift(timedelta(minutes=1))
        tries += process_all()
    exception = PaymentException.objects.get()
    assert (tries, exception.kind, exception.once) == (events.ORPHAN_TRIES, "orphan_payment", "fake:pi_unknown")
    assert exception.event_id == GatewayEvent.objects.get().pk


def test_a_gateway_that_is_away_costs_time_not_the_event(clock, fake, attempt):
    fake.pay(attempt.pk)
    post(*fake.webhook(attempt.pk))
    fake.before["fetch"] = Unreachable("timeout")
    process_event(GatewayEvent.objects.get().pk)
    assert (GatewayEvent.objects.get().problem, PaymentAttempt.objects.get().state) == ("timeout", "open")
    assert process_all() == 0
    clock.shift(timedelta(seconds=6))
    assert (process_all(), PaymentAttempt.objects.get().state) == (1, "paid")


def test_what_goes_wrong_in_the_subscriber_is_tried_again(clock, fake, attempt):
    def refuse(notice):
        raise RuntimeError

    fake.pay(attempt.pk)
    post(*fake.webhook(attempt.pk))
    hooks.settled.register(KIND, refuse)
    try:
        process_event(GatewayEvent.objects.get().pk)
    finally:
        hooks.settled.unregister(KIND)
    assert (GatewayEvent.objects.get().problem, LedgerEntry.objects.count()) == ("RuntimeError", 0)
    clock.shift(timedelta(minutes=1))
    assert (process_all(), LedgerEntry.objects.count()) == (1, 1)


def test_a_killed_worker_leaves_the_event_to_the_sweeper(clock, fake, attempt):
    fake.pay(attempt.pk)
    post(*fake.webhook(attempt.pk))
    assert due_events() == []  # the one woken by the arrival has it
    clock.shift(inbox.LEASE)
    assert len(due_events()) == 1
    assert due_events() == []


def test_an_event_that_never_works_is_shown_to_people(clock, fake, attempt):
    post(*fake.webhook(attempt.pk))
    event = GatewayEvent.objects.get()
    GatewayEvent.objects.update(tries=events.STUCK_TRIES - 1)
    fake.before["fetch"] = Unreachable("timeout")
    process_event(event.pk)
    assert PaymentException.objects.get().detail == {"problem": "timeout", "tries": events.STUCK_TRIES}


def test_bodies_are_sealed_and_emptied_after_their_days(clock, fake, attempt, settings):
    raw, headers = fake.webhook(attempt.pk)
    post(raw, headers | {"cookie": "secret", "user-agent": "Fake/1"})
    event = GatewayEvent.objects.get()
    assert (raw.decode() in event.raw, decrypt_secret(event.raw)) == (False, raw.decode())
    assert event.headers == {"content-type": "application/json", "user-agent": "Fake/1"}
    assert inbox.purge_bodies() == 0
    clock.shift(timedelta(days=settings.PAYMENT_EVENT_DAYS, seconds=1))
    assert (inbox.purge_bodies(), inbox.purge_bodies()) == (1, 0)
    event.refresh_from_db()
    assert (event.raw, event.headers, event.event_id) == ("", {}, json.loads(raw)["id"])


def test_a_lapsed_number_is_told_by_webhook(fake, attempt):
    fake.change(attempt.pk, status=Status.FAILED)
    post(*fake.webhook(attempt.pk, type_="payment.failed"))
    process_event(GatewayEvent.objects.get().pk)
    assert PaymentAttempt.objects.get().state == "failed"
