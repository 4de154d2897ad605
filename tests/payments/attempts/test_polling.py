"""The poller finds what webhooks lost, and survives crashes between our row and the gateway."""

from datetime import timedelta

import pytest
from django.utils import timezone

from identity.access.actors import Portal
from payments.assessments.models import FeeAssessment
from payments.assessments.services import void
from payments.attempts import looking_up
from payments.attempts.looking_up import due_attempts, look_up, look_up_on_return, poll
from payments.attempts.models import PaymentAttempt, PaymentException
from payments.attempts.tasks import poll_attempt, sweep_payments
from payments.gateways import registry
from payments.gateways.contract import Method, NotThere, Status, Unreachable
from payments.ledger.models import LedgerEntry, Source
from tests.payments.scene import start

pytestmark = pytest.mark.django_db


def only() -> PaymentAttempt:
    return PaymentAttempt.objects.get()


def poll_all() -> int:
    found = due_attempts()
    for attempt_id in found:
        poll_attempt(str(attempt_id))
    return len(found)


def test_a_lost_webhook_is_found(clock, fake, attempt, heard):
    fake.pay(attempt.pk)
    assert poll_all() == 0
    clock.shift(timedelta(minutes=1))
    assert (poll_all(), only().state, heard.names) == (1, "paid", ["Settled"])
    assert (LedgerEntry.objects.get().source, only().next_poll_at) == ("poller", None)
    assert poll_all() == 0


def test_the_schedule_of_a_card(clock, fake, attempt):
    began, looks = timezone.now(), []
    while timezone.now() - began < timedelta(minutes=62):
        clock.shift(timedelta(seconds=30))
        if poll_all():
            looks.append((timezone.now() - began).total_seconds() / 60)
    # 1, then 2, 5 and 15 minutes later, then hourly; but expiry at 60 minutes is not slept over.
    assert looks == [1, 3, 8, 23, 60.5]
    assert only().state == "expired"


def test_the_schedule_of_a_konbini_number(clock, fake, assessment):
    attempt = start(assessment, method=Method.KONBINI)
    fake.change(attempt.pk, status=Status.PROCESSING)
    began, looks = timezone.now(), []
    while timezone.now() - began < timedelta(hours=8):
        clock.shift(timedelta(minutes=1))
        if poll_all():
            looks.append(round((timezone.now() - began).total_seconds() / 60))
    assert looks == [1, 3, 8, 23, 203, 383]


def test_expiry_asks_the_gateway_first(clock, fake, attempt):
    fake.pay(attempt.pk)
    clock.shift(timedelta(hours=2))
    poll_all()
    assert (only().state, fake.calls) == ("paid", ["start", "close"])


def test_expired_is_the_gateways_word(clock, fake, attempt):
    clock.shift(timedelta(hours=2))
    fake.before["close"] = Unreachable("timeout")
    poll_all()
    assert only().state == "open"
    clock.shift(timedelta(hours=1))
    poll_all()
    assert only().state == "expired"


def test_a_crash_between_the_row_and_the_gateway_is_taken_up_with_the_same_key(clock, fake, assessment):
    fake.before["start"] = Unreachable("killed before the call")
    start(assessment)
    clock.shift(timedelta(minutes=1))
    poll_all()
    assert (only().state, len(fake.sessions)) == ("open", 1)


def test_a_crash_between_the_gateway_and_the_row_finds_the_same_session(clock, fake, assessment):
    fake.after["start"] = Unreachable("killed after the call")
    attempt = start(assessment)
    fake.pay(attempt.pk)
    clock.shift(timedelta(minutes=1))
    poll_all()
    clock.shift(timedelta(minutes=2))
    poll_all()
    assert (only().state, only().session_id, len(fake.sessions)) == ("paid", f"cs_{attempt.pk.hex}", 1)


@pytest.mark.parametrize("charged", [True, False])
def test_an_old_start_is_looked_up_and_not_repeated(clock, fake, assessment, charged):
    fake.after["start"] = Unreachable("timeout")
    attempt = start(assessment)
    if charged:
        fake.pay(attempt.pk)
    else:
        fake.sessions.clear()
    clock.shift(timedelta(hours=21))
    poll_all()
    assert only().state == ("paid" if charged else "start_failed")
    assert fake.calls == ["start", "fetch"]


def test_an_old_start_with_a_session_is_closed(clock, fake, assessment):
    fake.after["start"] = Unreachable("timeout")
    start(assessment)
    clock.shift(timedelta(hours=21))
    poll_all()
    assert (only().state, fake.calls) == ("expired", ["start", "fetch", "close"])


def test_late_money_after_an_end_is_looked_for_once_more(clock, fake, attempt):
    clock.shift(timedelta(hours=2))
    poll_all()
    assert only().state == "expired"
    fake.pay(attempt.pk)
    clock.shift(timedelta(hours=25))
    assert (poll_all(), only().state) == (1, "paid")
    assert list(PaymentException.objects.values_list("kind", "state")) == [("late_paid", "resolved")]


def test_an_end_without_money_is_left_alone_after_one_look(clock, fake, attempt):
    clock.shift(timedelta(hours=2))
    poll_all()
    clock.shift(timedelta(hours=25))
    assert (poll_all(), only().state, only().next_poll_at) == (1, "expired", None)


def test_a_withdrawn_claim_is_closed_at_the_gateway_soon(clock, fake, attempt):
    clock.shift(timedelta(minutes=10))
    poll_all()
    void(assessment_id=attempt.assessment_id, by=Portal(), reason="取下げ")
    clock.shift(timedelta(minutes=6))
    poll_all()
    assert (only().state, fake.calls[-1]) == ("expired", "close")


def test_another_live_attempt_of_a_settled_claim_is_closed(clock, fake, assessment):
    first = start(assessment)
    clock.shift(timedelta(hours=2))
    second = start(assessment, method=Method.WALLET)
    fake.pay(first.pk)
    look_up(attempt_id=first.pk, source=Source.WEBHOOK)
    assert FeeAssessment.objects.get().status == "settled"
    clock.shift(timedelta(minutes=6))
    poll_all()
    assert PaymentAttempt.objects.get(pk=second.pk).state == "expired"


def test_a_gateway_that_is_away_is_asked_again_later(clock, fake, attempt):
    fake.before["fetch"] = Unreachable("timeout")
    clock.shift(timedelta(minutes=1))
    poll_all()
    assert (only().state, only().polls) == ("open", 1)
    assert only().next_poll_at == timezone.now() + timedelta(minutes=2)


def test_a_killed_worker_leaves_the_attempt_to_the_next_sweep(clock, fake, attempt):
    fake.pay(attempt.pk)
    clock.shift(timedelta(minutes=1))
    assert due_attempts() == [attempt.pk]  # and the worker dies here
    assert due_attempts() == []
    clock.shift(looking_up.LEASE)
    assert (poll_all(), only().state) == (1, "paid")


def test_the_sweep_wakes_a_worker_for_each(clock, fake, attempt, monkeypatch):
    woken = []
    monkeypatch.setattr("payments.attempts.tasks.wake", lambda task, one: woken.append((task.name, one)))
    clock.shift(timedelta(minutes=1))
    sweep_payments()
    assert woken == [("payments.attempts.tasks.poll_attempt", str(attempt.pk))]


def test_the_return_page_asks_once(clock, fake, attempt):
    clock.shift(timedelta(seconds=10))
    first = look_up_on_return(attempt_id=attempt.pk)
    fake.pay(attempt.pk)
    second = look_up_on_return(attempt_id=attempt.pk)
    clock.shift(timedelta(seconds=6))
    third = look_up_on_return(attempt_id=attempt.pk)
    assert [one.state for one in (first, second, third)] == ["open", "open", "paid"]
    look_up_on_return(attempt_id=attempt.pk)
    assert fake.calls == ["start", "fetch", "fetch"]


@pytest.mark.parametrize("fault", [Unreachable("timeout"), NotThere("session")])
def test_the_return_page_never_fails_for_a_gateway_that_is_away(clock, fake, attempt, fault):
    clock.shift(timedelta(seconds=10))
    fake.before["fetch"] = fault
    assert look_up_on_return(attempt_id=attempt.pk).state == "open"


def test_staff_can_ask_again_at_any_time(fake, attempt, clerk):
    fake.pay(attempt.pk)
    assert look_up(attempt_id=attempt.pk, source=Source.STAFF, by=clerk.staff).state == "paid"
    fake.before["fetch"] = Unreachable("timeout")
    with pytest.raises(Unreachable):
        look_up(attempt_id=attempt.pk, source=Source.STAFF, by=clerk.staff)


def test_a_gateway_that_left_the_portal_does_not_stop_the_poller(clock, fake, attempt):

    clock.shift(timedelta(minutes=1))
    with registry.replaced():
        poll(attempt_id=attempt.pk)
    assert only().state == "open"
