"""Which answers of a page change what the page itself shows, so that a page follows what is typed and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from procedures.definitions.items import Item, ListItem, ResultItem, SilentItem

if TYPE_CHECKING:
    from procedures.definitions.definition import Definition, Page
    from procedures.definitions.rules import Rule


def watched_items(definition: Definition) -> Mapping[str, tuple[str, ...]]:
    """By page id: ids of items and lists of the page that its rules, its results or the eligibility read.

    Empty for a page that shows the same whatever is answered on it. Calculations are followed to what they read.
    """
    read_everywhere = _names((rule.when for rule in definition.eligibility), definition)
    return MappingProxyType({page.id: _watched(page, definition, read_everywhere) for page in definition.pages})


def _watched(page: Page, definition: Definition, read_everywhere: frozenset[str]) -> tuple[str, ...]:
    read = read_everywhere | _names((rule for item in page.walk() for rule in _rules(item, definition)), definition)
    return tuple(
        item.id
        for item in page.walk()
        if (item.id in read and definition.list_of(item.id) is None)
        or (isinstance(item, ListItem) and any(_moves(field) for field in item.fields))
    )


def _rules(item: Item, definition: Definition) -> Iterable[Rule]:
    """What decides whether an item is shown, is required, and what it shows."""
    if item.when is not None:
        yield item.when
    if isinstance(item, ResultItem):
        if item.formula is not None:
            yield item.formula
        value = definition.value(item.value or "")
        if value is not None:
            yield value.value
    elif not isinstance(item, SilentItem | ListItem):
        yield item.required


def _moves(item: Item) -> bool:
    """Whether an item of a row can change with the answers of its row."""
    if item.when is not None or isinstance(item, ResultItem):
        return True
    return not isinstance(item, SilentItem | ListItem) and not item.required.is_constant


def _names(rules: Iterable[Rule], definition: Definition) -> frozenset[str]:
    """Names that rules read, and those that the calculations among them read."""
    found: set[str] = set()
    left = [name for rule in rules for name in rule.variables]
    while left:
        name = left.pop()
        if name in found:
            continue
        found.add(name)
        value = definition.value(name)
        left += value.value.variables if value else ()
    return frozenset(found)
