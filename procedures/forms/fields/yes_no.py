"""`yes_no`: はい or いいえ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import YesNoItem
from procedures.forms.fields.contract import Context, Fault, FieldType, FormData, Parsed, Spec, common_spec, first

_VALUES = {"yes": True, "no": False}


class YesNoField(FieldType[YesNoItem]):
    def parse(self, item: YesNoItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = first(data, name)
        if not typed:
            return Parsed()
        if typed not in _VALUES:
            return Parsed(None, (Fault(name, self._choose(item, context)),))
        return Parsed(_VALUES[typed])

    def _choose(self, item: YesNoItem, context: Context) -> str:
        return _("「%(label)s」は「はい」か「いいえ」を選んでください。例）はい") % {"label": context.label(item)}

    def missing(self, item: YesNoItem, name: str, context: Context) -> Fault:
        return Fault(name, self._choose(item, context), missing=True)

    def show(self, item: YesNoItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        return {name: [next((key for key, meaning in _VALUES.items() if meaning is value), "")]}

    def summarise(self, item: YesNoItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        return (_("はい") if value is True else _("いいえ") if value is False else "",)

    def export(self, item: YesNoItem, value: Any) -> dict[str, str]:
        return {item.id: next((key for key, meaning in _VALUES.items() if meaning is value), "")}

    def schema(self, item: YesNoItem) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "boolean"}

    def spec(
        self,
        item: YesNoItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("radio_group", item, name, faults, required=required, language=language),
            "choices": [{"value": "yes", "label": _("はい")}, {"value": "no", "label": _("いいえ")}],
            "value": first(raw, name),
            "inline": True,
        }
