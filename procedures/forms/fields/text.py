"""`text` and `long_text`: spaces normalised, length by grapheme, patterns from a closed list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import autocomplete_tokens
from procedures.definitions.items import LongTextItem, TextItem, TextPattern
from procedures.forms.characters import graphemes, is_longer, narrow, one_line, several_lines
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

_PATTERNS: dict[TextPattern, re.Pattern[str]] = {
    "digits": re.compile(r"[0-9]+"),
    "alphanumeric": re.compile(r"[0-9A-Za-z]+"),
    "postcode": re.compile(r"[0-9]{7}"),
    "customer_number": re.compile(r"[0-9]+(?:-[0-9]+)*"),
}


def _pattern_problem(pattern: TextPattern, label: str) -> str:
    message = {
        "digits": _("「%(label)s」は数字だけで入力してください。例）12345"),
        "alphanumeric": _("「%(label)s」は英字と数字だけで入力してください。例）AB1234"),
        "postcode": _("「%(label)s」は7桁の郵便番号を入力してください。例）010-0951"),
        "customer_number": _("「%(label)s」は数字とハイフンで入力してください。例）12-3456789"),
    }[pattern]
    return message % {"label": label}


def _too_short(value: str, least: int, label: str) -> str | None:
    if least > 1 and graphemes(value) < least:
        return _("「%(label)s」は%(limit)d文字以上で入力してください。例）もう少し詳しく書く") % {
            "label": label,
            "limit": least,
        }
    return None


class TextField(FieldType[TextItem]):
    """Answers with a pattern are folded to half width; others keep their characters."""

    def parse(self, item: TextItem, data: FormData, name: str, context: Context) -> Parsed:
        value = one_line(first(data, name))
        if not value:
            return Parsed()
        problem = self._problem(item, value, context.label(item)) if item.pattern is None else None
        if item.pattern is not None:
            value = self._folded(item.pattern, value)
            problem = self._pattern_problem(item, item.pattern, value, context.label(item))
        return Parsed(None, (Fault(name, problem),)) if problem else Parsed(value)

    def _problem(self, item: TextItem, value: str, label: str) -> str | None:
        return free_text_problem(value, label, item.max) or _too_short(value, item.min, label)

    def _folded(self, pattern: TextPattern, value: str) -> str:
        folded = narrow(value).replace(" ", "")
        return folded.replace("-", "").lstrip("\u3012") if pattern == "postcode" else folded

    def _pattern_problem(self, item: TextItem, pattern: TextPattern, value: str, label: str) -> str | None:
        if not _PATTERNS[pattern].fullmatch(value):
            return _pattern_problem(pattern, label)
        if item.min == item.max and len(value) != item.max:
            return _("「%(label)s」は%(count)d桁で入力してください。桁数を確かめてください。例）%(example)s") % {
                "label": label,
                "count": item.max,
                "example": ("1234567890" * item.max)[: item.max],
            }
        if is_longer(value, item.max):
            return free_text_problem(value, label, item.max)
        return _too_short(value, item.min, label)

    def show(self, item: TextItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [text_of(value)]}

    def summarise(self, item: TextItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        return (text_of(value),)

    def schema(self, item: TextItem) -> dict[str, Any]:
        pattern = {"pattern": f"^(?:{_PATTERNS[item.pattern].pattern})$"} if item.pattern else {}
        return {"type": "string", "minLength": max(item.min, 1), "maxLength": item.max * 8, **pattern}

    def spec(
        self, item: TextItem, name: str, raw: FormData, faults: Sequence[Fault], *, required: bool, language: str = "ja"
    ) -> Spec:
        numeric = item.pattern in {"digits", "postcode", "customer_number"}
        return {
            **common_spec("text_field", item, name, faults, required=required, language=language),
            "value": first(raw, name),
            "autocomplete": autocomplete_tokens(item).get("", ""),
            "inputmode": "numeric" if numeric else "",
            "width": "full" if item.max > 16 else "16" if item.max > 8 else "8",
        }


class LongTextField(FieldType[LongTextItem]):
    def parse(self, item: LongTextItem, data: FormData, name: str, context: Context) -> Parsed:
        value = several_lines(first(data, name))
        if not value:
            return Parsed()
        label = context.label(item)
        problem = free_text_problem(value, label, item.max) or _too_short(value, item.min, label)
        return Parsed(None, (Fault(name, problem),)) if problem else Parsed(value)

    def show(self, item: LongTextItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [text_of(value)]}

    def summarise(self, item: LongTextItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        return tuple(text_of(value).split("\n"))

    def schema(self, item: LongTextItem) -> dict[str, Any]:
        return {"type": "string", "minLength": max(item.min, 1), "maxLength": item.max * 8}

    def spec(
        self,
        item: LongTextItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("textarea_field", item, name, faults, required=required, language=language),
            "value": first(raw, name),
            "autocomplete": autocomplete_tokens(item).get("", ""),
        }
