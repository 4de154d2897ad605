"""`kana`: any kana in, full-width katakana out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import autocomplete_tokens
from procedures.definitions.items import KanaItem
from procedures.forms.characters import is_longer, katakana, one_line
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
from procedures.forms.fields.free_text import free_text_problem


def accepted_kana(typed: str, limit: int) -> str | None:
    """The reading in full-width katakana; None for an empty box and for what is no reading."""
    cleaned = one_line(typed)
    if is_longer(cleaned, limit * 2):  # half-width kana carry their marks apart
        return None
    value = katakana(cleaned)
    return None if value is None or is_longer(value, limit) else value


def kana_problem(typed: str, label: str, limit: int, example: str) -> str:
    """Why a box that is not empty has no reading."""
    cleaned = one_line(typed)
    value = cleaned if is_longer(cleaned, limit * 2) else katakana(cleaned)
    if value is not None and (problem := free_text_problem(value, label, limit)):
        return problem
    return _("「%(label)s」はカタカナで入力してください。例）%(example)s") % {"label": label, "example": example}


class KanaField(FieldType[KanaItem]):
    def parse(self, item: KanaItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = first(data, name)
        value = accepted_kana(typed, item.max)
        if value is None and one_line(typed):
            return Parsed(None, (Fault(name, kana_problem(typed, context.label(item), item.max, _("アキタ タロウ"))),))
        return Parsed(value)

    def show(self, item: KanaItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [text_of(value)]}

    def summarise(self, item: KanaItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        return (text_of(value),)

    def schema(self, item: KanaItem) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": item.max, "pattern": "^[\u30a1-\u30fe ]+$"}

    def spec(
        self, item: KanaItem, name: str, raw: FormData, faults: Sequence[Fault], *, required: bool, language: str = "ja"
    ) -> Spec:
        return {
            **common_spec("text_field", item, name, faults, required=required, language=language),
            "value": first(raw, name),
            "autocomplete": autocomplete_tokens(item).get("", ""),
        }
