"""Slots that are made ahead without anybody thinking of it: a pattern, remembered, and how many weeks it reaches."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.errors import BadPattern
from procedures.catalogue.models import SlotCalendar, SlotRecord, SlotRecordKind, SlotRoutine
from procedures.catalogue.slot_keeping import MOST_SLOTS, Pattern, make_slots, refuse_nonsense, times_of_pattern

MOST_WEEKS = 50

_log = structlog.get_logger(__name__)


@transaction.atomic
def keep_making(*, calendar: SlotCalendar, pattern: Pattern, weeks: int, by: User | None) -> int:
    """Make the slots of a pattern's period, and from then on those of each week up to `weeks` weeks ahead.

    The same weekdays and times again: what was remembered of them is replaced. Returns how many slots were made.
    Raises BadPattern for what makes no sense, and for more slots than MOST_SLOTS at once.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadPattern(
            "weeks", _("作り続けるのは、1から%(most)dまでの週の数にしてください。例）12") % {"most": MOST_WEEKS}
        )
    refuse_nonsense(pattern)
    # However the holidays fall: the task that comes every night must not be the one to find out.
    ahead = replace(pattern, last=pattern.first + timedelta(weeks=weeks, days=7), closed_days_too=True)
    if sum(1 for _times in times_of_pattern(ahead)) > MOST_SLOTS:
        words = {"most": MOST_SLOTS}
        raise BadPattern(
            "weeks", _("作り続ける枠が%(most)d件を超えます。週の数を減らすか、枠を長くしてください。") % words
        )
    made = make_slots(calendar=calendar, pattern=pattern, by=by)  # locks the calendar
    routine, _new = SlotRoutine.objects.update_or_create(
        calendar=calendar,
        weekdays="".join(str(day) for day in sorted(pattern.weekdays)),
        start=pattern.start,
        end=pattern.end,
        minutes=pattern.minutes,
        defaults={
            "first": pattern.first,
            "capacity": pattern.capacity,
            "closed_days_too": pattern.closed_days_too,
            "weeks": weeks,
        },
    )
    SlotRecord.objects.create(calendar=calendar, kind=SlotRecordKind.KEPT, by=by, data=facts(routine))
    return made + _catch_up(routine)


@transaction.atomic
def stop_making(*, calendar: SlotCalendar, routine_id: int, by: User | None) -> None:
    """Forget a pattern; its slots stay. Of one that is forgotten already: nothing."""
    routine = SlotRoutine.objects.select_for_update(of=("self",)).filter(calendar=calendar, pk=routine_id).first()
    if routine is not None:
        data = facts(routine)
        routine.delete()
        SlotRecord.objects.create(calendar=calendar, kind=SlotRecordKind.KEPT_NO_MORE, by=by, data=data)


def make_ahead() -> int:
    """Bring every remembered pattern up to its weeks ahead. Returns how many slots were made; none the same day again.

    One that cannot be (the portal's limits became narrower) is logged and keeps none of the others back.
    """
    made = 0
    for routine in _routines():
        try:
            made += _catch_up(routine)
        except BadPattern:
            _log.exception("slot_routine_refused", routine=routine.pk)
    return made


def facts(routine: SlotRoutine) -> dict[str, object]:
    """What a record of the history and a page tell of it."""
    return {
        "weekdays": routine.weekdays,
        "start": f"{routine.start:%H:%M}",
        "end": f"{routine.end:%H:%M}",
        "minutes": routine.minutes,
        "capacity": routine.capacity,
        "closed_days_too": routine.closed_days_too,
        "weeks": routine.weeks,
    }


def _routines() -> Iterator[SlotRoutine]:
    yield from SlotRoutine.objects.select_related("calendar").order_by("calendar", "pk")


def _catch_up(routine: SlotRoutine) -> int:
    """To the end of a week, so that the history has one line a week and not one a day."""
    today = timezone.localdate()
    ahead = today + timedelta(weeks=routine.weeks)
    pattern = Pattern(
        first=max(routine.first, today + timedelta(days=1)),
        last=_sunday(ahead),
        weekdays={int(day) for day in routine.weekdays},
        start=routine.start,
        end=routine.end,
        minutes=routine.minutes,
        capacity=routine.capacity,
        closed_days_too=routine.closed_days_too,
    )
    if pattern.last < pattern.first:
        return 0
    return make_slots(calendar=routine.calendar, pattern=pattern, by=None, routine=True)


def _sunday(day: date) -> date:
    """The last day of its week."""
    return day + timedelta(days=6 - day.weekday())
