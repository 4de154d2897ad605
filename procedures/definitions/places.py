"""Walks over a definition that say where they are: a JSON pointer beside each item, rule and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel

from procedures.definitions.items import (
    BirthDateItem,
    DateItem,
    DecimalItem,
    GroupItem,
    IntegerItem,
    Item,
    ListItem,
    ResultItem,
    SilentItem,
    TimeItem,
    YearMonthItem,
    YenItem,
)
from procedures.definitions.texts import LocalizedText

if TYPE_CHECKING:
    from procedures.definitions.definition import Definition
    from procedures.definitions.rules import Rule

Expected = Literal["boolean", "number", "date", "time", "text"]


class PlacedItem(NamedTuple):
    """`rows`: the list in whose rows the item stands; `earlier`: the items of the row before it."""

    place: str
    item: Item
    rows: ListItem | None = None
    earlier: tuple[Item, ...] = ()


class PlacedRule(NamedTuple):
    """A rule and what it must give."""

    place: str
    rule: Rule
    expected: Expected
    rows: ListItem | None = None
    earlier: tuple[Item, ...] = ()


def placed_items(definition: Definition) -> Iterator[PlacedItem]:
    """Every item, in reading order, those of groups and lists after their container."""
    for index, page in enumerate(definition.pages):
        yield from _items(f"/pages/{index}/items", page.items, None, [])


def _items(place: str, items: Sequence[Item], rows: ListItem | None, earlier: list[Item]) -> Iterator[PlacedItem]:
    for index, item in enumerate(items):
        here = f"{place}/{index}"
        yield PlacedItem(here, item, rows, tuple(earlier) if rows else ())
        if isinstance(item, GroupItem):
            yield from _items(f"{here}/items", item.items, rows, earlier)
        elif isinstance(item, ListItem):
            yield from _items(f"{here}/items", item.items, item, [])
        if rows is not None and not isinstance(item, GroupItem):
            earlier.append(item)


def placed_rules(definition: Definition) -> Iterator[PlacedRule]:
    """Every rule of a definition with the type of its result."""
    for index, page in enumerate(definition.pages):
        if page.when:
            yield PlacedRule(f"/pages/{index}/when", page.when, "boolean")
        for number, check in enumerate(page.checks):
            yield PlacedRule(f"/pages/{index}/checks/{number}/when", check.when, "boolean")
    for placed in placed_items(definition):
        yield from _item_rules(placed)
    for index, stop in enumerate(definition.eligibility):
        yield PlacedRule(f"/eligibility/{index}/when", stop.when, "boolean")
    for index, value in enumerate(definition.values):
        yield PlacedRule(f"/values/{index}/value", value.value, VALUE_TYPES[value.type])
    yield from _fee_rules(definition)
    for index, stage in enumerate(definition.workflow.stages):
        if stage.when:
            yield PlacedRule(f"/workflow/stages/{index}/when", stage.when, "boolean")


VALUE_TYPES: dict[str, Expected] = {
    "integer": "number",
    "yen": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "text": "text",
}


_Bounded = IntegerItem | DecimalItem | YenItem | DateItem | BirthDateItem | YearMonthItem | TimeItem
_BOUND_TYPES: dict[str, Expected] = {"integer": "number", "decimal": "number", "yen": "number", "time": "time"}


def _item_rules(placed: PlacedItem) -> Iterator[PlacedRule]:
    place, item, rows, earlier = placed
    if item.when:
        yield PlacedRule(f"{place}/when", item.when, "boolean", rows, earlier)
    if isinstance(item, ListItem):
        for number, check in enumerate(item.checks):
            yield PlacedRule(f"{place}/checks/{number}/when", check.when, "boolean", item, item.fields)
    if isinstance(item, ResultItem) and item.formula:
        yield PlacedRule(f"{place}/formula", item.formula, VALUE_TYPES[item.format], rows, earlier)
    if isinstance(item, SilentItem | ListItem):
        return
    yield PlacedRule(f"{place}/required", item.required, "boolean", rows, earlier)
    if isinstance(item, _Bounded):
        expected: Expected = _BOUND_TYPES.get(item.type, "date")
        for name, bound in (("min", item.min), ("max", item.max)):
            if bound is not None:
                yield PlacedRule(f"{place}/{name}", bound, expected, rows, earlier)


def _fee_rules(definition: Definition) -> Iterator[PlacedRule]:
    for index, line in enumerate(definition.fees.lines):
        yield PlacedRule(f"/fees/lines/{index}/quantity", line.quantity, "number")
        if line.when:
            yield PlacedRule(f"/fees/lines/{index}/when", line.when, "boolean")
    for index, exemption in enumerate(definition.fees.exemptions):
        yield PlacedRule(f"/fees/exemptions/{index}/when", exemption.when, "boolean")


def placed_texts(model: BaseModel, place: str = "") -> Iterator[tuple[str, LocalizedText]]:
    """Every localised text of a model, depth first."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        here = f"{place}/{info.alias or name}"
        if isinstance(value, LocalizedText):
            yield here, value
        elif isinstance(value, BaseModel):
            yield from placed_texts(value, here)
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if isinstance(part, LocalizedText):
                    yield f"{here}/{index}", part
                elif isinstance(part, BaseModel):
                    yield from placed_texts(part, f"{here}/{index}")
