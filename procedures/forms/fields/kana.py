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


def read_kana(typed: str, label: str, limit: int, example: str) -> tuple[str | None, str | None]:
    """The reading in full-width katakana, or what is wrong; neither for an empty box."""
    cleaned = one_line(typed)
    if not cleaned:
        return None, None
    if is_longer(cleaned, limit * 2):  # half-width kana carry their marks apart
        return None, free_text_problem(cleaned, label, limit)
    value = katakana(cleaned)
    if value is None:
        problem = _("「%(label)s」はカタカナで入力してください。例）%(example)s")
        return None, problem % {"label": label, "example": example}
    return (None, free_text_problem(value, label, limit)) if is_longer(value, limit) else (value, None)


class KanaField(FieldType[KanaItem]):
    def parse(self, item: KanaItem, data: FormData, name: str, context: Context) -> Parsed:
        value, problem = read_kana(first(data, name), context.label(item), item.max, _("アキタ タロウ"))
        return Parsed(None, (Fault(name, problem),)) if problem else Parsed(value)

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
