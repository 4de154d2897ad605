"""What `choice` and `choices` share: options as components show them, and 「その他」 with its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import ChoiceItem, ChoicesItem
from procedures.definitions.messages import OTHER_LABEL
from procedures.forms.characters import one_line, storable
from procedures.forms.code_lists import LONGEST_SEARCH, SHOWN, entries_of, matching
from procedures.forms.fields.contract import Context, Fault, FormData, Spec, first, joined, text_of
from procedures.forms.fields.free_text import free_text_problem

OTHER = "other"
READ_UP_TO = 15
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


def is_searched(item: OptionsItem) -> bool:
    """Whether there are so many options that one searches instead of reading them all."""
    return not item.other and (item.options_from is not None or len(item.options) > READ_UP_TO)


def example_of(item: OptionsItem, language: str) -> str:
    """The first option, as the example in messages."""
    value = next(iter(item.option_values), "")
    return label_of(item, value, language)


def search_problem(item: OptionsItem, context: Context, typed: str, chosen: str = "") -> str:
    """What is wrong when something was typed to search by, and nothing, or something else, was chosen."""
    label = context.label(item)
    if chosen:
        return _(
            "「%(label)s」で探す言葉「%(typed)s」と、選んだ「%(chosen)s」が違います。"
            "候補を表示して選び直すか、探す言葉を消してください。"
        ) % {"label": label, "typed": typed, "chosen": label_of(item, chosen, context.language)}
    example = example_of(item, context.language)
    return _("「%(label)s」は「候補を表示する」を押して、候補から選んでください。例）%(example)s") % {
        "label": label,
        "example": example,
    }


def search_spec(item: OptionsItem, name: str, raw: FormData, language: str) -> dict[str, Any]:
    """What the combobox shows: what is chosen, and what the words typed find."""
    search = searched(raw, name)
    found = matching(entries_of(item, language), search)
    chosen = [value for value in raw.get(name, ()) if isinstance(value, str) and item.option(value) is not None]
    return {
        "search": search,
        "chosen": [{"value": value, "label": label_of(item, value, language)} for value in chosen],
        "candidates": [{"value": entry.value, "label": entry.label} for entry in found[:SHOWN]],
        "count": len(found),
    }


def searched(data: FormData, name: str) -> str:
    """The words to search by, as they may stand in a page and in a message: no NUL, no lone surrogate."""
    return one_line(storable(first(data, f"{name}-search")[:LONGEST_SEARCH]))


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
    fixed: dict[str, Any] = {"enum": [value for value in item.option_values if value != OTHER or not item.other]}
    if not item.other:
        return fixed
    other = {
        "type": "object",
        "properties": {"value": {"const": OTHER}, "text": {"type": "string", "minLength": 1}},
        "required": ["value", "text"],
        "additionalProperties": False,
    }
    return {"anyOf": [fixed, other]}
