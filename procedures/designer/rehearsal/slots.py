"""Slots on the stage of a trial: copies, so that nobody who books a real one ever waits for a trial.

The form on the author's desk shows the real calendars. What was chosen there is copied when it is sent, with as many
places taken as there are at that moment, under calendars that only the stage knows. What was sent stays sent, also when
real people take the last place afterwards.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from procedures.applications.bookings import times_in
from procedures.catalogue.models import Slot, SlotCalendar
from procedures.catalogue.slots import moments
from procedures.definitions import Definition, dump, parse
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.sources import definition_of


def staged_definition(trial: Trial) -> Definition:
    """The definition of the trial, with calendars of its own where it has slots. No SQL."""
    shown = definition_of(trial.document)
    return _with_own_calendars(trial.document, trial.pk) if shown.slots else shown


@lru_cache(maxsize=8)
def _with_own_calendars(document: str, trial_id: UUID) -> Definition:
    return parse(_renamed(json.loads(dump(definition_of(document))), trial_id))


def _renamed(part: Any, trial_id: UUID) -> Any:
    if isinstance(part, list):
        return [_renamed(one, trial_id) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "slot":
        return part | {"slots_from": own_calendar(part["slots_from"], trial_id)}
    return {name: _renamed(value, trial_id) for name, value in part.items()}


def own_calendar(code: str, trial_id: UUID) -> str:
    """How the stage calls a calendar: no real one and no other trial's is called so."""
    return "trial_" + hashlib.sha256(trial_id.bytes + code.encode()).hexdigest()[:30]


def bring_slots(trial: Trial, answers: Mapping[str, Any], *, as_they_are: bool) -> None:
    """Copy the slots that these answers choose: as they are, or free. Within the rehearsal; no SQL without slots."""
    for item in definition_of(trial.document).slots:
        times = times_in(answers.get(item.id))
        if times is None:
            continue
        starts_at, ends_at = moments(times)
        found = Slot.objects.select_related("calendar").filter(
            calendar__code=item.slots_from, starts_at=starts_at, ends_at=ends_at
        )
        slot = found.first()
        if slot is not None:
            _copy(slot, own_calendar(item.slots_from, trial.pk), as_it_is=as_they_are)


def _copy(slot: Slot, code: str, *, as_it_is: bool) -> None:
    real, is_open = slot.calendar, slot.is_open and slot.calendar.is_open
    calendar, _made = SlotCalendar.objects.get_or_create(
        code=code, defaults={"department_id": real.department_id, "label": real.label}
    )
    Slot.objects.get_or_create(
        calendar=calendar,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        defaults={
            "capacity": slot.capacity,
            "booked": slot.booked if as_it_is else 0,
            "is_open": is_open or not as_it_is,
        },
    )
