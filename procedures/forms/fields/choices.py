"""`choices`: any number of several, kept in the order of the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import ChoicesItem
from procedures.forms.code_lists import entries_of, exactly
from procedures.forms.fields.contract import (
    Context,
    Fault,
    FieldType,
    FormData,
    Parsed,
    Spec,
    common_spec,
    joined,
    text_of,
)
from procedures.forms.fields.options import (
    OTHER,
    component_choices,
    example_of,
    is_searched,
    label_of,
    option_schema,
    read_other,
    search_problem,
    search_spec,
    searched,
    value_of,
)


def _chosen(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


class ChoicesField(FieldType[ChoicesItem]):
    posts_nothing_when_empty = True

    def names(self, item: ChoicesItem, name: str) -> tuple[str, ...]:
        if is_searched(item):
            return (name, f"{name}-search")
        return (name, f"{name}-other") if item.other else (name,)

    def parse(self, item: ChoicesItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = {value for value in data.get(name, ()) if isinstance(value, str) and value}
        label = context.label(item)
        if not typed and is_searched(item) and (words := searched(data, name)):
            exact = exactly(entries_of(item, context.language), words)
            if exact is None:
                return Parsed(None, (Fault(name, search_problem(item, context, words)),))
            typed = {exact.value}
        if not typed:
            return Parsed()
        if not typed <= set(item.option_values):
            message = _("「%(label)s」で選択肢にないものが選ばれました。表示されている中から選び直してください。")
            return Parsed(None, (Fault(name, message % {"label": label}),))
        written = {OTHER} if item.other else set()
        value: list[str | Mapping[str, str]] = [one for one in item.option_values if one in typed - written]
        if item.other and OTHER in typed:
            other, faults = read_other(item, data, name, context)
            if other is None:
                return Parsed(None, faults)
            value.append(other)
        message = _count_problem(item, len(value), label)
        return Parsed(None, (Fault(name, message),)) if message else Parsed(value)

    def missing(self, item: ChoicesItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を%(least)dつ以上選んでください。例）%(example)s") % {
            "label": context.label(item),
            "least": max(item.min, 1),
            "example": example_of(item, context.language),
        }
        return Fault(name, message, missing=True)

    def show(self, item: ChoicesItem, value: Any, name: str) -> dict[str, list[str]]:
        parts = _chosen(value)
        shown = {name: [value_of(part) for part in parts]}
        if is_searched(item):
            return shown | {f"{name}-search": [""]}
        if item.other:
            texts = [text_of(part.get("text")) for part in parts if isinstance(part, Mapping)]
            shown[f"{name}-other"] = texts[:1] or [""]
        return shown

    def summarise(self, item: ChoicesItem, value: Any, language: str = "ja") -> tuple[str, ...]:
        return tuple(label_of(item, part, language) for part in _chosen(value))

    def export(self, item: ChoicesItem, value: Any) -> dict[str, str]:
        """One column for each option, so that a column never means two things; of a code list, one for all."""
        if item.options_from is not None:
            return {item.id: " ".join(value_of(part) for part in _chosen(value))}
        chosen = {value_of(part) for part in _chosen(value)}
        columns = {f"{item.id}.{option}": "yes" if option in chosen else "no" for option in item.option_values}
        if item.other:
            texts = [text_of(part.get("text")) for part in _chosen(value) if isinstance(part, Mapping)]
            columns[f"{item.id}.other_text"] = "".join(texts[:1])
        return columns

    def schema(self, item: ChoicesItem) -> dict[str, Any]:
        most = {"maxItems": item.max} if item.max else {}
        return {
            "type": "array",
            "items": option_schema(item),
            "minItems": max(item.min, 1),
            "uniqueItems": True,
            **most,
        }

    def spec(
        self,
        item: ChoicesItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        if is_searched(item):
            spec = common_spec("combobox_field", item, name, faults, required=required, language=language)
            return {**spec, **search_spec(item, name, raw, language), "multiple": True}
        return {
            **common_spec("checkbox_group", item, name, faults, required=required, language=language),
            "error": joined(faults, ""),
            "choices": component_choices(item, name, raw, faults, language),
            "values": tuple(raw.get(name, ())),
        }


def _count_problem(item: ChoicesItem, count: int, label: str) -> str:
    if count < item.min:
        return _("「%(label)s」は%(limit)dつ以上選んでください。") % {"label": label, "limit": item.min}
    if item.max is not None and count > item.max:
        return _("「%(label)s」は%(limit)dつまでです。選ぶ数を減らしてください。") % {"label": label, "limit": item.max}
    return ""
