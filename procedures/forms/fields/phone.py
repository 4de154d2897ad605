"""`phone`: any width, hyphens and brackets; kept in the national form with hyphens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import phonenumbers
from django.utils.translation import gettext as _

from procedures.definitions import autocomplete_tokens
from procedures.definitions.items import PhoneItem
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

JAPAN = 81
_TYPED = re.compile(r"\+?[\d\-() ./]{6,40}")
_BRACKETS = str.maketrans("[]{}", "()()")


class PhoneField(FieldType[PhoneItem]):
    def parse(self, item: PhoneItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = narrow(first(data, name)).translate(_BRACKETS)
        if not typed:
            return Parsed()
        value = _national(typed)
        if value is None:
            message = _("「%(label)s」は市外局番から入力してください。例）018-888-5626、090-1234-5678") % {
                "label": context.label(item)
            }
            return Parsed(None, (Fault(name, message),))
        return Parsed(value)

    def missing(self, item: PhoneItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を入力してください。例）018-888-5626") % {"label": context.label(item)}
        return Fault(name, message, missing=True)

    def show(self, item: PhoneItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [text_of(value)]}

    def summarise(self, item: PhoneItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        return (text_of(value),)

    def schema(self, item: PhoneItem) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "string", "pattern": r"^(?:0[0-9-]{9,13}|\+[0-9 -]{6,25})$"}

    def spec(
        self,
        item: PhoneItem,
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
            "type": "tel",
            "inputmode": "tel",
            "width": "16",
            "autocomplete": autocomplete_tokens(item).get("", ""),
        }


def _national(typed: str) -> str | None:
    """018-888-5626 for numbers in Japan, +1 650-253-0000 for others; None for what is no number."""
    if not _TYPED.fullmatch(typed):
        return None
    try:
        number = phonenumbers.parse(typed, "JP")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    japanese = number.country_code == JAPAN
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if japanese else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, kind)
