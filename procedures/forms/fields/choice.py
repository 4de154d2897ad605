"""`choice`: one of several, perhaps 「その他」 with text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import ChoiceItem
from procedures.forms.code_lists import entries_of, exactly, matching
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


class ChoiceField(FieldType[ChoiceItem]):
    def names(self, item: ChoiceItem, name: str) -> tuple[str, ...]:
        if is_searched(item):
            return (name, f"{name}-search")
        return (name, f"{name}-other") if item.other else (name,)

    def parse(self, item: ChoiceItem, data: FormData, name: str, context: Context) -> Parsed:
        chosen = first(data, name)
        if is_searched(item):
            return self._searched(item, chosen, searched(data, name), name, context)
        if not chosen:
            return Parsed()
        if chosen == OTHER and item.other:
            return Parsed(*read_other(item, data, name, context))
        if not item.offers(chosen):
            message = _("「%(label)s」で選択肢にないものが選ばれました。表示されている中から選び直してください。")
            return Parsed(None, (Fault(name, message % {"label": context.label(item)}),))
        return Parsed(chosen)

    def _searched(self, item: ChoiceItem, chosen: str, typed: str, name: str, context: Context) -> Parsed:
        entries = entries_of(item, context.language)
        found = matching(entries, typed)
        if not chosen:
            exact = exactly(found, typed)
            if not typed or exact:
                return Parsed(exact.value if exact else None)
            return Parsed(None, (Fault(name, search_problem(item, context, typed)),))
        if not item.offers(chosen):
            return Parsed(None, (Fault(name, search_problem(item, context, chosen)),))
        if typed and all(entry.value != chosen for entry in found):
            return Parsed(None, (Fault(name, search_problem(item, context, typed, chosen)),))
        return Parsed(chosen)

    def missing(self, item: ChoiceItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」を選んでください。例）%(example)s") % {
            "label": context.label(item),
            "example": example_of(item, context.language),
        }
        return Fault(name, message, missing=True)

    def show(self, item: ChoiceItem, value: Any, name: str) -> dict[str, list[str]]:
        shown = {name: [value_of(value)]}
        if is_searched(item):
            return shown | {f"{name}-search": [""]}
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
        if is_searched(item):
            spec = common_spec("combobox_field", item, name, faults, required=required, language=language)
            return {**spec, **search_spec(item, name, raw, language)}
        return {
            **common_spec("radio_group", item, name, faults, required=required, language=language),
            "error": joined(faults, ""),
            "choices": component_choices(item, name, raw, faults, language),
            "value": first(raw, name),
        }
