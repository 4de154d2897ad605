"""Sending over a real SMTP server: once, whatever happens; told apart by what can help."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from procedures.applications import effects
from procedures.applications.models import Effect, EffectState
from procedures.notifications.effects import SendNotice
from procedures.notifications.handlers import send_notice
from procedures.notifications.models import Message
from procedures.notifications.services import notify
from procedures.notifications.topics import Topic
from tests.factories.received import receive
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs beside the test; the tests run effects themselves."""
    monkeypatch.setattr(effects, "wake", lambda effect_id: None)


def notice(*, email: str | None = None) -> Effect:
    """The effect of a notice of arrival."""
    application, event = receive(email=email)
    with transaction.atomic():
        notify(application=application, event=event, topic=Topic.RECEIVED)
    return Effect.objects.get(application=application)


def state_of(effect: Effect) -> tuple[str, str]:
    effect.refresh_from_db()
    return effect.state, effect.problem


def test_a_notice_reaches_the_address_of_the_application(smtp: Mailbox):
    effect = notice()

    assert effects.run(effect.pk) is True

    assert smtp.recipients == [["hanako@example.jp"]]
    assert state_of(effect) == (EffectState.DONE, "")


def test_the_mail_carries_its_effect_and_says_it_is_automatic(smtp: Mailbox, settings):
    settings.SITE_URL = "https://portal.example.lg.jp"
    effect = notice()

    effects.run(effect.pk)

    [mail] = smtp.mails
    assert mail["Message-ID"] == f"<{effect.pk}@portal.example.lg.jp>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["From"]) == settings.DEFAULT_FROM_EMAIL
    assert mail["Subject"] == "受け付けました：小さな手続"
    assert b"\r\nSubject: =?utf-8?b?" in smtp.raw[0]
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert mail["Content-Transfer-Encoding"] == "base64"


def test_a_task_that_comes_twice_sends_once(smtp: Mailbox):
    effect = notice()

    assert [effects.run(effect.pk), effects.run(effect.pk)] == [True, False]

    assert len(smtp.raw) == 1


def test_no_address_is_done_without_mail(smtp: Mailbox):
    effect = notice(email="")

    effects.run(effect.pk)

    assert (state_of(effect), smtp.raw) == ((EffectState.DONE, ""), [])


def test_a_message_that_is_gone_is_done(smtp: Mailbox):
    effect = notice()
    Message.objects.all().delete()

    effects.run(effect.pk)

    assert (state_of(effect), smtp.raw) == ((EffectState.DONE, ""), [])


@pytest.mark.parametrize(
    ("place", "answer", "expected"),
    [
        ("on_recipient", "550 no such user", (EffectState.DEAD, "smtp 550")),
        ("on_recipient", "450 mailbox busy", (EffectState.PENDING, "smtp 450")),
        ("on_data", "554 refused", (EffectState.DEAD, "smtp 554")),
        ("on_data", "451 try later", (EffectState.PENDING, "smtp 451")),
        # The sender is our own: a fault of the settings, which somebody will mend.
        ("on_sender", "553 sender not allowed", (EffectState.PENDING, "smtp 553")),
    ],
)
def test_a_refusal_is_for_good_or_for_now(smtp: Mailbox, place: str, answer: str, expected: tuple[str, str]):
    setattr(smtp, place, answer)
    effect = notice()

    effects.run(effect.pk)

    assert state_of(effect) == expected
    assert smtp.raw == []


def test_a_server_that_is_away_is_tried_again_and_then_gets_the_mail(smtp: Mailbox, settings):
    settings.EMAIL_PORT = 1
    effect = notice()

    effects.run(effect.pk)
    assert state_of(effect) == (EffectState.PENDING, "ConnectionRefusedError")

    settings.EMAIL_PORT = smtp.port
    Effect.objects.update(run_after=timezone.now())
    effects.run(effect.pk)
    assert (state_of(effect), len(smtp.raw)) == ((EffectState.DONE, ""), 1)


def test_an_address_that_cannot_be_written_in_a_mail_is_given_up(smtp: Mailbox):
    effect = notice(email="a@example.jp\nBcc: b@example.jp")

    effects.run(effect.pk)

    assert state_of(effect) == (EffectState.DEAD, "address cannot be written in a mail")
    assert smtp.raw == []


def test_a_server_slower_than_the_greeting_may_be_still_gets_one_mail(smtp: Mailbox, settings):
    settings.EMAIL_TIMEOUT = 0.4
    smtp.pause_before_accepting = 1.0
    effect = notice()

    effects.run(effect.pk)

    assert (state_of(effect), len(smtp.raw)) == ((EffectState.DONE, ""), 1)


def test_a_server_that_hangs_after_accepting_gets_no_second_mail(smtp: Mailbox, settings, monkeypatch):
    monkeypatch.setattr("procedures.notifications.mail._LEAVE", 0.2)
    smtp.silent_after_accepting = True
    effect = notice()

    started = time.monotonic()
    effects.run(effect.pk)

    assert (state_of(effect), len(smtp.raw)) == ((EffectState.DONE, ""), 1)
    assert smtp.quits == 1  # asked politely, after the commit
    assert time.monotonic() - started < settings.EMAIL_TIMEOUT


def test_a_worker_killed_between_acceptance_and_commit_sends_the_same_mail_again(smtp: Mailbox, settings):
    """The window of docs/decisions/0001: the copy carries the same Message-ID."""
    effect = notice()
    claimed = effects._claim(effect.pk)
    assert claimed is not None
    finish = send_notice(SendNotice(**effect.payload), effects.Run(effect.pk, claimed.attempts))
    # And here the worker dies: `finish`, which goes with the commit, is never called.

    Effect.objects.update(claimed_at=timezone.now() - timedelta(seconds=settings.EFFECT_LEASE_SECONDS + 1))
    effects.sweep()
    effects.run(effect.pk)

    assert [mail["Message-ID"] for mail in smtp.mails] == [f"<{effect.pk}@127.0.0.1>"] * 2
    assert state_of(effect) == (EffectState.DONE, "")
    assert finish is not None
    finish()  # closes the dead worker's socket, which its end would have closed


def test_a_worker_killed_before_acceptance_leaves_one_mail(smtp: Mailbox, settings):
    effect = notice()
    assert effects._claim(effect.pk) is not None  # and here the worker dies

    Effect.objects.update(claimed_at=timezone.now() - timedelta(seconds=settings.EFFECT_LEASE_SECONDS + 1))
    effects.sweep()
    effects.run(effect.pk)

    assert len(smtp.raw) == 1


def test_a_notice_costs_three_statements(smtp: Mailbox, django_assert_num_queries):
    effects.run(notice().pk)  # the definition is parsed once a process
    effect = notice()

    with django_assert_num_queries(3 + 2) as context:  # BEGIN and COMMIT are counted too
        effects.run(effect.pk)

    asked = [query["sql"].split()[0] for query in context.captured_queries]
    assert asked == ["UPDATE", "SELECT", "BEGIN", "UPDATE", "COMMIT"]
