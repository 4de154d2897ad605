"""`person_name`: 氏 and 名 with their readings. Characters are kept exactly as typed: no NFC, no NFKC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

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
from procedures.forms.fields.free_text import free_text_problem
from procedures.forms.fields.kana import read_kana

PARTS = ("family", "given", "family_kana", "given_kana")
MAX_GRAPHEMES = 50


def _texts(part: str) -> tuple[str, str]:
    """What a part is called, and an example."""
    return {
        "family": (_("氏"), _("秋田")),
        "given": (_("名"), _("花子")),
        "family_kana": (_("氏のフリガナ"), _("アキタ")),
        "given_kana": (_("名のフリガナ"), _("ハナコ")),
    }[part]


def _name_problem(value: str, label: str, example: str) -> str | None:
    if has_invisible(value):
        return _(
            "「%(label)s」に目に見えない文字（改行やタブなど）があります。入力し直してください。例）%(example)s"
        ) % {"label": label, "example": example}
    if has_emoji(value):
        return _("「%(label)s」に絵文字は使えません。戸籍や住民票のとおりに入力してください。例）%(example)s") % {
            "label": label,
            "example": example,
        }
    return free_text_problem(value, label, MAX_GRAPHEMES)


class PersonNameField(FieldType[PersonNameItem]):
    def names(self, item: PersonNameItem, name: str) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(f"{name}-{part}" for part in PARTS)

    def parse(self, item: PersonNameItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = {part: first(data, f"{name}-{part}").strip() for part in PARTS}
        if not any(typed.values()):
            return Parsed()
        value: dict[str, str] = {}
        faults: list[Fault] = []
        for part in PARTS:
            text, problem = self._part(part, typed[part], context.label(item))
            if problem:
                faults.append(Fault(f"{name}-{part}", problem, part, missing=not typed[part]))
            elif text:
                value[part] = text
        return Parsed(None, tuple(faults)) if faults else Parsed(value)

    def _part(self, part: str, typed: str, label: str) -> tuple[str | None, str | None]:
        part_label, example = _texts(part)
        full_label = _("%(label)sの%(part)s") % {"label": label, "part": part_label}
        if part.endswith("_kana"):
            text, problem = read_kana(typed, full_label, MAX_GRAPHEMES, example)
        else:
            text, problem = typed, _name_problem(typed, full_label, example)
        if not text and not problem:
            problem = _("「%(label)s」を入力してください。例）%(example)s") % {"label": full_label, "example": example}
        return text, problem

    def missing(self, item: PersonNameItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」とフリガナを入力してください。例）秋田 花子（アキタ ハナコ）")
        return Fault(f"{name}-family", message % {"label": context.label(item)}, missing=True)

    def show(self, item: PersonNameItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        given = parts_of(value)
        return {f"{name}-{part}": [text_of(given.get(part))] for part in PARTS}

    def summarise(self, item: PersonNameItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        family, given, family_kana, given_kana = (text_of(parts_of(value).get(part)) for part in PARTS)
        return (
            _("%(family)s %(given)s（%(family_kana)s %(given_kana)s）")
            % {"family": family, "given": given, "family_kana": family_kana, "given_kana": given_kana},
        )

    def export(self, item: PersonNameItem, value: Any) -> dict[str, str]:
        return {f"{item.id}.{part}": text_of(parts_of(value).get(part)) for part in PARTS}

    def schema(self, item: PersonNameItem) -> dict[str, Any]:  # noqa: ARG002
        part = {"type": "string", "minLength": 1, "maxLength": MAX_GRAPHEMES * 8}
        return {
            "type": "object",
            "properties": dict.fromkeys(PARTS, part),
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
            "own": item.subject == "applicant",
        }
