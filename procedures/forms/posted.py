"""Posted values of a page: only the names that it knows, bounded in number and length; rows by their index.

Names: `<item>`, `<item>-<part>`, and in rows `<list>-<row>-<item>-<part>`. Item ids have no hyphen, so a name is read
in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from procedures.definitions import Page
from procedures.definitions.items import AskedItem, Item, ListItem, SilentItem, flatten
from procedures.forms.characters import MAX_LENGTH, storable
from procedures.forms.fields.contract import FormData
from procedures.forms.fields.registry import field_type

MAX_VALUES = 201
MAX_ROWS = 50
_ROW = re.compile(r"([a-z][a-z0-9_]{0,59})-(\d{1,2})-")

RawData = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """An item that is asked, and the name of its inputs; `rows` and `index` where it stands in a row."""

    item: AskedItem
    name: str
    rows: ListItem | None = None
    index: int = 0


def asked(items: Sequence[Item]) -> Iterator[AskedItem]:
    """What is asked outside of lists, in reading order."""
    for item in flatten(items):
        if not isinstance(item, SilentItem | ListItem):
            yield item


def lists(page: Page) -> Iterator[ListItem]:
    return (item for item in page.items if isinstance(item, ListItem))


def row_name(rows: ListItem, index: int, item: Item) -> str:
    return f"{rows.id}-{index}-{item.id}"


def row_counts(data: FormData) -> dict[str, int]:
    """How many rows of each list are posted: one more than the highest index."""
    counts: dict[str, int] = {}
    for name in data:
        found = _ROW.match(name)
        if found:
            counts[found[1]] = max(counts.get(found[1], 0), min(int(found[2]) + 1, MAX_ROWS))
    return counts


def places(page: Page, counts: Mapping[str, int]) -> Iterator[Place]:
    """Every item of a page that is asked, hidden or not, with those of so many rows."""
    for item in asked(page.items):
        yield Place(item, item.id)
    for rows in lists(page):
        for index in range(counts.get(rows.id, 0)):
            for item in asked(rows.items):
                yield Place(item, row_name(rows, index, item), rows, index)


def take(page: Page, posted: Mapping[str, Any]) -> RawData:
    """What of posted values belongs to the page; forged names and values that are no texts are left out."""
    taken: RawData = {}
    for place in places(page, row_counts(posted)):
        for name in field_type(place.item).names(place.item, place.name):
            values = posted.get(name)
            if isinstance(values, list | tuple):
                taken[name] = [value[: MAX_LENGTH + 1] for value in values[:MAX_VALUES] if isinstance(value, str)]
    return taken


def kept(data: FormData) -> RawData:
    """Values as they may be stored and shown again."""
    return {name: [storable(value) for value in values] for name, values in data.items()}


def shown(page: Page, answers: Mapping[str, Any]) -> RawData:
    """Answers of a page as form values."""
    data: RawData = {}
    for item in asked(page.items):
        if answers.get(item.id) is not None:
            data |= field_type(item).show(item, answers[item.id], item.id)
    for rows in lists(page):
        data |= shown_rows(rows, answers.get(rows.id))
    return data


def shown_rows(rows: ListItem, answer: Any) -> RawData:
    """Answers of a list as form values; every row is there, even one without answers."""
    data: RawData = {}
    for index, row in enumerate(answer[:MAX_ROWS] if isinstance(answer, list | tuple) else ()):
        for item in asked(rows.items):
            value = row.get(item.id) if isinstance(row, Mapping) else None
            if value is not None:
                data |= field_type(item).show(item, value, row_name(rows, index, item))
        data.update(empty_row(rows, index, data))
    return data


def empty_row(rows: ListItem, index: int, data: FormData) -> RawData:
    """One empty value that says that there is a row, unless something says so already."""
    names = [name for item in asked(rows.items) for name in field_type(item).names(item, row_name(rows, index, item))]
    return {} if any(name in data for name in names) else {names[0]: [""]} if names else {}
