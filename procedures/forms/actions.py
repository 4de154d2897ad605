"""Buttons that change a page without sending it: add or remove a row, look up a postcode, show candidates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from procedures.definitions import Page
from procedures.definitions.items import AddressItem, ListItem
from procedures.forms.fields.address import looked_up
from procedures.forms.fields.contract import Context, Fault, FormData, first
from procedures.forms.posted import MAX_ROWS, RawData, empty_row, lists, places, row_counts

ACTION_NAME = "_action"
_ACTION = re.compile(
    r"(add|remove|postcode|lookup|candidates):([a-z][a-z0-9_]{0,59}(?:-\d{1,2}-[a-z][a-z0-9_]{0,59})?)(?::(\d{1,2}))?"
)


@dataclass(frozen=True, slots=True)
class Add:
    list_id: str


@dataclass(frozen=True, slots=True)
class Remove:
    list_id: str
    row: int


@dataclass(frozen=True, slots=True)
class Postcode:
    """`field`: the name of an address, in a row `children-0-child_address`."""

    field: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Show what the words typed find. `field`: the name of a choice among many."""

    field: str


Action = Add | Remove | Postcode | Candidates


def list_action(data: FormData) -> Action | None:
    """The button that was pressed; None for one that sends the page, and for a forged one."""
    found = _ACTION.fullmatch(first(data, ACTION_NAME))
    if not found:
        return None
    verb, name, row = found.groups()
    if verb in {"postcode", "lookup"}:
        return Postcode(name) if row is None else None
    if verb == "candidates":
        return Candidates(name) if row is None else None
    if verb == "add":
        return Add(name) if row is None else None
    return Remove(name, int(row)) if row is not None else None


def apply_to_data(
    page: Page, data: RawData, action: Action, context: Context
) -> tuple[RawData, tuple[Fault, ...], str]:
    """The form values after the button, what went wrong with a look-up, and the id of what to look at next."""
    if isinstance(action, Postcode):
        return _look_up(page, data, action.field, context)
    if isinstance(action, Candidates):
        return data, (), action.field  # the page shows candidates for whatever stands in the box
    rows = next((rows for rows in lists(page) if rows.id == action.list_id), None)
    if rows is None:
        return data, (), ""
    count = max(row_counts(data).get(rows.id, 0), rows.min)
    if isinstance(action, Add):
        if count >= min(rows.max, MAX_ROWS):
            return data, (), rows.id
        return data | _rows_until(rows, count, data), (), f"{rows.id}-{count}"
    return _without_row(rows, action.row, data), (), _left_behind(rows, action.row, count)


def _rows_until(rows: ListItem, last: int, data: RawData) -> RawData:
    """Rows up to and including `last`, empty ones where there are none."""
    added: RawData = {}
    for index in range(last + 1):
        added |= empty_row(rows, index, data)
    return added


def _without_row(rows: ListItem, removed: int, data: RawData) -> RawData:
    """The row taken out and those below moved up."""
    name_in_row = re.compile(rf"{rows.id}-(\d{{1,2}})-(.+)")
    result: RawData = {}
    for name, values in data.items():
        found = name_in_row.fullmatch(name)
        if not found or int(found[1]) < removed:
            result[name] = values
        elif int(found[1]) > removed:
            result[f"{rows.id}-{int(found[1]) - 1}-{found[2]}"] = values
    return result


def _left_behind(rows: ListItem, removed: int, count: int) -> str:
    """Where one is after removing a row: the row that moved up, or else the one above, or the list."""
    last = count - 2 if removed < count else count - 1
    return f"{rows.id}-{min(removed, last)}" if last >= 0 else rows.id


def _look_up(page: Page, data: RawData, name: str, context: Context) -> tuple[RawData, tuple[Fault, ...], str]:
    counts: Mapping[str, int] = {rows.id: max(row_counts(data).get(rows.id, 0), rows.min) for rows in lists(page)}
    item = next((place.item for place in places(page, counts) if place.name == name), None)
    if not isinstance(item, AddressItem):
        return data, (), ""
    found, faults = looked_up(item, name, data, context.label(item))
    return data | found, faults, f"{name}-{'postcode' if faults else _next_part(found, name)}"


def _next_part(found: RawData, name: str) -> str:
    return "street" if first(found, f"{name}-town") else "town"
