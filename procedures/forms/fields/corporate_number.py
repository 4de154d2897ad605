"""`corporate_number`: 法人番号, 13 digits of which the first checks the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import CorporateNumberItem
from procedures.forms.characters import has_individual_number, narrow
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

_SEPARATORS = re.compile(r"[\s-]+")
_THIRTEEN = re.compile(r"\d{13}")


def check_digit(twelve: str) -> int:
    """The digit before twelve others: 9 − (Σ Pn·Qn mod 9), from the right with Q = 1, 2, 1, 2 …

    Source: 法人番号の指定等に関する省令 (平成26年財務省令第70号) 2条.
    """
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(twelve)))
    return 9 - total % 9


class CorporateNumberField(FieldType[CorporateNumberItem]):
    """A T before the number (適格請求書発行事業者の登録番号) is taken off."""

    def parse(self, item: CorporateNumberItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = _SEPARATORS.sub("", narrow(first(data, name))).removeprefix("T").removeprefix("t")
        if not typed:
            return Parsed()
        words = {"label": context.label(item)}
        if has_individual_number(typed) and len(typed) == 12:
            message = _(
                "「%(label)s」に個人番号（マイナンバー）と思われる12桁の数字があります。"
                "個人番号は入力せず、13桁の法人番号を入力してください。例）3000012010001"
            )
        elif not (_THIRTEEN.fullmatch(typed) and typed.isascii()):
            message = _("「%(label)s」は13桁の数字で入力してください。例）3000012010001")
        elif int(typed[0]) != check_digit(typed[1:]):
            message = _(
                "「%(label)s」の番号に間違いがあります。1桁ずつ確かめて、もう一度入力してください。例）3000012010001"
            )
        else:
            return Parsed(typed)
        return Parsed(None, (Fault(name, message % words),))

    def missing(self, item: CorporateNumberItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を13桁の数字で入力してください。例）3000012010001")
        return Fault(name, message % {"label": context.label(item)}, missing=True)

    def show(self, item: CorporateNumberItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [text_of(value)]}

    def summarise(self, item: CorporateNumberItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        return (text_of(value),)

    def schema(self, item: CorporateNumberItem) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "string", "pattern": "^[1-9][0-9]{12}$"}

    def spec(
        self,
        item: CorporateNumberItem,
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
            "inputmode": "numeric",
            "width": "16",
        }
