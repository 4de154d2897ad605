"""`email`: folded to half width, checked as Django does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from procedures.definitions import autocomplete_tokens
from procedures.definitions.items import EmailItem
from procedures.forms.characters import without_invisible
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

MAX_LENGTH = 254
# Full-width ASCII only: NFKC would also turn letters that merely look alike into others.
_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: ord("."), 0xFF61: ord(".")}


class EmailField(FieldType[EmailItem]):
    def parse(self, item: EmailItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = without_invisible(first(data, name)).translate(_TO_ASCII)
        value = re.sub(r"\s+", "", typed).removeprefix("mailto:")
        if not value:
            return Parsed()
        local, _at, domain = value.rpartition("@")
        value = f"{local}@{domain.lower()}" if _at else value
        problem = None if _is_address(value) else self._problem(context.label(item))
        return Parsed(None, (Fault(name, problem),)) if problem else Parsed(value)

    def _problem(self, label: str) -> str:
        return _("「%(label)s」の形が正しくありません。「@」と、その前後を確かめてください。例）hanako@example.jp") % {
            "label": label
        }

    def missing(self, item: EmailItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を入力してください。例）hanako@example.jp") % {"label": context.label(item)}
        return Fault(name, message, missing=True)

    def show(self, item: EmailItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [text_of(value)]}

    def summarise(self, item: EmailItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        return (text_of(value),)

    def schema(self, item: EmailItem) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "string", "format": "email", "maxLength": MAX_LENGTH}

    def spec(
        self,
        item: EmailItem,
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
            "type": "text",  # a browser's own check of type=email would stop full-width letters before the server
            "inputmode": "email",
            "autocomplete": autocomplete_tokens(item).get("", ""),
        }


def _is_address(value: str) -> bool:
    if len(value) > MAX_LENGTH or not value.isascii():
        return False
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
