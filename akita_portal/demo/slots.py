"""Slots of the sample city: for some weeks ahead, so that there is always something to choose."""

from datetime import time, timedelta

from django.utils import timezone

from procedures.catalogue.models import SlotCalendar
from procedures.catalogue.slot_keeping import Pattern
from procedures.catalogue.slot_routines import keep_making, make_ahead

WEEKS = 12
PLACES = 20
HOURS = (time(8, 30), time(17))


def make_sample_slots() -> int:
    """One slot a business day for the collection of bulky waste, and from then on as days come near.

    Returns how many were made; once it is done, none and nothing changes.
    """
    calendar = SlotCalendar.objects.get(code="bulky_pickup")
    if calendar.routines.exists():
        return make_ahead()
    today = timezone.localdate()
    pattern = Pattern(
        first=today + timedelta(days=1),
        last=today + timedelta(weeks=WEEKS),
        weekdays=range(5),
        start=HOURS[0],
        end=HOURS[1],
        capacity=PLACES,
    )
    return keep_making(calendar=calendar, pattern=pattern, weeks=WEEKS, by=None)
