"""Another way to answer for an item that is there: what stays, what goes, and the steps that make it one operation.

The item keeps its id and its place. A setting stays where the new type has one of that name that means the same; what
has no place any more is told in words before anything happens.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.definitions.setting_names import VALUES
from procedures.definitions.texts import Model
from procedures.designer.checking import Finding, find_all
from procedures.designer.documents import Document, Json, container_of, find
from procedures.designer.editing.adding import AddForm, ListPlace
from procedures.designer.editing.blank import complete
from procedures.designer.editing.controls import Control
from procedures.designer.editing.identifiers import is_applicants
from procedures.designer.editing.options import OptionsControl
from procedures.designer.editing.references import is_asked, plain
from procedures.designer.editing.rule_fields import Names, sentence
from procedures.designer.editing.wording import label_of
from procedures.designer.schema import NO_DEFAULT, FieldInfo, field_of, fields_of, item_model
from procedures.designer.steps import ABSENT, Set, Step, apply, same

_NEVER = frozenset({"id", "type"})
_NUMBERS = frozenset({"integer", "decimal", "yen"})
_DAYS = frozenset({"date", "birth_date", "year_month"})
_LENGTHS = frozenset({"text", "long_text", "kana"})
_BOUNDS = frozenset({"min", "max"})


class Loss(NamedTuple):
    """A setting that the new type does not have: what it is called, and what it was."""

    label: str
    was: str


class Turn(NamedTuple):
    """A setting that nobody chose, and of which the new type has another default."""

    label: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Retyping:
    """The item at a place of a document with another type. Raises NoSuchPlace where there is no such item."""

    document: Document
    place: str
    new_type: str

    @cached_property
    def item(self) -> dict[str, Any]:
        found: dict[str, Any] = find(self.document, self.place)
        return found

    @property
    def old(self) -> type[Model]:
        return item_model(self.item["type"])

    @property
    def new(self) -> type[Model]:
        return item_model(self.new_type)

    @cached_property
    def kept(self) -> dict[str, Json]:
        """The settings that stay, in the order of the new type."""
        found = {}
        for info in fields_of(self.new):
            value = self._kept(info)
            if value is not ABSENT and (info.name in self.item or not _is_default(info, value)):
                found[info.name] = value
        return found

    def _kept(self, info: FieldInfo) -> Json:
        if info.name in _NEVER or not _has(self.old, info.name) or not self._means_the_same(info):
            return ABSENT
        value = self.item.get(info.name, ABSENT)
        if value is ABSENT and info.name in _BOUNDS and self._kin(_NUMBERS):
            value = _default(self.old, info.name)  # what no yen may be below is a bound that somebody relies on
            value = ABSENT if value is None else value
        if value is ABSENT:
            return ABSENT
        value = _options(value, info) if info.name == "options" else value
        return value if not info.problems(value) else ABSENT

    def _means_the_same(self, info: FieldInfo) -> bool:
        """Bounds are told apart: of a number, of a day, of the length of a text, of how many are chosen."""
        if info.name not in _BOUNDS:
            return True
        return any(self._kin(kin) for kin in (_NUMBERS, _DAYS, _LENGTHS))

    def _kin(self, types: frozenset[str]) -> bool:
        return {self.item["type"], self.new_type} <= types

    @cached_property
    def lost(self) -> list[Loss]:
        """What was set and goes, in the order of the old type; of options only what one of them said besides."""
        found = [
            Loss(label_of(info), self._told(info, self.item[info.name]))
            for info in fields_of(self.old)
            if info.name in self.item and info.name not in _NEVER and self._goes(info)
        ]
        if "options" in self.kept and any("max" in one for one in self.item["options"]) and not self._has_max:
            limits = [f"{plain(one['label'])}：{one['max']}" for one in self.item["options"] if "max" in one]
            found.append(Loss(label_of(field_of(field_of(self.old, "options").models[0], "max")), "、".join(limits)))
        return found

    def _goes(self, info: FieldInfo) -> bool:
        if info.name in self.kept or _is_default(info, self.item[info.name]):
            return False
        return not (_has(self.new, info.name) and _is_default(field_of(self.new, info.name), self.item[info.name]))

    @property
    def _has_max(self) -> bool:
        return any(info.name == "max" for info in fields_of(field_of(self.new, "options").models[0]))

    @cached_property
    def turned(self) -> list[Turn]:
        """Settings that were left as they come, and come otherwise with the new type."""
        found = []
        for info in fields_of(self.new):
            if info.name in _NEVER or info.name in self.kept or info.name in self.item:
                continue
            if not _has(self.old, info.name) or not self._means_the_same(info):
                continue
            was, becomes = _default(self.old, info.name), _default(self.new, info.name)
            if not same(was, becomes):
                found.append(Turn(label_of(info), self._told(info, was), self._told(info, becomes)))
        return found

    def _told(self, info: FieldInfo, value: Json) -> str:
        if value is None or value is NO_DEFAULT:
            return _("（なし）")
        if info.name == "required" and isinstance(value, bool):
            return _("必須") if value else _("任意")
        if isinstance(value, bool):
            return _("はい") if value else _("いいえ")
        if info.name == "options":
            return "、".join(plain(one.get("label")) for one in value)
        if info.kind == "rule":
            return sentence(value, Names(self.document))
        return plain(value) if isinstance(value, dict | str) and info.kind == "text" else info.choice_label(value)

    @property
    def asked(self) -> RetypeForm:
        """What the new type cannot do without and the old one did not have."""
        container, field, _key = container_of(self.document, self.place)
        return RetypeForm(ListPlace(self.document, f"{container}/{field}"), self.new, retyping=self)

    def steps(self, part: Json) -> tuple[Step, ...]:
        """From the item as it is to `part`, setting by setting, so that what somebody else changed is not lost."""
        names = dict.fromkeys([*self.item, *part])
        return tuple(
            Set(self.place, name, self.item.get(name, ABSENT), part.get(name, ABSENT))
            for name in names
            if not same(self.item.get(name, ABSENT), part.get(name, ABSENT))
        )

    def new_errors(self, part: Json) -> list[Finding]:
        """What will have to be mended that is right today. Four SQL statements."""
        before = {(one.place, one.field, one.message) for one in find_all(self.document) if one.kind == "error"}
        after = apply(copy.deepcopy(self.document), self.steps(part))
        found = (one for one in find_all(after) if one.kind == "error")
        return [one for one in found if (one.place, one.field, one.message) not in before]


@dataclass(frozen=True)
class RetypeForm(AddForm):
    """The form of a new member, without what the item has already."""

    retyping: Retyping

    @cached_property
    def controls(self) -> list[Control]:
        kept, item = self.retyping.kept, self.retyping.item
        has_options = "options" in kept or "options_from" in kept
        made = []
        for control in super().controls:
            name = control.info.name
            if name in kept or name in item or name == "subject":
                continue
            if isinstance(control, OptionsControl) and has_options:
                continue
            made.append(control)
        return made

    def finished(self, given: Mapping[str, Json], own_id: str = "") -> Json:
        """The item as it will be. `given`: what was asked."""
        del own_id
        kept, item = self.retyping.kept, self.retyping.item
        part: dict[str, Json] = complete(self.place.document, self.model, "items", {**kept, **given}, item["id"])
        if "options_from" in kept:
            del part["options"]
        return part

    def sample(self) -> Json:
        """The item with stand-ins for what is asked, to be checked before anybody has answered."""
        given: dict[str, Json] = {}
        for control in self.controls:
            if not isinstance(control, OptionsControl):
                given[control.info.name] = control.choices[0].value if control.choices else "－"
        return self.finished(given)


def families(document: Document, place: str) -> list[dict[str, Any]]:
    """The types that an item may become, grouped; none where it stays what it is. Raises NoSuchPlace."""
    item = find(document, place)
    if not place.startswith("items/") or place.count("/") > 1 or not may_change(document, item):
        return []
    container, field, _key = container_of(document, place)
    found = []
    for family in ListPlace(document, f"{container}/{field}").families():
        types = [one for one in family["types"] if is_asked(one["type"]) and one["type"] != item["type"]]
        if types:
            found.append({**family, "types": types})
    return found


def answering(document: Document, number: int, place: str) -> dict[str, str]:
    """For an item's sheet: `item_type` in words, and `retype_url` where it asks something."""
    if not place.startswith("items/") or place.count("/") > 1:
        return {"item_type": "", "retype_url": ""}
    item_type = str(find(document, place).get("type"))
    url = reverse("designer:retype", args=[number, place]) if is_asked(item_type) else ""
    return {"item_type": type_label(item_type), "retype_url": url}


def may_change(document: Document, item: Json) -> bool:
    """Whether an item asks something, and not what the portal must know of the applicant."""
    return is_asked(str(item.get("type"))) and not is_applicants(document, item)


def type_label(item_type: str) -> str:
    return VALUES["type"].get(item_type, item_type)


def _has(model: type[Model], name: str) -> bool:
    return any(info.name == name for info in fields_of(model))


def _default(model: type[Model], name: str) -> Json:
    return field_of(model, name).default


def _is_default(info: FieldInfo, value: Json) -> bool:
    return info.default is not NO_DEFAULT and same(value, info.default)


def _options(options: Json, info: FieldInfo) -> Json:
    """Options as the new type has them."""
    names = [one.name for one in fields_of(info.models[0])]
    return [{name: value for name, value in one.items() if name in names} for one in options]
