"""Keeping a slot calendar: making slots for a period, changing how many places there are, closing and opening.

Every change leaves a line in the calendar's history. Nothing here takes a booking away: who has a place keeps it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.errors import BadPattern, Refused
from procedures.catalogue.models import Department, Slot, SlotCalendar, SlotRecord, SlotRecordKind
from procedures.catalogue.slots import Times, moments
from procedures.definitions.business_days import is_business_day

MOST_DAYS = 366
MOST_SLOTS = 2000
MOST_PLACES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Slots of a period. `weekdays`: 0 is Monday. `minutes`: how long one slot is; None: one from start to end.

    On days on which the city is closed (閉庁日) there are none, unless `closed_days_too`.
    """

    first: date
    last: date
    weekdays: Collection[int]
    start: time
    end: time
    minutes: int | None = None
    capacity: int = 1
    closed_days_too: bool = False


@transaction.atomic
def make_calendar(*, code: str, department: Department, label: str, by: User | None) -> SlotCalendar:
    """Raises Refused for a code that is taken."""
    calendar, made = SlotCalendar.objects.get_or_create(code=code, defaults={"department": department, "label": label})
    if not made:
        raise Refused(_("符号「%(code)s」はすでに使われています。別の符号にしてください。") % {"code": code})
    SlotRecord.objects.create(calendar=calendar, kind=SlotRecordKind.MADE, by=by)
    return calendar


@transaction.atomic
def make_slots(*, calendar: SlotCalendar, pattern: Pattern, by: User | None, routine: bool = False) -> int:
    """Make the slots of a pattern that are not there yet and not over; those that are there stay as they are.

    Returns how many were made. Doing it again makes none. `routine`: the history says that nobody asked for just these.
    Raises BadPattern for one that makes no sense.
    """
    refuse_nonsense(pattern)
    now = timezone.now()
    spans = [span for times in times_of_pattern(pattern) if (span := moments(times))[0] > now]
    if len(spans) > MOST_SLOTS:
        raise BadPattern(
            "last", _("一度に作れる枠は%(most)d件までです。期間を短くしてください。") % {"most": MOST_SLOTS}
        )
    # Serialised: two at once would both count the same slots as new.
    SlotCalendar.objects.select_for_update(of=("self",)).get(pk=calendar.pk)
    known = set(
        Slot.objects.filter(calendar=calendar, starts_at__gt=now).order_by("pk").values_list("starts_at", "ends_at")
    )
    slots = [
        Slot(calendar=calendar, starts_at=start, ends_at=end, capacity=pattern.capacity)
        for start, end in spans
        if (start, end) not in known
    ]
    Slot.objects.bulk_create(slots)
    if slots:
        days = {"first": pattern.first.isoformat(), "last": pattern.last.isoformat()}
        data = {**days, "count": len(slots), "capacity": pattern.capacity, "routine": routine}
        SlotRecord.objects.create(calendar=calendar, kind=SlotRecordKind.SLOTS, by=by, data=data)
    return len(slots)


def times_of_pattern(pattern: Pattern) -> Iterator[Times]:
    """Every slot of a pattern, in order."""
    for ahead in range((pattern.last - pattern.first).days + 1):
        day = pattern.first + timedelta(days=ahead)
        if day.weekday() not in pattern.weekdays or not (pattern.closed_days_too or is_business_day(day)):
            continue
        begin, end = _minutes(pattern.start), _minutes(pattern.end)
        length = pattern.minutes or end - begin
        for start in range(begin, end - length + 1, length):
            yield Times(day, _time(start), _time(start + length))


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def refuse_nonsense(pattern: Pattern) -> None:
    """Raises BadPattern."""
    if pattern.last < pattern.first:
        raise BadPattern("last", _("期間の終わりが始まりより前です。終わりの日を直してください。"))
    if (pattern.last - pattern.first).days >= MOST_DAYS:
        raise BadPattern("last", _("期間は1年までです。終わりの日を直してください。"))
    if not pattern.weekdays:
        raise BadPattern("weekdays", _("曜日を一つ以上選んでください。"))
    if pattern.end <= pattern.start:
        raise BadPattern("end", _("終わりの時刻が始まりより前です。時刻を直してください。例）9:00から12:00"))
    if pattern.minutes is not None and not 5 <= pattern.minutes <= _minutes(pattern.end) - _minutes(pattern.start):
        raise BadPattern(
            "minutes", _("一つの枠の長さは、5分から、始まりから終わりまでの長さまでにしてください。例）30")
        )
    _refuse_places(pattern.capacity)


def _refuse_places(capacity: int) -> None:
    if not 1 <= capacity <= MOST_PLACES:
        raise BadPattern("capacity", _("定員は1から%(most)dまでの数にしてください。例）5") % {"most": MOST_PLACES})


@transaction.atomic
def change_capacity(*, slot_id: int, capacity: int, by: User | None) -> Slot:
    """Raises Refused below what is booked already."""
    _refuse_places(capacity)
    slot = _locked(slot_id)
    if capacity < slot.booked:
        words = {"booked": slot.booked}
        raise Refused(_("すでに%(booked)d件の予約があります。定員は%(booked)d以上にしてください。") % words)
    if capacity != slot.capacity:
        data = {"before": slot.capacity, "after": capacity}
        slot.capacity = capacity
        slot.save(update_fields={"capacity"})
        SlotRecord.objects.create(
            calendar_id=slot.calendar_id, slot=slot, kind=SlotRecordKind.CAPACITY, by=by, data=data
        )
    return slot


@transaction.atomic
def set_slot_open(*, slot_id: int, is_open: bool, by: User | None) -> Slot:
    """Close a slot for new bookings, or open it again. Bookings stay."""
    slot = _locked(slot_id)
    if slot.is_open != is_open:
        slot.is_open = is_open
        slot.save(update_fields={"is_open"})
        kind = SlotRecordKind.SLOT_OPENED if is_open else SlotRecordKind.SLOT_CLOSED
        SlotRecord.objects.create(calendar_id=slot.calendar_id, slot=slot, kind=kind, by=by)
    return slot


@transaction.atomic
def set_calendar_open(*, calendar: SlotCalendar, is_open: bool, by: User | None) -> None:
    """Close a whole calendar for new bookings, or open it again. Bookings stay."""
    if SlotCalendar.objects.filter(pk=calendar.pk).exclude(is_open=is_open).update(is_open=is_open):
        kind = SlotRecordKind.OPENED if is_open else SlotRecordKind.CLOSED
        SlotRecord.objects.create(calendar=calendar, kind=kind, by=by)


def _locked(slot_id: int) -> Slot:
    """Raises Slot.DoesNotExist."""
    return Slot.objects.select_for_update(of=("self",)).get(pk=slot_id)
