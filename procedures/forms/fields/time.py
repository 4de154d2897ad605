"""`time`: one box that takes 9:30, ９時半, 午後2時 and 1430."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.evaluator import as_time
from procedures.definitions.items import TimeItem
from procedures.forms.characters import narrow
from procedures.forms.fields.contract import (
    Context,
    Fault,
    FieldType,
    FormData,
    Parsed,
    Spec,
    common_spec,
    first,
    text_of,
)

# 午前 and 午後, as words before or as letters behind; hours with 時 or a colon; 半 is half past.
_AFTERNOON, _MORNING, _HALF = "午後", "午前", "半"
_TIME = re.compile(
    rf"(?P<half>{_MORNING}|{_AFTERNOON})?\s*(?P<hour>\d{{1,2}})\s*"
    rf"(?:[:.]\s*(?P<minute>\d{{2}})|\u6642\s*(?:(?P<written>\d{{1,2}})\s*\u5206?|(?P<halfpast>{_HALF}))?)?"
    r"\s*(?P<letters>[AaPp]\.?[Mm]\.?)?"
)
_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})")


class TimeField(FieldType[TimeItem]):
    def parse(self, item: TimeItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = narrow(first(data, name))
        if not typed:
            return Parsed()
        value = _read(typed)
        if value is None:
            message = _("「%(label)s」は時刻を入力してください。例）9:30、14時、午後2時30分") % {
                "label": context.label(item)
            }
            return Parsed(None, (Fault(name, message),))
        return Parsed(f"{value:%H:%M}")

    def check(self, item: TimeItem, value: Any, name: str, context: Context) -> tuple[Fault, ...]:
        moment = as_time(value)
        if moment is None:
            return (self.missing(item, name, context),)
        least, most = as_time(context.bound(item.min)), as_time(context.bound(item.max))
        words = {
            "label": context.label(item),
            "least": _written(least) if least else "",
            "most": _written(most) if most else "",
        }
        message = ""
        if least and most and not least <= moment <= most:
            message = _("「%(label)s」は%(least)sから%(most)sまでの時刻を入力してください。例）%(least)s") % words
        elif least and moment < least:
            message = _("「%(label)s」は%(least)s以降の時刻を入力してください。例）%(least)s") % words
        elif most and moment > most:
            message = _("「%(label)s」は%(most)s以前の時刻を入力してください。例）%(most)s") % words
        return (Fault(name, message),) if message else ()

    def missing(self, item: TimeItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を入力してください。例）9:30、14時、午後2時30分") % {"label": context.label(item)}
        return Fault(name, message, missing=True)

    def show(self, item: TimeItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        moment = as_time(value)
        return {name: [_written(moment) if moment else ""]}

    def summarise(self, item: TimeItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        moment = as_time(value)
        if moment is None:
            return (text_of(value),)
        return (_("%(hour)d時%(minute)02d分") % {"hour": moment.hour, "minute": moment.minute},)

    def schema(self, item: TimeItem) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "string", "pattern": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"}

    def spec(
        self, item: TimeItem, name: str, raw: FormData, faults: Sequence[Fault], *, required: bool, language: str = "ja"
    ) -> Spec:
        return {
            **common_spec("text_field", item, name, faults, required=required, language=language),
            "value": first(raw, name),
            "width": "8",
        }


def _written(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def _read(typed: str) -> time | None:
    found = _DIGITS.fullmatch(typed)
    if found:
        return _moment(int(found["hour"]), int(found["minute"]))
    found = _TIME.fullmatch(typed)
    # A bare number may mean an hour or a year: it needs a colon, 時, or half of the day.
    if not found or typed.isdecimal():
        return None
    if found["half"] and found["letters"]:
        return None
    hour = int(found["hour"])
    minute = 30 if found["halfpast"] else int(found["minute"] or found["written"] or 0)
    if found["half"]:
        # 午前12時 and 午後12時 are said of noon and of midnight both: not guessed.
        return _moment(hour + 12 * (found["half"] == _AFTERNOON), minute) if hour < 12 else None
    if found["letters"]:
        return _moment(hour % 12 + 12 * (found["letters"][0] in "Pp"), minute) if 1 <= hour <= 12 else None
    return _moment(hour, minute)


def _moment(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None
