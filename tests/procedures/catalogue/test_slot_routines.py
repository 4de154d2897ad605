"""Slots that are made again and again: a week is added when it comes near, once, and nothing else changes."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from akita_portal.demo.slots import make_sample_slots
from procedures.catalogue import slot_routines
from procedures.catalogue.errors import BadPattern
from procedures.catalogue.models import Slot, SlotCalendar, SlotRecord, SlotRoutine
from procedures.catalogue.seeding import load_seeds
from procedures.catalogue.slot_keeping import Pattern, set_slot_open
from procedures.catalogue.slot_routines import MOST_WEEKS, keep_making, make_ahead, stop_making
from procedures.catalogue.tasks import make_slots_ahead
from tests.slots import make_calendar

pytestmark = pytest.mark.django_db

MONDAY = "2027-05-10T10:00:00+09:00"


@pytest.fixture
def calendar(db):
    return make_calendar()


def pattern(**changes):
    usual: dict[str, Any] = {
        "first": date(2027, 5, 11),
        "last": date(2027, 5, 14),
        "weekdays": range(5),
        "start": time(9),
        "end": time(12),
        "capacity": 2,
    }
    return Pattern(**(usual | changes))


def days() -> list[date]:
    return [timezone.localtime(slot.starts_at).date() for slot in Slot.objects.order_by("starts_at")]


def test_weeks_are_added_as_they_come_near(calendar):
    with time_machine.travel(MONDAY, tick=False):
        assert keep_making(calendar=calendar, pattern=pattern(), weeks=2, by=None) == 4 + 10
        assert days()[-1] == date(2027, 5, 28)  # the last business day of the week two weeks ahead
        assert make_ahead() == 0
    with time_machine.travel("2027-05-16T23:59:00+09:00", tick=False):
        assert make_ahead() == 0
    with time_machine.travel("2027-05-17T00:01:00+09:00", tick=False):
        make_slots_ahead()
    assert days()[-1] == date(2027, 6, 4)
    kinds = list(SlotRecord.objects.order_by("pk").values_list("kind", "data__routine"))
    assert kinds == [("slots", False), ("kept", None), ("slots", True), ("slots", True)]


def test_a_long_rest_of_the_worker_is_caught_up(calendar):
    with time_machine.travel(MONDAY, tick=False):
        keep_making(calendar=calendar, pattern=pattern(), weeks=1, by=None)
    with time_machine.travel("2027-06-15T10:00:00+09:00", tick=False):
        assert make_ahead() == 3 + 5  # from tomorrow on; what is over is not made
    assert date(2027, 6, 14) not in days()


def test_what_the_staff_changed_stays(calendar):
    with time_machine.travel(MONDAY, tick=False):
        keep_making(calendar=calendar, pattern=pattern(), weeks=2, by=None)
        closed = Slot.objects.latest("starts_at")
        set_slot_open(slot_id=closed.pk, is_open=False, by=None)
        Slot.objects.filter(pk=closed.pk).update(capacity=9)
        assert make_ahead() == 0
    closed.refresh_from_db()
    assert (closed.is_open, closed.capacity) == (False, 9)


def test_closed_days_only_where_they_are_asked_for(calendar):
    golden_week = pattern(first=date(2027, 4, 27), last=date(2027, 4, 27))
    with time_machine.travel("2027-04-26T10:00:00+09:00", tick=False):
        keep_making(calendar=calendar, pattern=golden_week, weeks=1, by=None)
        assert days() == [date(2027, 4, day) for day in (27, 28, 30)] + [date(2027, 5, day) for day in (6, 7)]
        too = pattern(
            first=golden_week.first, last=golden_week.last, start=time(13), end=time(17), closed_days_too=True
        )
        assert keep_making(calendar=calendar, pattern=too, weeks=1, by=None) == 9


def test_the_same_times_again_replace_what_was_remembered(calendar):
    with time_machine.travel(MONDAY, tick=False):
        keep_making(calendar=calendar, pattern=pattern(), weeks=1, by=None)
        keep_making(calendar=calendar, pattern=pattern(capacity=7), weeks=2, by=None)
        keep_making(calendar=calendar, pattern=pattern(minutes=30), weeks=1, by=None)
    found = SlotRoutine.objects.order_by("pk").values_list("minutes", "capacity", "weeks")
    assert list(found) == [(None, 7, 2), (30, 2, 1)]
    assert Slot.objects.latest("starts_at", "capacity").capacity == 7
    routine = SlotRoutine.objects.get(minutes=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        SlotRoutine.objects.create(
            calendar=calendar, first=routine.first, weekdays="01234", start=time(9), end=time(12), capacity=1, weeks=1
        )


def test_it_may_begin_later_than_it_reaches(calendar):
    with time_machine.travel(MONDAY, tick=False):
        later = pattern(first=date(2027, 9, 1), last=date(2027, 9, 1))
        assert keep_making(calendar=calendar, pattern=later, weeks=1, by=None) == 1
        assert make_ahead() == 0


def test_ended_it_makes_no_more(calendar):
    with time_machine.travel(MONDAY, tick=False):
        keep_making(calendar=calendar, pattern=pattern(), weeks=1, by=None)
        stop_making(calendar=make_calendar("others"), routine_id=SlotRoutine.objects.get().pk, by=None)
        assert SlotRoutine.objects.count() == 1
        stop_making(calendar=calendar, routine_id=SlotRoutine.objects.get().pk, by=None)
    made = Slot.objects.count()
    with time_machine.travel("2027-08-02T10:00:00+09:00", tick=False):
        assert make_ahead() == 0
    assert Slot.objects.count() == made
    assert SlotRecord.objects.latest("pk").data["weeks"] == 1


@pytest.mark.parametrize(
    ("changes", "weeks", "part"),
    [
        ({}, 0, "weeks"),
        ({}, MOST_WEEKS + 1, "weeks"),
        ({"minutes": 5, "weekdays": range(7)}, 20, "weeks"),
        ({"weekdays": ()}, 4, "weekdays"),
    ],
)
def test_what_makes_no_sense(calendar, changes, weeks, part):
    with time_machine.travel(MONDAY, tick=False), pytest.raises(BadPattern) as caught:
        keep_making(calendar=calendar, pattern=pattern(**changes), weeks=weeks, by=None)
    assert caught.value.part == part
    assert (Slot.objects.count(), SlotRoutine.objects.count(), SlotRecord.objects.count()) == (0, 0, 0)


def test_one_that_cannot_be_keeps_none_of_the_others_back(calendar, monkeypatch):
    with time_machine.travel(MONDAY, tick=False):
        keep_making(calendar=calendar, pattern=pattern(capacity=5), weeks=1, by=None)
        keep_making(calendar=make_calendar("others"), pattern=pattern(), weeks=1, by=None)
    real = slot_routines.make_slots

    def narrower(*, calendar: SlotCalendar, pattern: Pattern, **more: Any) -> int:
        if pattern.capacity > 2:
            raise BadPattern("capacity", "too many")
        return real(calendar=calendar, pattern=pattern, **more)

    monkeypatch.setattr(slot_routines, "make_slots", narrower)
    with time_machine.travel("2027-05-17T10:00:00+09:00", tick=False):
        assert make_ahead() == 5


def test_the_longest_reach_is_one_that_can_be_made(calendar):
    with time_machine.travel(MONDAY, tick=False):
        keep_making(calendar=calendar, pattern=pattern(), weeks=MOST_WEEKS, by=None)
        assert days()[-1] >= date(2027, 5, 10) + timedelta(weeks=MOST_WEEKS)


def test_the_sample_city_keeps_its_slots(db):
    load_seeds()
    with time_machine.travel(MONDAY, tick=False):
        assert make_sample_slots() > 50
        assert make_sample_slots() == 0
    with time_machine.travel("2027-08-30T10:00:00+09:00", tick=False):
        make_slots_ahead()
        assert days()[-1] >= date(2027, 8, 30) + timedelta(weeks=12)
    assert SlotRoutine.objects.count() == 1
