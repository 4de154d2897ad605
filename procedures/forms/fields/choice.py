"""`choice`: one of several, perhaps 「その他」 with text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import autocomplete_tokens
from procedures.definitions.items import ChoiceItem
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
    text_of,
)
from procedures.forms.fields.options import (
    OTHER,
    component_choices,
    label_of,
    option_schema,
    read_other,
    value_of,
)

RADIOS_UP_TO = 15


class ChoiceField(FieldType[ChoiceItem]):
    def names(self, item: ChoiceItem, name: str) -> tuple[str, ...]:
        return (name, f"{name}-other") if item.other else (name,)

    def parse(self, item: ChoiceItem, data: FormData, name: str, context: Context) -> Parsed:
        chosen = first(data, name)
        if not chosen:
            return Parsed()
        if chosen == OTHER and item.other:
            return Parsed(*read_other(item, data, name, context))
        if item.option(chosen) is None:
            message = _("「%(label)s」で選択肢にないものが選ばれました。表示されている中から選び直してください。")
            return Parsed(None, (Fault(name, message % {"label": context.label(item)}),))
        return Parsed(chosen)

    def missing(self, item: ChoiceItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を選んでください。例）%(example)s") % {
            "label": context.label(item),
            "example": item.options[0].label.in_language(context.language),
        }
        return Fault(name, message, missing=True)

    def show(self, item: ChoiceItem, value: Any, name: str) -> dict[str, list[str]]:
        shown = {name: [value_of(value)]}
        if item.other:
            shown[f"{name}-other"] = [text_of(value.get("text")) if isinstance(value, Mapping) else ""]
        return shown

    def summarise(self, item: ChoiceItem, value: Any, language: str = "ja") -> tuple[str, ...]:
        return (label_of(item, value, language),)

    def export(self, item: ChoiceItem, value: Any) -> dict[str, str]:
        columns = {item.id: value_of(value)}
        if item.other:
            columns[f"{item.id}.other"] = text_of(value.get("text")) if isinstance(value, Mapping) else ""
        return columns

    def schema(self, item: ChoiceItem) -> dict[str, Any]:
        return option_schema(item)

    def spec(
        self,
        item: ChoiceItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        choices = component_choices(item, name, raw, faults, language)
        if len(choices) <= RADIOS_UP_TO or item.other:
            spec = common_spec("radio_group", item, name, faults, required=required, language=language)
            return {**spec, "error": joined(faults, ""), "choices": choices, "value": first(raw, name)}
        return {
            **common_spec("select_field", item, name, faults, required=required, language=language),
            "choices": [{"value": choice["value"], "label": choice["label"]} for choice in choices],
            "value": first(raw, name),
            "empty": _("選択してください"),
            "autocomplete": autocomplete_tokens(item).get("", ""),
        }
