"""`decimal`: a number with a few places behind the point, kept exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import autocomplete_tokens, rule_value
from procedures.definitions.items import DecimalItem
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
from procedures.forms.fields.numbers import digits_of, outside, too_large, units_of

_DECIMAL = re.compile(r"([+-]?)(\d{0,40})(?:[.\u3002\u00b7](\d{0,40}))?")


class DecimalField(FieldType[DecimalItem]):
    """Answers are texts such as "12.5" without superfluous zeros, since JSON knows binary fractions only."""

    def parse(self, item: DecimalItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = digits_of(first(data, name), units_of(item.unit))
        if not typed:
            return Parsed()
        words = {"label": context.label(item), "scale": item.scale, "example": _example(item)}
        found = _DECIMAL.fullmatch(typed)
        if not found or not (found[2] or found[3]):
            message = _("「%(label)s」は数字で入力してください。小数点も使えます。例）%(example)s") % words
            return Parsed(None, (Fault(name, message),))
        places = (found[3] or "").rstrip("0")
        if len(places) > item.scale:
            message = _("「%(label)s」は小数点以下%(scale)d桁までで入力してください。例）%(example)s") % words
            return Parsed(None, (Fault(name, message),))
        whole = found[2].lstrip("0") or "0"
        if len(whole) > 15:
            return Parsed(None, (Fault(name, too_large(context.label(item), _example(item))),))
        value = f"{whole}.{places}" if places else whole
        return Parsed(f"-{value}" if found[1] == "-" and value != "0" else value)

    def check(self, item: DecimalItem, value: Any, name: str, context: Context) -> tuple[Fault, ...]:
        number = rule_value(item, value)
        if not isinstance(number, Decimal):
            return (self.missing(item, name, context),)
        least, most = _bound(context.bound(item.min)), _bound(context.bound(item.max))
        message = outside(number, context.label(item), least, most)
        return (Fault(name, message),) if message else ()

    def missing(self, item: DecimalItem, name: str, context: Context) -> Fault:
        words = {"label": context.label(item), "example": _example(item)}
        return Fault(name, _("「%(label)s」を数字で入力してください。例）%(example)s") % words, missing=True)

    def show(self, item: DecimalItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [text_of(value)]}

    def summarise(self, item: DecimalItem, value: Any, language: str = "ja") -> tuple[str, ...]:
        number = rule_value(item, value)
        unit = item.unit.in_language(language) if item.unit else ""
        return (f"{number:,}{unit}" if isinstance(number, Decimal) else "",)

    def schema(self, item: DecimalItem) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^-?[0-9]{{1,15}}(?:\.[0-9]{{1,{item.scale}}})?$"}

    def spec(
        self,
        item: DecimalItem,
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
            "inputmode": "decimal",
            "width": "8",
            "suffix": item.unit.in_language(language) if item.unit else "",
        }


def _example(item: DecimalItem) -> str:
    return f"{Decimal(125) / 10 if item.scale == 1 else Decimal('12.75')}"


def _bound(value: object) -> int | Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return value
