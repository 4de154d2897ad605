"""`quantities`: how many of each option, as a table of boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import QuantitiesItem, QuantityOption
from procedures.forms.fields.contract import (
    Context,
    Fault,
    FieldType,
    FormData,
    Parsed,
    Spec,
    common_spec,
    first,
    joined,
    part_errors,
    parts_of,
)
from procedures.forms.fields.integer import whole_number
from procedures.forms.fields.numbers import digits_of, units_of

_COUNT = re.compile(r"\d{1,9}")


class QuantitiesField(FieldType[QuantitiesItem]):
    """Boxes left empty and zeros are the same: none of it."""

    def names(self, item: QuantitiesItem, name: str) -> tuple[str, ...]:
        return tuple(f"{name}-{option.value}" for option in item.options)

    def parse(self, item: QuantitiesItem, data: FormData, name: str, context: Context) -> Parsed:
        counts: dict[str, int] = {}
        faults: list[Fault] = []
        units = units_of(item.unit)
        for option in item.options:
            typed = digits_of(first(data, f"{name}-{option.value}"), units)
            if not typed:
                continue
            count = int(typed) if _COUNT.fullmatch(typed) else None
            if count is None or count > option.max:
                message = _count_problem(option, context.language, wrong_form=count is None)
                faults.append(Fault(f"{name}-{option.value}", message, option.value))
            elif count:
                counts[option.value] = count
        message = "" if faults else _total_problem(item, sum(counts.values()), context)
        if message:
            faults = [Fault(name, message)]
        return Parsed(None, tuple(faults)) if faults else Parsed(counts or None)

    def missing(self, item: QuantitiesItem, name: str, context: Context) -> Fault:
        words = {"label": context.label(item), "example": item.options[0].label.in_language(context.language)}
        message = _("「%(label)s」の必要な数を入力してください。例）%(example)sに1") % words
        return Fault(name, message, missing=True)

    def show(self, item: QuantitiesItem, value: Any, name: str) -> dict[str, list[str]]:
        counts = _counts(item, value)
        return {f"{name}-{option.value}": [str(counts.get(option.value, ""))] for option in item.options}

    def summarise(self, item: QuantitiesItem, value: Any, language: str = "ja") -> tuple[str, ...]:
        unit = item.unit.in_language(language) if item.unit else ""
        counts = _counts(item, value)
        return tuple(
            _("%(label)s：%(count)s")
            % {"label": option.label.in_language(language), "count": f"{counts[option.value]:,}{unit}"}
            for option in item.options
            if option.value in counts
        )

    def export(self, item: QuantitiesItem, value: Any) -> dict[str, str]:
        """One column for each option."""
        counts = _counts(item, value)
        return {f"{item.id}.{option.value}": str(counts.get(option.value, 0)) for option in item.options}

    def schema(self, item: QuantitiesItem) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                option.value: {"type": "integer", "minimum": 1, "maximum": option.max} for option in item.options
            },
            "minProperties": 1,
            "additionalProperties": False,
        }

    def spec(
        self,
        item: QuantitiesItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        errors = part_errors(faults, [option.value for option in item.options])
        return {
            **common_spec("quantities_field", item, name, faults, required=required, language=language),
            "error": joined(faults, ""),
            "unit": item.unit.in_language(language) if item.unit else "",
            "options": [
                {
                    "value": option.value,
                    "label": option.label.in_language(language),
                    "hint": option.hint.in_language(language) if option.hint else "",
                    "count": first(raw, f"{name}-{option.value}"),
                    "error": errors.get(option.value, ""),
                }
                for option in item.options
            ],
        }


def _counts(item: QuantitiesItem, value: object) -> Mapping[str, int]:
    given = parts_of(value)
    found = {option.value: whole_number(given.get(option.value)) for option in item.options}
    return {option: count for option, count in found.items() if count is not None and count > 0}


def _count_problem(option: QuantityOption, language: str, *, wrong_form: bool) -> str:
    words = {"label": option.label.in_language(language), "most": option.max}
    if wrong_form:
        return _("「%(label)s」の数は数字で入力してください。例）1") % words
    return _("「%(label)s」は%(most)dまでです。数を減らしてください。") % words


def _total_problem(item: QuantitiesItem, total: int, context: Context) -> str:
    words = {"label": context.label(item), "total": total, "least": item.min, "most": item.max}
    if total and total < item.min:
        return _("「%(label)s」は合わせて%(least)d以上にしてください。いまは%(total)dです。") % words
    if item.max is not None and total > item.max:
        return _("「%(label)s」は合わせて%(most)dまでです。いまは%(total)dです。数を減らしてください。") % words
    return ""
