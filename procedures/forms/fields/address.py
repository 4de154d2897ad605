"""`address`: postcode, prefecture, city, 町字, 番地, 方書. A postcode fills in the rest (see the action `Postcode`).

With `scope` world one may choose an address abroad (see address_abroad.py); the choice counts, whatever stands in the
boxes of the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from procedures.definitions.items import AddressItem
from procedures.forms.characters import one_line
from procedures.forms.fields.address_abroad import (
    ABROAD,
    BOXES,
    PLACE,
    choose_abroad,
    is_abroad,
    lines_abroad,
    missing_anywhere,
    read_abroad,
    shown_abroad,
    typed_abroad,
)
from procedures.forms.fields.address_abroad import SCHEMA as ABROAD_SCHEMA
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
from procedures.forms.postcodes import Place, find, hyphenated, normalised

PARTS = ("postcode", "prefecture", "city", "town", "street", "building")
OPTIONAL = ("town", "building")
MAX_PART = 100
HOME_PREFECTURE = gettext_noop("秋田県")
HOME_CITY = gettext_noop("秋田市")


@cache
def prefectures() -> tuple[str, ...]:
    """The 47, in the order of JIS X 0401."""
    return tuple((Path(__file__).parents[1] / "data" / "prefectures.txt").read_text(encoding="utf-8").split())


# What a part is called, and an example.
_TEXTS = {
    "postcode": (gettext_lazy("郵便番号"), gettext_lazy("010-0951")),
    "prefecture": (gettext_lazy("都道府県"), gettext_lazy("秋田県")),
    "city": (gettext_lazy("市区町村"), gettext_lazy("秋田市")),
    "town": (gettext_lazy("町名"), gettext_lazy("山王一丁目")),
    "street": (gettext_lazy("番地"), gettext_lazy("1番1号")),
    "building": (gettext_lazy("建物名・部屋番号"), gettext_lazy("市役所荘203号室")),
}


def _is_accepted(part: str, typed: str) -> bool:
    if part == "postcode":
        return normalised(typed) is not None
    if part == "prefecture":
        return typed in prefectures()
    return not is_refused(typed, MAX_PART) and (typed != "" or part in OPTIONAL)


class AddressField(FieldType[AddressItem]):
    parts = MappingProxyType(_TEXTS)
    known_together = ("prefecture", "city", "street")

    def names(self, item: AddressItem, name: str) -> tuple[str, ...]:
        parts = (PLACE, *PARTS, *BOXES) if item.scope == "world" else PARTS
        return tuple(f"{name}-{part}" for part in parts)

    def parse(self, item: AddressItem, data: FormData, name: str, context: Context) -> Parsed:
        label = context.label(item)
        typed = {part: one_line(first(data, f"{name}-{part}")) for part in PARTS}
        home = item.scope == "city"
        is_empty = not any(typed[part] for part in PARTS if not home or part not in {"prefecture", "city"})
        if item.scope == "world":
            abroad = typed_abroad(data, name)
            is_written = any(abroad.values())
            if first(data, f"{name}-{PLACE}") == ABROAD and (is_written or not is_empty):
                return read_abroad(abroad, name, label)
            if is_empty and is_written:
                return Parsed(None, (choose_abroad(name, label),))
        if is_empty:
            return Parsed()
        return self._in_japan(item, typed, name, label)

    def _in_japan(self, item: AddressItem, typed: dict[str, str], name: str, label: str) -> Parsed:
        faults = [
            Fault(f"{name}-{part}", problem, part, missing=not typed[part])
            for part in PARTS
            if (problem := _part_problem(part, typed[part], label))
        ]
        typed["postcode"] = normalised(typed["postcode"]) or ""
        if not faults and item.scope == "city":
            faults = [Fault(f"{name}-{part}", problem, part) for part, problem in _outside(typed, label)]
        return Parsed(None, tuple(faults)) if faults else Parsed(typed)

    def may_hold(self, item: AddressItem, value: Any) -> bool:
        given = parts_of(value)
        return item.scope != "city" or (given.get("prefecture"), given.get("city")) == (HOME_PREFECTURE, HOME_CITY)

    def missing(self, item: AddressItem, name: str, context: Context) -> Fault:
        if item.scope == "world":
            return missing_anywhere(name, context.label(item))
        message = _("「%(label)s」を郵便番号から順に入力してください。例）010-0951 秋田県秋田市山王一丁目1番1号") % {
            "label": context.label(item)
        }
        return Fault(f"{name}-postcode", message, missing=True)

    def show(self, item: AddressItem, value: Any, name: str) -> dict[str, list[str]]:
        given = {} if is_abroad(value) else parts_of(value)
        shown = {part: text_of(given.get(part)) for part in PARTS}
        shown["postcode"] = hyphenated(shown["postcode"])
        if item.scope == "world":
            shown |= shown_abroad(value)
        return {f"{name}-{part}": [text] for part, text in shown.items()}

    def summarise(self, item: AddressItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        if is_abroad(value):
            return lines_abroad(value)
        given = parts_of(value)
        parts = {part: text_of(given.get(part)) for part in PARTS}
        parts["postcode"] = hyphenated(parts["postcode"])
        line = _("〒%(postcode)s %(prefecture)s%(city)s%(town)s%(street)s %(building)s") % parts
        return (line.strip(),)

    def export(self, item: AddressItem, value: Any) -> dict[str, str]:
        parts = (*PARTS, "country", "lines") if item.scope == "world" else PARTS
        return {f"{item.id}.{part}": text_of(parts_of(value).get(part)) for part in parts}

    def schema(self, item: AddressItem) -> dict[str, Any]:
        text: dict[str, Any] = {"type": "string", "maxLength": MAX_PART * 8}
        properties: dict[str, Any] = dict.fromkeys(PARTS, text)
        properties["postcode"] = {"type": "string", "pattern": "^[0-9]{7}$"}
        properties["prefecture"] = {"enum": list(prefectures())}
        if item.scope == "city":
            properties |= {"prefecture": {"const": HOME_PREFECTURE}, "city": {"const": HOME_CITY}}
        required = list(PARTS)
        here = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
        return {"anyOf": [here, ABROAD_SCHEMA]} if item.scope == "world" else here

    def spec(
        self,
        item: AddressItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        world = item.scope == "world"
        boxes = (*PARTS, PLACE, *BOXES) if world else PARTS
        values = raw_parts(raw, name, boxes)
        home = item.scope == "city"
        if home:
            values["prefecture"] = values["prefecture"] or HOME_PREFECTURE
            values["city"] = values["city"] or HOME_CITY
        return {
            **common_spec("address_field", item, name, faults, required=required, language=language),
            "error": joined(faults, ""),
            "value": values,
            "errors": part_errors(faults, boxes),
            "abroad": world,
            "own": item.subject == "applicant",
            "prefectures": _options((HOME_PREFECTURE,) if home else prefectures(), values["prefecture"]),
            "cities": _options((HOME_CITY,), values["city"]) if home else (),
            "towns": _towns(values),
        }


def looked_up(
    item: AddressItem, name: str, data: FormData, label: str
) -> tuple[dict[str, list[str]], tuple[Fault, ...]]:
    """What a postcode says, as form values to lay over those posted; a fault when it is unknown or outside the city.

    Where a postcode has several towns, the town is left to be chosen from them.
    """
    typed = first(data, f"{name}-postcode")
    code = normalised(typed)
    places = find(code) if code else ()
    if not code or not places:
        problem = _part_problem("postcode", typed, label) or _(
            "郵便番号「%(postcode)s」が見つかりません。番号を確かめるか、住所を直接入力してください。例）010-0951"
        ) % {"postcode": hyphenated(code or "")}
        return {}, (Fault(f"{name}-postcode", problem, "postcode"),)
    outside = _outside_postcode(item, code, label)
    if outside:
        return {}, (Fault(f"{name}-postcode", outside, "postcode"),)
    found = {"postcode": hyphenated(code), **_agreed(places)}
    if not found.get("street"):
        found.pop("street", None)
    return {f"{name}-{part}": [value] for part, value in found.items()}, ()


def _agreed(places: Sequence[Place]) -> Mapping[str, str]:
    """What all places of a postcode share."""
    values = {part: {getattr(place, part) for place in places} for part in ("prefecture", "city", "town", "street")}
    return {part: found.pop() if len(found) == 1 else "" for part, found in values.items()}


def _part_problem(part: str, typed: str, label: str) -> str | None:
    if _is_accepted(part, typed):
        return None
    name, example = _TEXTS[part]
    full_label = _("%(label)sの%(part)s") % {"label": label, "part": name}
    words = {"label": full_label, "example": example}
    if not typed:
        return _("「%(label)s」を入力してください。例）%(example)s") % words
    if part == "postcode":
        return _("「%(label)s」は7桁の数字で入力してください。例）%(example)s") % words
    if part == "prefecture":
        return _("「%(label)s」を選び直してください。例）%(example)s") % words
    return free_text_problem(typed, full_label, MAX_PART)


def _outside_postcode(item: AddressItem, code: str, label: str) -> str | None:
    places = find(code) if item.scope == "city" else ()
    if places and not any((place.prefecture, place.city) == (HOME_PREFECTURE, HOME_CITY) for place in places):
        return _("「%(label)s」には秋田市内の住所を入力してください。この郵便番号は市外です。例）010-0951") % {
            "label": label
        }
    return None


def _outside(typed: Mapping[str, str], label: str) -> list[tuple[str, str]]:
    """Parts that do not lie in the city."""
    message = _("「%(label)s」には秋田市内の住所を入力してください。例）秋田県秋田市山王一丁目1番1号") % {
        "label": label
    }
    wrong = [part for part, home in (("prefecture", HOME_PREFECTURE), ("city", HOME_CITY)) if typed[part] != home]
    if wrong:
        return [(wrong[0], message)]
    places = find(typed["postcode"])
    if places and not any(place.city == HOME_CITY and place.prefecture == HOME_PREFECTURE for place in places):
        return [("postcode", message)]
    return []


def _options(values: Sequence[str], shown: str) -> list[dict[str, str]]:
    """Options of a select; what was typed and is none of them stays to be seen and mended."""
    kept = [shown] if shown and shown not in values else []
    return [{"value": value, "label": value} for value in (*values, *kept)]


def _towns(values: Mapping[str, str]) -> list[dict[str, str]]:
    """The towns of the postcode to choose from where there are several; otherwise the town is written."""
    towns = list(dict.fromkeys(place.town for place in find(values["postcode"]) if place.town))
    if len(towns) < 2 or (values["town"] and values["town"] not in towns):
        return []
    return _options(towns, values["town"])
