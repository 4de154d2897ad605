"""Slots as citizens see them: which are to be had, and how a chosen one stands now. Days and times are Japan's."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from django.db.models import F
from django.utils import timezone

from identity.access import clock
from procedures.catalogue.models import Slot, SlotCalendar

Standing = Literal["free", "full", "closed", "past", "calendar_closed", "unknown"]


class Times(NamedTuple):
    """When a slot is: within one day."""

    date: date
    start: time
    end: time


class FreeSlot(NamedTuple):
    """`left`: how many places are left."""

    times: Times
    left: int


class Turn(NamedTuple):
    """Where to turn instead: the department of a calendar; empty for an unknown calendar."""

    department: str = ""
    phone: str = ""


def times_of(slot: Slot) -> Times:
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return Times(start.date(), start.time(), end.time())


def moments(times: Times) -> tuple[datetime, datetime]:
    """Start and end as moments."""
    first = timezone.make_aware(datetime.combine(times.date, times.start))
    return first, timezone.make_aware(datetime.combine(times.date, times.end))


def free_slots(calendar: str, first: date, last: date, most: int) -> list[FreeSlot]:
    """The slots of these days that are still to be had, the next first. One SQL statement."""
    begin = timezone.make_aware(datetime.combine(first, time()))
    end = timezone.make_aware(datetime.combine(last, time())) + timedelta(days=1)
    found = Slot.objects.filter(
        calendar__code=calendar,
        calendar__is_open=True,
        is_open=True,
        booked__lt=F("capacity"),
        starts_at__gte=begin,
        starts_at__lt=end,
    ).filter(starts_at__gt=clock.now())
    return [
        FreeSlot(times_of(slot), slot.capacity - slot.booked) for slot in found.order_by("starts_at", "ends_at")[:most]
    ]


def standing(calendar: str, times: Times) -> Standing:
    """Whether a slot is to be had, and if not, why. One SQL statement."""
    starts_at, ends_at = moments(times)
    found = Slot.objects.select_related("calendar").filter(
        calendar__code=calendar, starts_at=starts_at, ends_at=ends_at
    )
    slot = found.first()
    return standing_of(slot) if slot is not None else "unknown"


def standing_of(slot: Slot) -> Standing:
    """As `standing`, of a slot with its calendar."""
    if not slot.calendar.is_open:
        return "calendar_closed"
    if slot.starts_at <= clock.now():
        return "past"
    if not slot.is_open:
        return "closed"
    return "free" if slot.booked < slot.capacity else "full"


def where_to_turn(calendar: str) -> Turn:
    """One SQL statement."""
    found = SlotCalendar.objects.filter(code=calendar).values_list("department__name", "department__phone").first()
    return Turn(*found) if found else Turn()


def unknown_calendars(codes: Iterable[str]) -> set[str]:
    """Those of these codes that no calendar has. No SQL for none."""
    wanted = set(codes)
    if not wanted:
        return wanted
    return wanted - set(SlotCalendar.objects.filter(code__in=wanted).values_list("code", flat=True))
