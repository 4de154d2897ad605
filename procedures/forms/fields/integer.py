"""`integer` and `yen`: any width, commas and the item's own unit; bounds by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil, floor
from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext as _

from accessibility.components.formats import yen_amount
from procedures.definitions import autocomplete_tokens
from procedures.definitions.items import IntegerItem, YenItem
from procedures.forms.characters import narrow
from procedures.forms.fields.contract import Context, Fault, FieldType, FormData, Parsed, Spec, common_spec, first
from procedures.forms.fields.numbers import MOST, digits_of, outside, too_large, units_of, whole_bound

_INTEGER = re.compile(r"[+-]?\d{1,40}")
_YEN = "円"
_YEN_MARKS = "\\\u00a5\uffe5"

WholeT = TypeVar("WholeT", IntegerItem, YenItem)


def whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class _WholeField(FieldType[WholeT]):
    example: ClassVar[str] = "2"
    width: ClassVar[str] = "6"

    def digits(self, item: WholeT, typed: str) -> str:
        raise NotImplementedError

    def unit(self, item: WholeT, language: str) -> str:
        raise NotImplementedError

    def parse(self, item: WholeT, data: FormData, name: str, context: Context) -> Parsed:
        typed = self.digits(item, first(data, name))
        if not typed:
            return Parsed()
        words = {"label": context.label(item), "example": self.example}
        if not _INTEGER.fullmatch(typed):
            message = _("「%(label)s」は数字（整数）で入力してください。例）%(example)s") % words
            return Parsed(None, (Fault(name, message),))
        value = int(typed)
        if abs(value) > MOST:
            return Parsed(None, (Fault(name, too_large(context.label(item), self.example)),))
        return Parsed(value)

    def check(self, item: WholeT, value: Any, name: str, context: Context) -> tuple[Fault, ...]:
        number = whole_number(value)
        if number is None:
            return (self.missing(item, name, context),)
        least, most = whole_bound(context.bound(item.min), ceil), whole_bound(context.bound(item.max), floor)
        message = outside(number, context.label(item), least, most)
        return (Fault(name, message),) if message else ()

    def missing(self, item: WholeT, name: str, context: Context) -> Fault:
        words = {"label": context.label(item), "example": self.example}
        return Fault(name, _("「%(label)s」を数字で入力してください。例）%(example)s") % words, missing=True)

    def show(self, item: WholeT, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        number = whole_number(value)
        return {name: ["" if number is None else str(number)]}

    def schema(self, item: WholeT) -> dict[str, Any]:
        bounds = {"minimum": item.min, "maximum": item.max}
        known = {key: rule.constant for key, rule in bounds.items() if rule and isinstance(rule.constant, int)}
        return {"type": "integer", "minimum": -MOST, "maximum": MOST, **known}

    def spec(
        self, item: WholeT, name: str, raw: FormData, faults: Sequence[Fault], *, required: bool, language: str = "ja"
    ) -> Spec:
        return {
            **common_spec("text_field", item, name, faults, required=required, language=language),
            "value": first(raw, name),
            "autocomplete": autocomplete_tokens(item).get("", ""),
            "inputmode": "numeric",
            "width": self.width,
            "suffix": self.unit(item, language),
        }


class IntegerField(_WholeField[IntegerItem]):
    def digits(self, item: IntegerItem, typed: str) -> str:
        return digits_of(typed, units_of(item.unit))

    def unit(self, item: IntegerItem, language: str) -> str:
        return item.unit.in_language(language) if item.unit else ""

    def summarise(self, item: IntegerItem, value: Any, language: str = "ja") -> tuple[str, ...]:
        number = whole_number(value)
        return ("" if number is None else f"{number:,}{self.unit(item, language)}",)


class YenField(_WholeField[YenItem]):
    """Whole yen, with or without 円 or ￥."""

    example = "12000"
    width = "12"

    def digits(self, item: YenItem, typed: str) -> str:  # noqa: ARG002
        return digits_of(narrow(typed).lstrip(_YEN_MARKS), {_YEN, _("円")})

    def unit(self, item: YenItem, language: str) -> str:  # noqa: ARG002
        return _("円")

    def summarise(self, item: YenItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        number = whole_number(value)
        return ("" if number is None else yen_amount(number),)
