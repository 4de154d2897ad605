"""`person_name`: 氏 and 名 with their readings. Characters are kept exactly as typed: no NFC, no NFKC."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definitions.items import PersonNameItem
from procedures.forms.characters import has_emoji, has_invisible
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
    raw_parts,
    text_of,
)
from procedures.forms.fields.free_text import free_text_problem, is_refused
from procedures.forms.fields.kana import accepted_kana, kana_problem

PARTS = ("family", "given", "family_kana", "given_kana")
MAX_GRAPHEMES = 50


# What a part is called, and an example.
_TEXTS = {
    "family": (gettext_lazy("氏"), gettext_lazy("秋田")),
    "given": (gettext_lazy("名"), gettext_lazy("花子")),
    "family_kana": (gettext_lazy("氏のフリガナ"), gettext_lazy("アキタ")),
    "given_kana": (gettext_lazy("名のフリガナ"), gettext_lazy("ハナコ")),
}


def _accepted(part: str, typed: str) -> str | None:
    """The part as it is kept, or None."""
    if part.endswith("_kana"):
        return accepted_kana(typed, MAX_GRAPHEMES)
    refused = has_invisible(typed) or has_emoji(typed) or is_refused(typed, MAX_GRAPHEMES)
    return None if refused or not typed else typed


def _name_problem(value: str, label: str, example: str) -> str:
    if has_invisible(value):
        return _(
            "「%(label)s」に目に見えない文字（改行やタブなど）があります。入力し直してください。例）%(example)s"
        ) % {"label": label, "example": example}
    if has_emoji(value):
        return _("「%(label)s」に絵文字は使えません。戸籍や住民票のとおりに入力してください。例）%(example)s") % {
            "label": label,
            "example": example,
        }
    return free_text_problem(value, label, MAX_GRAPHEMES) or ""


def _asked(item: PersonNameItem) -> tuple[str, ...]:
    return PARTS if item.kana else PARTS[:2]


class PersonNameField(FieldType[PersonNameItem]):
    parts = MappingProxyType(_TEXTS)
    known_together = ("family", "given")

    def names(self, item: PersonNameItem, name: str) -> tuple[str, ...]:
        return tuple(f"{name}-{part}" for part in _asked(item))

    def parse(self, item: PersonNameItem, data: FormData, name: str, context: Context) -> Parsed:
        asked = _asked(item)
        typed = {part: first(data, f"{name}-{part}").strip() for part in asked}
        if not any(typed.values()):
            return Parsed()
        value = dict.fromkeys(PARTS, "")
        faults: list[Fault] = []
        for part in asked:
            text = _accepted(part, typed[part])
            if text is None:
                problem = self._problem(part, typed[part], context.label(item))
                faults.append(Fault(f"{name}-{part}", problem, part, missing=not typed[part]))
            else:
                value[part] = text
        return Parsed(None, tuple(faults)) if faults else Parsed(value)

    def _problem(self, part: str, typed: str, label: str) -> str:
        part_label, example = (str(text) for text in _TEXTS[part])
        full_label = _("%(label)sの%(part)s") % {"label": label, "part": part_label}
        if not typed:
            words = {"label": full_label, "example": example}
            return _("「%(label)s」を入力してください。例）%(example)s") % words
        if part.endswith("_kana"):
            return kana_problem(typed, full_label, MAX_GRAPHEMES, example)
        return _name_problem(typed, full_label, example)

    def missing(self, item: PersonNameItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」とフリガナを入力してください。例）秋田 花子（アキタ ハナコ）")
        if not item.kana:
            message = _("「%(label)s」を入力してください。例）秋田 花子")
        return Fault(f"{name}-family", message % {"label": context.label(item)}, missing=True)

    def show(self, item: PersonNameItem, value: Any, name: str) -> dict[str, list[str]]:
        given = parts_of(value)
        return {f"{name}-{part}": [text_of(given.get(part))] for part in _asked(item)}

    def summarise(self, item: PersonNameItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        family, given, family_kana, given_kana = (text_of(parts_of(value).get(part)) for part in PARTS)
        if not family_kana and not given_kana:
            return (_("%(family)s %(given)s") % {"family": family, "given": given},)
        return (
            _("%(family)s %(given)s（%(family_kana)s %(given_kana)s）")
            % {"family": family, "given": given, "family_kana": family_kana, "given_kana": given_kana},
        )

    def export(self, item: PersonNameItem, value: Any) -> dict[str, str]:
        return {f"{item.id}.{part}": text_of(parts_of(value).get(part)) for part in PARTS}

    def schema(self, item: PersonNameItem) -> dict[str, Any]:
        part = {"type": "string", "minLength": 1, "maxLength": MAX_GRAPHEMES * 8}
        nothing = {} if item.kana else {part_name: {"const": ""} for part_name in PARTS[2:]}
        return {
            "type": "object",
            "properties": {**dict.fromkeys(PARTS, part), **nothing},
            "required": list(PARTS),
            "additionalProperties": False,
        }

    def spec(
        self,
        item: PersonNameItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("name_field", item, name, faults, required=required, language=language),
            "error": joined(faults, ""),
            "value": raw_parts(raw, name, PARTS),
            "errors": part_errors(faults, PARTS),
            "kana": item.kana,
            "own": item.subject == "applicant",
        }
