"""Calendars, slots and their history as a staff page shows them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from identity.access.actors import Staff
from identity.people.models import Role
from procedures.applications.models import Application, Booking, State
from procedures.applications.receipts import show_receipt
from procedures.backoffice.pages import department_names
from procedures.backoffice.slot_forms import weekdays
from procedures.catalogue.models import Slot, SlotCalendar, SlotRecord, SlotRecordKind
from procedures.catalogue.slot_routines import facts

KEEPERS = (Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR)
DAYS = 28
_MOST_ROWS = 60
_RECORDS = 30


def calendars_for(staff: Staff) -> QuerySet[SlotCalendar]:
    """Those of the departments in which this staff member handles applications or oversees."""
    return SlotCalendar.objects.filter(department__code__in=staff.departments(KEEPERS)).select_related("department")


def calendar_rows(staff: Staff, now: datetime) -> list[dict[str, Any]]:
    """With what is booked in the days to come. One SQL statement."""
    coming = Q(slots__starts_at__gt=now, slots__starts_at__lt=now + timedelta(days=DAYS))
    found = calendars_for(staff).annotate(
        taken=Coalesce(Sum("slots__booked", filter=coming), 0),
        places=Coalesce(Sum("slots__capacity", filter=coming), 0),
    )
    return [
        {
            "cells": [
                {"value": one.label, "url": reverse("backoffice:slot_calendar", args=[one.code]), "header": True},
                one.department.name,
                one.code,
                _("%(taken)d／%(places)d") % {"taken": one.taken, "places": one.places},
                {"value": "", "badges": [open_badge(is_open=one.is_open)]},
            ]
        }
        for one in found.order_by("department__code", "code")
    ]


def open_badge(*, is_open: bool) -> dict[str, str]:
    return {"label": _("受付中"), "kind": "ok"} if is_open else {"label": _("停止中"), "kind": "mute"}


def slots_from(calendar: SlotCalendar, first: date) -> tuple[list[dict[str, Any]], int]:
    """The slots from a day on, and for how many days: DAYS, or a week where those are too many. One SQL statement."""
    begin = timezone.make_aware(datetime.combine(first, time()))
    slots = Slot.objects.filter(calendar=calendar, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=DAYS))
    found, days = list(slots.order_by("starts_at", "ends_at")), DAYS
    if len(found) > _MOST_ROWS:
        days = 7
        found = [slot for slot in found if slot.starts_at < begin + timedelta(days=days)]
    return [{"cells": _cells(calendar, slot)} for slot in found], days


def _cells(calendar: SlotCalendar, slot: Slot) -> list[dict[str, Any] | str]:
    if slot.starts_at <= timezone.now():
        badge = {"label": _("終わり"), "kind": "mute"}
    elif slot.is_open and slot.booked == slot.capacity:
        badge = {"label": _("満員"), "kind": "warn"}
    else:
        badge = open_badge(is_open=slot.is_open)
    return [
        {
            "value": slot_words(slot),
            "url": reverse("backoffice:slot", args=[calendar.code, slot.pk]),
            "header": True,
        },
        _("%(taken)d／%(places)d") % {"taken": slot.booked, "places": slot.capacity},
        {"value": "", "badges": [badge]},
    ]


def slot_words(slot: Slot) -> str:
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return _("%(start)s–%(end)s") % {"start": date_format(start, _("n月j日（D） G:i")), "end": date_format(end, "G:i")}


def record_items(records: QuerySet[SlotRecord]) -> list[dict[str, str]]:
    """The history for `timeline`, newest first. One SQL statement."""
    found: Iterable[SlotRecord] = records.select_related("by", "slot").order_by("-at", "-pk")[:_RECORDS]
    return [
        {
            "title": str(SlotRecordKind(one.kind).label),
            "meta": _moment(one.at) + "\u3000" + _who(one),
            "text": _details(one),
            "state": "done",
        }
        for one in found
    ]


def _days(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: date_format(date.fromisoformat(data[name]), _("Y年n月j日")) for name in ("first", "last")}


def routine_rows(calendar: SlotCalendar) -> list[dict[str, Any]]:
    """What is made again and again. One SQL statement."""
    return [{"id": one.pk, "words": routine_words(facts(one))} for one in calendar.routines.order_by("pk")]


def routine_words(data: Mapping[str, Any]) -> str:
    """月・水曜日 9:00–12:00、30分ずつ、定員5、12週間先まで"""
    names = [one["label"] for one in weekdays()]
    words = {
        **data,
        "days": "・".join(names[int(day)][0] for day in data["weekdays"]),
        "length": _("、%(minutes)d分ずつ") % data if data["minutes"] else "",
        "closed": _("、閉庁日も") if data["closed_days_too"] else "",
    }
    return _("%(days)s曜日 %(start)s–%(end)s%(length)s、定員%(capacity)d%(closed)s、%(weeks)d週間先まで") % words


def booking_rows(slot: Slot, staff: Staff) -> list[dict[str, Any]]:
    """The applications that have a place of a slot, by receipt: none of what citizens wrote. Two SQL statements.

    Those of departments whose cases this staff member does not handle are named, not linked.
    """
    receipts = Booking.objects.filter(slot=slot).values("application")
    found = list(
        Application.objects.filter(pk__in=receipts)
        .order_by("submitted_at", "pk")
        .values_list("receipt", "department", "procedure__title", "state")
    )
    names = department_names({row[1] for row in found})
    return [
        {
            "cells": [
                {
                    "value": show_receipt(receipt),
                    "url": reverse("backoffice:case", args=[receipt]) if department in staff.handled else "",
                    "header": True,
                },
                title,
                names[department],
                str(State(state).label),
            ]
        }
        for receipt, department, title, state in found
    ]


def _who(record: SlotRecord) -> str:
    if record.by is not None:
        return str(record.by.name)
    return _("自動") if record.data.get("routine") else _("システムの管理者")


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "Y/n/j G:i")


def _details(record: SlotRecord) -> str:
    data: dict[str, Any] = record.data
    slot = slot_words(record.slot) if record.slot else ""
    text = slot
    if record.kind == SlotRecordKind.SLOTS:
        text = _("%(first)sから%(last)sまで、定員%(capacity)dの枠を%(count)d件") % {**data, **_days(data)}
    elif record.kind == SlotRecordKind.CAPACITY:
        text = _("%(slot)s：%(before)dから%(after)dへ") % {"slot": slot, **data}
    elif record.kind in {SlotRecordKind.KEPT, SlotRecordKind.KEPT_NO_MORE}:
        text = routine_words(data)
    return text
