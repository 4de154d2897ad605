"""Reminders: once before the day, once after it, never of what is being paid."""

from datetime import timedelta

import pytest
from django.utils import timezone

from payments import hooks
from payments.assessments.models import FeeAssessment
from payments.attempts.models import PaymentAttempt
from payments.attempts.reminding import remind
from payments.attempts.tasks import purge_webhooks, remind_payers
from tests.payments.scene import KIND, make_assessment, make_trustee, start

pytestmark = pytest.mark.django_db


def test_once_before_and_once_after(clock, fake, heard, settings):
    today = timezone.localdate()
    make_assessment(due_on=today + timedelta(days=settings.PAYMENT_REMINDER_DAYS + 1))
    make_assessment()
    told = []
    for _day in range(8):
        told.append(remind())
        remind_payers()
        clock.shift(timedelta(days=1))
    assert told == [0, 1, 0, 0, 0, 1, 0, 0]
    assert heard.names == ["Due", "Due"]
    assert {notice.due_on for notice in heard.notices} == {today + timedelta(days=settings.PAYMENT_REMINDER_DAYS + 1)}


def test_what_is_paid_or_being_paid_is_left_alone(clock, fake, heard):
    make_trustee()
    assessment = make_assessment(due_on=timezone.localdate())
    start(assessment)
    PaymentAttempt.objects.update(state="processing")
    assert remind() == 0
    FeeAssessment.objects.update(status="settled")
    assert (remind(), heard.names) == (0, [])


def test_one_that_fails_does_not_stop_the_others(clock, fake):
    for _number in range(2):
        make_assessment(due_on=timezone.localdate())
    told = []

    def refuse_first(notice):
        told.append(notice)
        if len(told) == 1:
            raise RuntimeError

    hooks.reminder_due.register(KIND, refuse_first)
    try:
        assert (remind(), remind(), remind()) == (1, 1, 0)
    finally:
        hooks.reminder_due.unregister(KIND)
    assert len(told) == 3


def test_purging_is_a_task(fake):
    purge_webhooks()
