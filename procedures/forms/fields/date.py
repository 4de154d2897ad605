"""`date` and `birth_date`: three boxes, western or with an era; impossible dates are refused with the reason.

With `old` a fourth box takes days before the calendar of 1873, as the 戸籍 writes them (see old_dates.py).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accessibility.components.eras import (
    BY_KEY,
    FIRST_DAY,
    FIRST_GREGORIAN,
    Era,
    era_of,
    era_year,
    read_year,
    split_date,
)
from accessibility.components.formats import long_date
from procedures.definitions import autocomplete_tokens
from procedures.definitions.evaluator import as_date
from procedures.definitions.items import BirthDateItem, DateItem
from procedures.forms.characters import narrow, one_line
from procedures.forms.fields.contract import (
    Context,
    Fault,
    FieldType,
    FormData,
    Parsed,
    Spec,
    common_spec,
    first,
    raw_parts,
    text_of,
)
from procedures.forms.fields.old_dates import (
    LAST_OLD_DAY,
    OLD_SCHEMA,
    TEXT,
    old_date_problem,
    old_text,
    two_dates,
    use_text_box,
)

PARTS = ("year", "month", "day")
DayItem = DateItem | BirthDateItem
LAST_YEAR = 2200
_NUMBER = re.compile(r"\d{1,2}")


class WrongDateError(Exception):
    """Found while reading the boxes: `part` and message."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part
        self.message = message


class OldDateError(WrongDateError):
    """A day of the calendar before 1873."""


class DateField(FieldType[DayItem]):
    def names(self, item: DayItem, name: str) -> tuple[str, ...]:
        parts = PARTS if item.calendar == "western" else ("era", *PARTS)
        return tuple(f"{name}-{part}" for part in (*parts, *((TEXT,) if item.old else ())))

    def parse(self, item: DayItem, data: FormData, name: str, context: Context) -> Parsed:
        year, month, day = (narrow(first(data, f"{name}-{part}")) for part in PARTS)
        era_key = first(data, f"{name}-era") or "western"
        written = one_line(first(data, f"{name}-{TEXT}")) if item.old else ""
        if written:
            return _parsed_text(written, name, context.label(item), alone=not (year or month or day))
        if year and not month and not day:
            year, month, day = split_date(year) or (year, month, day)
        if not (year or month or day):
            return Parsed()
        label = context.label(item)
        try:
            value = _read(era_key, year, month, day, label)
        except WrongDateError as wrong:
            part = "year" if wrong.part == "era" and item.calendar == "western" else wrong.part
            if item.old and isinstance(wrong, OldDateError):
                return Parsed(None, (Fault(f"{name}-{TEXT}", use_text_box(label), TEXT),))
            missing = not {"year": year, "month": month, "day": day, "era": era_key}[part]
            return Parsed(None, (Fault(f"{name}-{part}", wrong.message, part, missing=missing),))
        return Parsed(value.isoformat())

    def check(self, item: DayItem, value: Any, name: str, context: Context) -> tuple[Fault, ...]:
        day = as_date(value)
        label = context.label(item)
        least = as_date(context.bound(item.min))
        if item.old and old_text(value):
            problem = _bounds_problem(LAST_OLD_DAY, label, least, None)
            return (Fault(f"{name}-{TEXT}", problem, TEXT),) if problem else ()
        if day is None:
            return (self.missing(item, name, context),)
        message = _birth_problem(day, label, context.today) if isinstance(item, BirthDateItem) else None
        message = message or _bounds_problem(day, label, least, as_date(context.bound(item.max)))
        return (Fault(f"{name}-year", message),) if message else ()

    def missing(self, item: DayItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」の年・月・日を入力してください。例）%(example)s") % {
            "label": context.label(item),
            "example": _example(date(1983, 4, 2) if isinstance(item, BirthDateItem) else context.today),
        }
        return Fault(f"{name}-year", message, missing=True)

    def show(self, item: DayItem, value: Any, name: str) -> dict[str, list[str]]:
        day = as_date(value)
        shown = {"era": "western", "year": "", "month": "", "day": "", TEXT: old_text(value)}
        if day is not None:
            shown |= {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
        return {input_name: [shown[input_name.removeprefix(f"{name}-")]] for input_name in self.names(item, name)}

    def summarise(
        self,
        item: DayItem,
        value: Any,
        language: str = "ja",  # noqa: ARG002
    ) -> tuple[str, ...]:
        day = as_date(value)
        if day is None:
            return (old_text(value) or text_of(value),)
        text = _example(day) if isinstance(item, BirthDateItem) else long_date(day)
        year = era_year(day)
        return (_("%(date)s（%(year)s）") % {"date": text, "year": year} if year else text,)

    def export(self, item: DayItem, value: Any) -> dict[str, str]:
        """One column: 2026-11-23, or the text of the 戸籍."""
        return {item.id: old_text(value) or text_of(value)}

    def schema(self, item: DayItem) -> dict[str, Any]:
        day = {"type": "string", "format": "date"}
        return {"anyOf": [day, OLD_SCHEMA]} if item.old else day

    def spec(
        self,
        item: DayItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("date_field", item, name, faults, required=required, language=language),
            "value": raw_parts(raw, name, ("era", *PARTS, TEXT)),
            "old": item.old,
            "invalid": tuple(fault.part for fault in faults if fault.part),
            "era": item.calendar == "wareki-too",
            "autocomplete": "bday" if "year" in autocomplete_tokens(item) else "",
        }


def _parsed_text(written: str, name: str, label: str, *, alone: bool) -> Parsed:
    """`alone`: the boxes for year, month and day are empty."""
    problem = old_date_problem(written, label) if alone else two_dates(label)
    return Parsed(None, (Fault(f"{name}-{TEXT}", problem, TEXT),)) if problem else Parsed({TEXT: written})


def _example(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _read(era_key: str, year: str, month: str, day: str, label: str) -> date:
    """The date of the boxes. Raises WrongDateError with the first box that is wrong."""
    era, western, month_number = _year_and_month(era_key, year, month, label)
    day_number = _box(day, "day", label, 31)
    last = monthrange(western, month_number)[1]
    if day_number > last:
        raise WrongDateError(
            "day",
            _("%(year)d年%(month)d月は%(last)d日までです。「%(label)s」の「日」を直してください。例）%(last)d")
            % {"year": western, "month": month_number, "last": last, "label": label},
        )
    value = date(western, month_number, day_number)
    if era:
        _check_era(era, value)
    elif value < FIRST_DAY:
        raise WrongDateError("year", _four_digits(label))
    return value


def read_month(era_key: str, year: str, month: str, label: str) -> tuple[int, int]:
    """Western year and month of two boxes. Raises WrongDateError; a month in which eras meet may have either."""
    era, western, number = _year_and_month(era_key, year, month, label)
    first = date(western, number, 1)
    last = date(western, number, monthrange(western, number)[1])
    if era:
        _check_era(era, min(max(first, era.first), last) if first <= era.last else first)
    elif last < FIRST_DAY:
        raise WrongDateError("year", _four_digits(label))
    return western, number


def _year_and_month(era_key: str, year: str, month: str, label: str) -> tuple[Era | None, int, int]:
    era, number = _year(era_key, year, label)
    western = _era_year(era, number) if era else _western_year(number, label)
    return era, western, _box(month, "month", label, 12)


def _year(era_key: str, year: str, label: str) -> tuple[Era | None, int]:
    if era_key != "western" and era_key not in BY_KEY:
        raise WrongDateError("era", _("「%(label)s」の年号を選び直してください。例）令和") % {"label": label})
    if not year:
        raise WrongDateError("year", _("「%(label)s」の「年」を入力してください。例）1983") % {"label": label})
    found = read_year(year)
    if found is None:
        raise WrongDateError("year", _("「%(label)s」の「年」は数字で入力してください。例）1983") % {"label": label})
    written, number = found
    chosen = BY_KEY.get(era_key)
    if chosen and not written and number >= FIRST_DAY.year:
        chosen = None  # a western year beside an era says what it is
    return written or chosen, number


def _era_year(era: Era, number: int) -> int:
    if number < 1:
        raise WrongDateError("year", _("年は1から始まります。元年は「元」か「1」と入力してください。例）1"))
    western = era.western_year(number)
    if western > LAST_YEAR:
        raise WrongDateError("year", _("年が大きすぎます。年号と年を確かめてください。例）8"))
    return western


def _western_year(number: int, label: str) -> int:
    if 1000 <= number < FIRST_DAY.year:
        raise OldDateError("year", _four_digits(label))
    if not FIRST_DAY.year <= number <= LAST_YEAR:
        raise WrongDateError("year", _four_digits(label))
    return number


def _four_digits(label: str) -> str:
    return _(
        "「%(label)s」の「年」は、西暦なら1868以降の4桁で入力してください。和暦なら年号を選んでください。例）1983"
    ) % {"label": label}


def _box(text: str, part: str, label: str, most: int) -> int:
    name, example = (_("月"), 4) if part == "month" else (_("日"), 2)
    words = {"label": label, "part": name, "most": most, "example": example}
    text = text.rstrip("\u6708\u65e5")
    if not text:
        raise WrongDateError(part, _("「%(label)s」の「%(part)s」を入力してください。例）%(example)d") % words)
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        message = _("「%(label)s」の「%(part)s」は1から%(most)dまでの数字で入力してください。例）%(example)d")
        raise WrongDateError(part, message % words)
    return int(text)


def _check_era(era: Era, value: date) -> None:
    """Raises WrongDateError when the day does not lie in its era, saying in which it does."""
    if value < FIRST_GREGORIAN:
        raise OldDateError(
            "era", _("明治5年までは暦が今と違います。年号を「西暦」にして、西暦の日付を入力してください。例）1870")
        )
    if era.first <= value <= era.last:
        return
    right = era_of(value) or era
    raise WrongDateError(
        "era",
        _("%(date)sは%(right)sです。年号を「%(era)s」に、年を「%(year)d」に直してください。")
        % {
            "date": _example(value),
            "right": era_year(value),
            "era": _(right.name),
            "year": right.year_of(value.year),
        },
    )


def _birth_problem(day: date, label: str, today: date) -> str | None:
    if day > today:
        return _("「%(label)s」が今日より後の日付です。生まれた日を入力してください。例）1983年4月2日") % {
            "label": label
        }
    return None


def _bounds_problem(day: date, label: str, least: date | None, most: date | None) -> str | None:
    if least and most and not least <= day <= most:
        return _("「%(label)s」は%(least)sから%(most)sまでの日付を入力してください。例）%(least)s") % {
            "label": label,
            "least": _example(least),
            "most": _example(most),
        }
    if least and day < least:
        return _("「%(label)s」は%(least)s以降の日付を入力してください。例）%(least)s") % {
            "label": label,
            "least": _example(least),
        }
    if most and day > most:
        return _("「%(label)s」は%(most)s以前の日付を入力してください。例）%(most)s") % {
            "label": label,
            "most": _example(most),
        }
    return None
