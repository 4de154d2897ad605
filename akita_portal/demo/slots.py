"""Slots of the sample city: for some weeks from today, so that there is always something to choose."""

from datetime import time, timedelta

from django.utils import timezone

from procedures.catalogue.models import SlotCalendar
from procedures.catalogue.slot_keeping import Pattern, make_slots

WEEKS = 12
PLACES = 20
HOURS = (time(8, 30), time(17))


def make_sample_slots() -> int:
    """One slot a business day for the collection of bulky waste; doing it again adds the days that came near since.

    Returns how many were made.
    """
    today = timezone.localdate()
    pattern = Pattern(
        first=today + timedelta(days=1),
        last=today + timedelta(weeks=WEEKS),
        weekdays=range(5),
        start=HOURS[0],
        end=HOURS[1],
        capacity=PLACES,
    )
    return make_slots(calendar=SlotCalendar.objects.get(code="bulky_pickup"), pattern=pattern, by=None)
