"""`year_month`: two boxes, western or with an era."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accessibility.components.eras import era_of, era_year, split_month
from procedures.definitions import rule_value
from procedures.definitions.evaluator import as_date
from procedures.definitions.items import YearMonthItem
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
    raw_parts,
    text_of,
)
from procedures.forms.fields.date import WrongDateError, read_month

PARTS = ("year", "month")


class YearMonthField(FieldType[YearMonthItem]):
    def names(self, item: YearMonthItem, name: str) -> tuple[str, ...]:
        parts = PARTS if item.calendar == "western" else ("era", *PARTS)
        return tuple(f"{name}-{part}" for part in parts)

    def parse(self, item: YearMonthItem, data: FormData, name: str, context: Context) -> Parsed:
        year, month = (narrow(first(data, f"{name}-{part}")) for part in PARTS)
        era_key = first(data, f"{name}-era") or "western"
        if year and not month:
            year, month = split_month(year) or (year, month)
        if not (year or month):
            return Parsed()
        try:
            western, number = read_month(era_key, year, month, context.label(item))
        except WrongDateError as wrong:
            part = "year" if wrong.part == "era" and item.calendar == "western" else wrong.part
            missing = not {"year": year, "month": month, "era": era_key}[part]
            return Parsed(None, (Fault(f"{name}-{part}", wrong.message, part, missing=missing),))
        return Parsed(f"{western:04}-{number:02}")

    def check(self, item: YearMonthItem, value: Any, name: str, context: Context) -> tuple[Fault, ...]:
        day = as_date(rule_value(item, value))
        if day is None:
            return (self.missing(item, name, context),)
        least, most = as_date(context.bound(item.min)), as_date(context.bound(item.max))
        words = {
            "label": context.label(item),
            "least": _written(least) if least else "",
            "most": _written(most) if most else "",
        }
        message = ""
        if least and day < least.replace(day=1):
            message = _("「%(label)s」は%(least)s以降の年月を入力してください。例）%(least)s") % words
        elif most and day > most:
            message = _("「%(label)s」は%(most)s以前の年月を入力してください。例）%(most)s") % words
        return (Fault(f"{name}-year", message),) if message else ()

    def missing(self, item: YearMonthItem, name: str, context: Context) -> Fault:
        words = {"label": context.label(item), "example": _written(context.today)}
        message = _("「%(label)s」の年と月を入力してください。例）%(example)s") % words
        return Fault(f"{name}-year", message, missing=True)

    def show(self, item: YearMonthItem, value: Any, name: str) -> dict[str, list[str]]:
        day = as_date(rule_value(item, value))
        shown = {"era": "western", "year": str(day.year) if day else "", "month": str(day.month) if day else ""}
        return {input_name: [shown[input_name.removeprefix(f"{name}-")]] for input_name in self.names(item, name)}

    def summarise(self, item: YearMonthItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        day = as_date(rule_value(item, value))
        if day is None:
            return (text_of(value),)
        # A month in which the era changes lies in both: the western year alone is right.
        last = day.replace(day=28)
        text = _written(day)
        if era_of(day) is None or era_of(day) != era_of(last):
            return (text,)
        return (_("%(date)s（%(year)s）") % {"date": text, "year": era_year(day)},)

    def schema(self, item: YearMonthItem) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "string", "pattern": "^[0-9]{4}-(?:0[1-9]|1[0-2])$"}

    def spec(
        self,
        item: YearMonthItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("date_field", item, name, faults, required=required, language=language),
            "value": raw_parts(raw, name, ("era", *PARTS)),
            "invalid": tuple(fault.part for fault in faults if fault.part),
            "era": item.calendar == "wareki-too",
            "day": False,
        }


def _written(day: date) -> str:
    return _("%(year)d年%(month)d月") % {"year": day.year, "month": day.month}
