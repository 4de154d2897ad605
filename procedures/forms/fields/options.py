"""What `choice` and `choices` share: options as components show them, and 「その他」 with its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import ChoiceItem, ChoicesItem
from procedures.definitions.messages import OTHER_LABEL
from procedures.forms.characters import one_line
from procedures.forms.fields.contract import Context, Fault, FormData, Spec, first, joined, text_of
from procedures.forms.fields.free_text import free_text_problem

OTHER = "other"
MAX_OTHER = 100
OptionsItem = ChoiceItem | ChoicesItem


def other_label(language: str) -> str:
    return OTHER_LABEL.get(language) or OTHER_LABEL["ja"]


def read_other(
    item: OptionsItem, data: FormData, name: str, context: Context
) -> tuple[Mapping[str, str] | None, tuple[Fault, ...]]:
    """The answer 「その他」 with what was written beside it, or what is wrong."""
    text = one_line(first(data, f"{name}-other"))
    label = _("%(label)s（その他）") % {"label": context.label(item)}
    if text:
        problem = free_text_problem(text, label, MAX_OTHER)
    else:
        problem = _("「%(label)s」の内容を入力してください。例）知人の家") % {"label": label}
    if problem:
        return None, (Fault(f"{name}-other", problem, OTHER, missing=not text),)
    return {"value": OTHER, "text": text}, ()


def value_of(part: object) -> str:
    """The option of one chosen thing, "" for what is none."""
    return text_of(part.get("value")) if isinstance(part, Mapping) else text_of(part)


def label_of(item: OptionsItem, part: object, language: str) -> str:
    """The words of one chosen thing, with the text of 「その他」."""
    value = value_of(part)
    if value == OTHER and item.other:
        text = text_of(part.get("text")) if isinstance(part, Mapping) else ""
        return _("%(other)s（%(text)s）") % {"other": other_label(language), "text": text}
    option = item.option(value)
    return option.label.in_language(language) if option else value


def component_choices(
    item: OptionsItem, name: str, raw: FormData, faults: Sequence[Fault], language: str
) -> list[dict[str, Any]]:
    """The options; under 「その他」 a box for its text."""
    choices: list[dict[str, Any]] = [
        {
            "value": option.value,
            "label": option.label.in_language(language),
            "hint": option.hint.in_language(language) if option.hint else "",
        }
        for option in item.options
    ]
    if item.other:
        text: Spec = {
            "component": "text_field",
            "id": f"{name}-other",
            "name": f"{name}-other",
            "label": _("その他の内容"),
            "value": first(raw, f"{name}-other"),
            "error": joined(faults, OTHER),
            "required": None,
        }
        choices.append({"value": OTHER, "label": other_label(language), "text": text})
    return choices


def option_schema(item: OptionsItem) -> dict[str, Any]:
    fixed: dict[str, Any] = {"enum": [option.value for option in item.options]}
    if not item.other:
        return fixed
    other = {
        "type": "object",
        "properties": {"value": {"const": OTHER}, "text": {"type": "string", "minLength": 1}},
        "required": ["value", "text"],
        "additionalProperties": False,
    }
    return {"anyOf": [fixed, other]}
