"""Rules in a form: the sentence that a rule says, with the way to the page on which it is built.

What is no more than a constant (必須 or not, a smallest number) is set in the form itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.utils.translation import gettext as _
from pydantic import ValidationError

from procedures.definitions.item_types import VALUE_TYPES, RuleType, type_of_item
from procedures.definitions.items import Item
from procedures.definitions.rule_words import condition_in_words, rule_in_words
from procedures.definitions.rules import Rule, RuleError
from procedures.designer.documents import Document, Json, placed_items
from procedures.designer.editing.controls import Control, Raw, Spec, Unreadable, first, narrow
from procedures.designer.schema import item_model
from procedures.designer.steps import ABSENT
from procedures.designer.words import japanese

_LARGEST = 10**12
YES, NO, RULE = "yes", "no", "rule"


@dataclass(frozen=True)
class Names:
    """What the items and calculations of a document are called, read only where a rule asks for them."""

    document: Document

    @cached_property
    def _items(self) -> Mapping[str, Any]:
        return {str(item.get("id")): item for item, _pointer, _container in placed_items(self.document)}

    @cached_property
    def _values(self) -> Mapping[str, Any]:
        return {str(one.get("id")): one for one in self.document.get("values", [])}

    # What rule_words asks for:

    def label_of(self, name: str) -> str | None:
        known = self._items.get(name) or self._values.get(name)
        return japanese(known.get("label")) or None if known else None

    def option_of(self, name: str, value: str) -> str | None:
        options = self._items.get(name, {}).get("options", [])
        return next((japanese(one.get("label")) for one in options if one.get("value") == value), None)

    def type_of(self, name: str) -> RuleType | None:
        if name in self._values:
            return VALUE_TYPES.get(str(self._values[name].get("type")))
        item = self._items.get(name)
        return None if item is None else _type_of(item)


def _type_of(item: Mapping[str, Any]) -> RuleType | None:
    """Under which type rules see the answer of an item as it stands in a document."""
    try:
        model = item_model(str(item.get("type")))
        read = model.model_validate_json(json.dumps(item, ensure_ascii=False))
    except (KeyError, ValidationError):
        return None
    return type_of_item(cast("Item", read))


def sentence(value: Json, names: Names, *, is_condition: bool = False) -> str:
    """A rule of a document in words; a condition as 「…とき」."""
    try:
        rule = Rule.read(value)
    except RuleError:
        return _("読めない条件です。")
    if is_condition and not rule.is_constant:
        return condition_in_words(rule, names)
    return rule_in_words(rule, names)


@dataclass(frozen=True)
class RuleControl(Control):
    """A rule that is built on a page of its own. The form shows it and never changes it."""

    url: str = ""
    names: Names = field(default_factory=lambda: Names({}))

    def raw(self, value: Json) -> dict[str, list[str]]:
        return {}

    def read(self, raw: Raw, current: Json) -> Json:
        return current

    def said(self, value: Json) -> str:
        """The rule as a sentence; "" where there is none."""
        value = self.info.default if value is ABSENT and isinstance(self.info.default, int | str) else value
        is_condition = self.info.name in {"when", "required"}
        return "" if value is ABSENT or value is None else sentence(value, self.names, is_condition=is_condition)


class RequiredControl(RuleControl):
    """必須 or 任意; a rule only where there is one already."""

    def raw(self, value: Json) -> dict[str, list[str]]:
        value = self.info.default if value is ABSENT else value
        return {self.name: [{True: YES, False: NO}.get(value, RULE) if isinstance(value, bool) else RULE]}

    def spec(self, raw: Raw, error: str = "") -> Spec:
        chosen = first(raw, self.name)
        options = [{"value": YES, "label": _("必須")}, {"value": NO, "label": _("任意")}]
        if chosen == RULE:
            options.append({"value": RULE, "label": _("条件で決まる")})
        return {**self.base(error), "component": "radio_group"} | (
            {"choices": options, "value": chosen, "inline": True, "required": None}
        )

    def read(self, raw: Raw, current: Json) -> Json:
        chosen = first(raw, self.name)
        if chosen not in {YES, NO}:
            return current
        value = chosen == YES
        return ABSENT if value is self.info.default else value


class BoundControl(RuleControl):
    """A number that somebody writes; a rule only where there is one already."""

    def raw(self, value: Json) -> dict[str, list[str]]:
        value = self.info.default if value is ABSENT else value
        return {self.name: ["" if value is None else _number(value)]} if is_number(value) else {}

    def taken(self, data: Raw) -> dict[str, list[str]]:
        return {self.name: list(data[self.name])} if self.name in data else {}

    def spec(self, raw: Raw, error: str = "") -> Spec:
        return {**self.base(error), "component": "text_field", "value": first(raw, self.name)} | (
            {"inputmode": "decimal", "width": "8", "required": None}
        )

    def was_sent(self, data: Raw) -> bool:
        return self.name in data

    def read(self, raw: Raw, current: Json) -> Json:
        if self.name not in raw or not is_number(self.info.default if current is ABSENT else current):
            return current
        written = narrow(first(raw, self.name)).replace(",", "")
        if not written:
            return ABSENT if self.info.default is None else self._none()
        try:
            number = int(written) if "." not in written else float(written)
        except ValueError:
            number = _LARGEST + 1
        if abs(number) > _LARGEST:
            raise Unreadable(_("「%(label)s」は数字で入力してください。例）10") % {"label": self.label})
        return ABSENT if number == self.info.default else number

    def _none(self) -> Json:
        """Nothing written where the language has a default: no bound at all, where it may be so."""
        return None if self.info.nullable else ABSENT


def is_number(value: Json) -> bool:
    """Whether a rule is a plain number, or nothing."""
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
