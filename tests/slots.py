"""Slots that tests book: of a pretended source without a database, and in the portal's own calendars."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta

from django.utils import timezone

from procedures.catalogue import slots
from procedures.catalogue.models import Slot, SlotCalendar
from procedures.catalogue.slot_keeping import Pattern, make_slots
from procedures.catalogue.slots import FreeSlot, Standing, Times, Turn
from procedures.definitions.business_days import is_business_day
from procedures.forms.slots import use_slots
from tests.catalogue import make_department

MORNING = (time(9), time(12))
AFTERNOON = (time(13), time(17))


class PretendedSlots:
    """A morning and an afternoon on every business day, whatever the calendar; `taken` are full."""

    def __init__(self, *taken: Times, hours: Sequence[tuple[time, time]] = (MORNING, AFTERNOON)) -> None:
        self.taken = taken
        self.hours = hours

    def free_slots(self, calendar: str, first: date, last: date, most: int) -> Sequence[FreeSlot]:
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        every = [Times(day, *hours) for day in days if is_business_day(day) for hours in self.hours]
        return [FreeSlot(one, 5) for one in every if self.standing(calendar, one) == "free"][:most]

    def standing(self, calendar: str, times: Times) -> Standing:
        if calendar == "nowhere" or times[1:] not in self.hours:
            return "unknown"
        return "full" if times in self.taken else "free"

    def where_to_turn(self, calendar: str) -> Turn:
        return Turn() if calendar == "nowhere" else Turn("環境都市推進課", "018-888-5707")


@contextmanager
def pretended(*taken: Times, hours: Sequence[tuple[time, time]] = (MORNING, AFTERNOON)) -> Iterator[None]:
    use_slots(PretendedSlots(*taken, hours=hours))
    try:
        yield
    finally:
        use_slots(slots)


def make_calendar(code: str = "visits", department: str = "citizen-affairs", label: str = "窓口の予約") -> SlotCalendar:
    return SlotCalendar.objects.create(code=code, department=make_department(department), label=label)


def fill(
    calendar: SlotCalendar, *, days: int = 30, capacity: int = 3, hours: tuple[time, time] = MORNING
) -> list[Slot]:
    """A slot a business day from tomorrow, in order."""
    today = timezone.localdate()
    first, last = today + timedelta(days=1), today + timedelta(days=days)
    pattern = Pattern(first=first, last=last, weekdays=range(5), start=hours[0], end=hours[1], capacity=capacity)
    make_slots(calendar=calendar, pattern=pattern, by=None)
    return list(Slot.objects.filter(calendar=calendar).order_by("starts_at"))


def answer_to(slot: Slot) -> dict[str, str]:
    times = slots.times_of(slot)
    return {"date": times.date.isoformat(), "start": f"{times.start:%H:%M}", "end": f"{times.end:%H:%M}"}
