"""`slot`: one of the times that the city offers, as boxes to choose from by day. Posted as 2026-12-01T09:00/12:00.

Whether a slot can be had is asked each time it is looked at; it is booked only when the application is sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from procedures.catalogue.slots import FreeSlot, Standing, Times
from procedures.definitions.evaluator import as_date, as_time
from procedures.definitions.items import SlotItem
from procedures.forms.fields.contract import (
    Context,
    Fault,
    FieldType,
    FormData,
    Parsed,
    Spec,
    common_spec,
    first,
    parts_of,
    text_of,
)
from procedures.forms.slots import MOST, Window, window

FLAT = 12
"""Up to so many slots are read at once; more are folded by day, or by week where each day has one."""

FEW = 3
PARTS = ("date", "start", "end")
_POSTED = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/(\d{2}:\d{2})", re.ASCII)


class SlotField(FieldType[SlotItem]):
    def parse(self, item: SlotItem, data: FormData, name: str, context: Context) -> Parsed:
        posted = first(data, name)
        if not posted:
            return Parsed()
        found = _POSTED.fullmatch(posted)
        times = times_in(dict(zip(PARTS, found.groups(), strict=True))) if found else None
        if times is None:
            message = _("「%(label)s」で選択肢にないものが選ばれました。表示されている中から選び直してください。")
            return Parsed(None, (Fault(name, message % {"label": context.label(item)}),))
        return Parsed(_answer(times))

    def check(self, item: SlotItem, value: Any, name: str, context: Context) -> tuple[Fault, ...]:
        times = times_in(value)
        if times is None:
            return (self.missing(item, name, context),)
        if context.held.get(item.id) == value:
            return ()
        days = window(item, context.today)
        if days.first <= times.date <= days.last:
            standing = days.standing(times)
            if standing == "free":
                return ()
            problem = _why_not(standing)
        else:
            problem = _("「%(label)s」で選んだ「%(slot)s」は、今は予約できない日です。")
        words = {"label": context.label(item), "slot": in_words(times)}
        return (Fault(name, problem % words + _instead(days)),)

    def missing(self, item: SlotItem, name: str, context: Context) -> Fault:
        days = window(item, context.today)
        found, label = days.free(1), {"label": context.label(item)}
        if not found:
            return Fault(name, _("「%(label)s」を選べません。") % label + _nothing(days), missing=True)
        return Fault(name, _("「%(label)s」を選んでください。") % label + _example(found[0]), missing=True)

    def show(self, item: SlotItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        times = times_in(value)
        return {name: [_posted(times) if times else ""]}

    def summarise(self, item: SlotItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        times = times_in(value)
        return (in_words(times) if times else text_of(value),)

    def export(self, item: SlotItem, value: Any) -> dict[str, str]:
        return {f"{item.id}.{part}": text_of(parts_of(value).get(part)) for part in PARTS}

    def schema(self, item: SlotItem) -> dict[str, Any]:  # noqa: ARG002
        clock = {"type": "string", "pattern": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"}
        properties = {"date": {"type": "string", "format": "date"}, "start": clock, "end": clock}
        return {"type": "object", "properties": properties, "required": list(PARTS), "additionalProperties": False}

    def spec(
        self, item: SlotItem, name: str, raw: FormData, faults: Sequence[Fault], *, required: bool, language: str = "ja"
    ) -> Spec:
        return self.spec_in(item, name, raw, faults, Context(timezone.localdate(), language), required=required)

    def spec_in(
        self, item: SlotItem, name: str, raw: FormData, faults: Sequence[Fault], context: Context, *, required: bool
    ) -> Spec:
        days = window(item, context.today)
        slots = list(days.free(MOST))
        held = times_in(context.held.get(item.id))
        if held is not None and all(slot.times != held for slot in slots):
            slots = sorted([*slots, FreeSlot(held, 0)])
        return {
            **common_spec("slot_field", item, name, faults, required=required, language=context.language),
            "value": first(raw, name),
            "groups": _groups(slots, held),
            "folded": len(slots) > FLAT,
            "nothing": "" if slots else _nothing(days),
        }


def times_in(answer: object) -> Times | None:
    """The times of an answer; None for anything that is none."""
    given = parts_of(answer)
    day, start, end = as_date(given.get("date")), as_time(given.get("start")), as_time(given.get("end"))
    if day is None or start is None or end is None or end <= start:
        return None
    return Times(day, start, end)


def in_words(times: Times) -> str:
    """2026年12月1日（火） 9時から12時30分まで"""
    return _("%(day)s %(hours)s") % {"day": date_format(times.date, _("Y年n月j日（D）")), "hours": _hours(times)}


def _hours(times: Times) -> str:
    return _("%(start)sから%(end)sまで") % {"start": _clock(times.start), "end": _clock(times.end)}


def _clock(moment: time) -> str:
    if not moment.minute:
        return _("%(hour)d時") % {"hour": moment.hour}
    return _("%(hour)d時%(minute)02d分") % {"hour": moment.hour, "minute": moment.minute}


def _day(day: date) -> str:
    return date_format(day, _("n月j日（D）"))


def _answer(times: Times) -> dict[str, str]:
    return {"date": times.date.isoformat(), "start": f"{times.start:%H:%M}", "end": f"{times.end:%H:%M}"}


def _posted(times: Times) -> str:
    return f"{times.date.isoformat()}T{times.start:%H:%M}/{times.end:%H:%M}"


def _groups(slots: Sequence[FreeSlot], held: Times | None) -> list[dict[str, Any]]:
    """By day; by week where no day has more than one slot."""
    days = [list(found) for _one, found in groupby(slots, key=lambda slot: slot.times.date)]
    if all(len(found) == 1 for found in days):
        weeks = groupby(slots, key=lambda slot: slot.times.date - timedelta(days=slot.times.date.weekday()))
        return [
            {
                "label": _("%(day)sからの週") % {"day": date_format(monday, _("n月j日"))},
                "choices": [_choice(slot, held, f"{_day(slot.times.date)} {_hours(slot.times)}") for slot in found],
            }
            for monday, found in weeks
        ]
    return [
        {
            "label": _day(found[0].times.date),
            "choices": [{**_choice(slot, held, _hours(slot.times)), "before": _day(slot.times.date)} for slot in found],
        }
        for found in days
    ]


def _choice(slot: FreeSlot, held: Times | None, label: str) -> dict[str, str]:
    few = _("残り%(left)d") % {"left": slot.left} if slot.left <= FEW else ""
    return {"value": _posted(slot.times), "label": label, "hint": _("今の予約") if slot.times == held else few}


def _why_not(standing: Standing) -> str:
    if standing == "full":
        return _("「%(label)s」で選んだ「%(slot)s」は、ほかの方の予約でいっぱいになりました。")
    if standing == "past":
        return _("「%(label)s」で選んだ「%(slot)s」は、もう過ぎました。")
    if standing == "unknown":
        return _("「%(label)s」で選んだ「%(slot)s」は、予約できる日時の中にありません。")
    return _("「%(label)s」で選んだ「%(slot)s」は、予約の受付を止めています。")


def _instead(days: Window) -> str:
    """What to do, with the next slot as the example."""
    found = days.free(1)
    return _("ほかの日時を選んでください。") + _example(found[0]) if found else _nothing(days)


def _example(slot: FreeSlot) -> str:
    return _("例）%(slot)s") % {"slot": in_words(slot.times)}


def _nothing(days: Window) -> str:
    """That there is nothing to choose, and where to turn."""
    turn = days.turn()
    if not turn.department:
        return _("今は選べる日時がありません。担当の課にお問い合わせください。")
    words = {"department": turn.department, "phone": turn.phone}
    return _("今は選べる日時がありません。%(department)s（電話 %(phone)s）にお問い合わせください。") % words
