"""`integer`: any width, commas and the item's own unit; bounds by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import autocomplete_tokens
from procedures.definitions.items import IntegerItem
from procedures.forms.characters import narrow
from procedures.forms.fields.contract import Context, Fault, FieldType, FormData, Parsed, Spec, common_spec, first

MOST = 10**15 - 1
"""As far as rules count."""

_INTEGER = re.compile(r"[+-]?\d{1,40}")


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class IntegerField(FieldType[IntegerItem]):
    def parse(self, item: IntegerItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = narrow(first(data, name))
        if not typed:
            return Parsed()
        for unit in _units(item):
            typed = typed.removesuffix(unit).rstrip()
        digits = re.sub(r"(?<=\d)[,\u3001\s](?=\d{3})", "", typed)
        if not _INTEGER.fullmatch(digits):
            message = _("「%(label)s」は数字（整数）で入力してください。例）2") % {"label": context.label(item)}
            return Parsed(None, (Fault(name, message),))
        value = int(digits)
        if abs(value) > MOST:
            message = _("「%(label)s」の数が大きすぎます。桁数を確かめてください。例）2") % {
                "label": context.label(item)
            }
            return Parsed(None, (Fault(name, message),))
        return Parsed(value)

    def check(self, item: IntegerItem, value: Any, name: str, context: Context) -> tuple[Fault, ...]:
        number = _number(value)
        if number is None:
            return (self.missing(item, name, context),)
        least, most = _bound(context.bound(item.min), ceil), _bound(context.bound(item.max), floor)
        message = _bounds_problem(number, context.label(item), least, most)
        return (Fault(name, message),) if message else ()

    def missing(self, item: IntegerItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を数字で入力してください。例）2") % {"label": context.label(item)}
        return Fault(name, message, missing=True)

    def show(self, item: IntegerItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        number = _number(value)
        return {name: ["" if number is None else str(number)]}

    def summarise(self, item: IntegerItem, value: Any, language: str = "ja") -> tuple[str, ...]:
        number = _number(value)
        unit = item.unit.in_language(language) if item.unit else ""
        return ("" if number is None else f"{number:,}{unit}",)

    def schema(self, item: IntegerItem) -> dict[str, Any]:
        bounds = {"minimum": item.min, "maximum": item.max}
        known = {key: rule.constant for key, rule in bounds.items() if rule and isinstance(rule.constant, int)}
        return {"type": "integer", "minimum": -MOST, "maximum": MOST, **known}

    def spec(
        self,
        item: IntegerItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("text_field", item, name, faults, required=required, language=language),
            "value": first(raw, name),
            "autocomplete": autocomplete_tokens(item).get("", ""),
            "inputmode": "numeric",
            "width": "6",
            "suffix": item.unit.in_language(language) if item.unit else "",
        }


def _units(item: IntegerItem) -> set[str]:
    """The unit in every language that it has, as it looks after folding; one that ends in a digit is no unit."""
    if item.unit is None:
        return set()
    texts = (item.unit.ja, item.unit.ja_easy, item.unit.en, item.unit.zh_hans, item.unit.zh_hant, item.unit.ko)
    units = {narrow(text) for text in texts if text}
    return {unit for unit in units if unit and not unit[-1].isdecimal()}


def _bound(value: object, rounded: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return int(rounded(value))


def _bounds_problem(number: int, label: str, least: int | None, most: int | None) -> str | None:
    words = {"label": label, "least": least, "most": most, "example": most if least is None else least}
    if least is not None and most is not None and not least <= number <= most:
        if least == most:
            return _("「%(label)s」は%(least)dと入力してください。例）%(least)d") % words
        return _("「%(label)s」は%(least)dから%(most)dまでの数字で入力してください。例）%(example)d") % words
    if least is not None and number < least:
        return _("「%(label)s」は%(least)d以上の数字で入力してください。例）%(example)d") % words
    if most is not None and number > most:
        return _("「%(label)s」は%(most)d以下の数字で入力してください。例）%(example)d") % words
    return None
