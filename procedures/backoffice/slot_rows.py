"""Calendars, slots and their history as a staff page shows them."""

from collections.abc import Iterable
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
from procedures.catalogue.models import Slot, SlotCalendar, SlotRecord, SlotRecordKind

KEEPERS = (Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR)
DAYS = 28
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


def slots_between(calendar: SlotCalendar, first: date) -> list[dict[str, Any]]:
    """The slots of DAYS days. One SQL statement."""
    begin = timezone.make_aware(datetime.combine(first, time()))
    slots = Slot.objects.filter(calendar=calendar, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=DAYS))
    return [{"cells": _cells(calendar, slot)} for slot in slots.order_by("starts_at", "ends_at")]


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
    return _("%(start)s–%(end)s") % {"start": date_format(start, _("n月j日（D）G:i")), "end": date_format(end, "G:i")}


def record_items(records: QuerySet[SlotRecord]) -> list[dict[str, str]]:
    """The history for `timeline`, newest first. One SQL statement."""
    found: Iterable[SlotRecord] = records.select_related("by", "slot").order_by("-at", "-pk")[:_RECORDS]
    return [
        {
            "title": str(SlotRecordKind(one.kind).label),
            "meta": _moment(one.at) + "\u3000" + (one.by.name if one.by else _("コマンド")),
            "text": _details(one),
            "state": "done",
        }
        for one in found
    ]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "Y/n/j G:i")


def _details(record: SlotRecord) -> str:
    data: dict[str, Any] = record.data
    slot = slot_words(record.slot) if record.slot else ""
    text = slot
    if record.kind == SlotRecordKind.SLOTS:
        text = _("%(first)sから%(last)sまで、定員%(capacity)dの枠を%(count)d件") % data
    elif record.kind == SlotRecordKind.CAPACITY:
        text = _("%(slot)s：%(before)dから%(after)dへ") % {"slot": slot, **data}
    return text
