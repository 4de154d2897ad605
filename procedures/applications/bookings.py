"""Places of slots that applications have: taken, exchanged and given back inside a command's transaction.

The slots are locked in one order, so that two who exchange with each other never wait for each other; a trigger counts
bookings on their slot, and a constraint refuses one more than there are places, whoever writes it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from procedures.applications.models import Application, Booking
from procedures.catalogue.models import Slot
from procedures.catalogue.slots import Standing, Times, moments, standing_of, times_of
from procedures.definitions import Definition
from procedures.definitions.evaluator import as_date, as_time


class SlotGone(Exception):
    """A slot that was chosen cannot be had (any more). `item_id`: where it was chosen."""

    def __init__(self, item_id: str, standing: Standing) -> None:
        super().__init__(f"{item_id}: {standing}")
        self.item_id = item_id
        self.standing = standing


def book(*, application: Application, definition: Definition, answers: Mapping[str, Any]) -> None:
    """Let the application have exactly the slots of its answers: places it has stay, others are given back.

    All or nothing, inside the caller's transaction. Raises SlotGone for a place that is not to be had.
    """
    wanted = {
        item.id: (item.slots_from, times) for item in definition.slots if (times := times_in(answers.get(item.id)))
    }
    had = {booking.item: booking for booking in _bookings(application)}
    if not wanted and not had:
        return
    ids = {item_id: _slot_id(item_id, *place) for item_id, place in wanted.items()}
    slots = _locked({*ids.values(), *(booking.slot_id for booking in had.values())})
    for booking in had.values():
        if ids.get(booking.item) != booking.slot_id:
            booking.delete()
            slots[booking.slot_id].booked -= 1  # as the trigger has it by now
    for item_id, slot_id in ids.items():
        if item_id in had and had[item_id].slot_id == slot_id:
            continue
        slot = slots[slot_id]
        standing = standing_of(slot)
        if standing != "free":
            raise SlotGone(item_id, standing)
        Booking.objects.create(application=application, item=item_id, slot=slot)
        slot.booked += 1


def give_back(application: Application) -> None:
    """Free every place of an application that was withdrawn or refused. Inside the caller's transaction."""
    had = list(_bookings(application))
    if had:
        _locked({booking.slot_id for booking in had})
        Booking.objects.filter(application=application).delete()


def held_slots(application_id: Any) -> dict[str, dict[str, str]]:
    """The slots that an application has, as answers by item: free to it, however full they are. One SQL statement."""
    found = Booking.objects.filter(application=application_id).select_related("slot")
    return {booking.item: answer_of(times_of(booking.slot)) for booking in found.order_by("item")}


def answer_of(times: Times) -> dict[str, str]:
    return {"date": times.date.isoformat(), "start": f"{times.start:%H:%M}", "end": f"{times.end:%H:%M}"}


def times_in(answer: Any) -> Times | None:
    """The times of an answer that passed its field; None where nothing was chosen."""
    if not isinstance(answer, Mapping):
        return None
    day, start, end = as_date(answer.get("date")), as_time(answer.get("start")), as_time(answer.get("end"))
    return Times(day, start, end) if day and start is not None and end is not None else None


def _bookings(application: Application) -> list[Booking]:
    return list(Booking.objects.filter(application=application).order_by("pk"))


def _slot_id(item_id: str, calendar: str, times: Times) -> int:
    starts_at, ends_at = moments(times)
    wanted = Q(calendar__code=calendar, starts_at=starts_at, ends_at=ends_at)
    found: int | None = Slot.objects.filter(wanted).values_list("pk", flat=True).first()
    if found is None:
        raise SlotGone(item_id, "unknown")
    return found


def _locked(ids: set[int]) -> dict[int, Slot]:
    """These slots with their calendars, locked until the transaction ends."""
    found = Slot.objects.select_for_update(of=("self",)).select_related("calendar").filter(pk__in=ids)
    return {slot.pk: slot for slot in found.order_by("pk")}
