"""From posted values of a page to values and faults of form. Visibility, requirements and bounds come later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from procedures.definitions import Page
from procedures.definitions.items import AskedItem, ListItem
from procedures.forms.fields.contract import Context, Fault, FormData
from procedures.forms.fields.registry import field_type
from procedures.forms.posted import asked, lists, row_counts, row_name

Faults = tuple[Fault, ...]


@dataclass(slots=True)
class RowRead:
    """One row as posted under `index`."""

    index: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Faults] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.values and not self.faults


@dataclass(slots=True)
class PageRead:
    """Values by item id (nothing for what is empty or faulty), faults by item id, rows by list id.

    `blank_rows_count`: rows come from answers, where every row is one, and not from a page, where some are left blank.
    """

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Faults] = field(default_factory=dict)
    rows: dict[str, list[RowRead]] = field(default_factory=dict)
    blank_rows_count: bool = False

    def counted(self, rows: ListItem) -> list[RowRead]:
        """The rows that count: all but blank ones, of which only so many stay as the list must have rows."""
        found = self.rows[rows.id]
        if self.blank_rows_count:
            return found
        spare = rows.min - sum(not row.is_blank for row in found)
        counted: list[RowRead] = []
        for row in found:
            if not row.is_blank:
                counted.append(row)
            elif spare > 0:
                spare -= 1
                counted.append(row)
        return counted


def read_page(page: Page, data: FormData, context: Context) -> PageRead:
    """Parse every item of the page, hidden ones too: what is visible depends on what is answered."""
    read = PageRead()
    for item in asked(page.items):
        _read_item(item, data, item.id, context, read.values, read.faults)
    counts = row_counts(data)
    for rows in lists(page):
        read.rows[rows.id] = read_rows(rows, data, max(counts.get(rows.id, 0), rows.min), context)
    return read


def read_rows(rows: ListItem, data: FormData, count: int, context: Context) -> list[RowRead]:
    read = [RowRead(index) for index in range(count)]
    for row in read:
        for item in asked(rows.items):
            _read_item(item, data, row_name(rows, row.index, item), context, row.values, row.faults)
    return read


def _read_item(
    item: AskedItem, data: FormData, name: str, context: Context, values: dict[str, Any], faults: dict[str, Faults]
) -> None:
    parsed = field_type(item).parse(item, data, name, context)
    if parsed.faults:
        faults[item.id] = parsed.faults
    elif parsed.value is not None:
        values[item.id] = parsed.value


def merged(page: Page, answers: Mapping[str, Any], read: PageRead) -> dict[str, Any]:
    """All answers with those of the page replaced by what was read; what is empty or faulty has no answer."""
    result = dict(answers)
    for item in asked(page.items):
        result.pop(item.id, None)
    result |= read.values
    for rows in lists(page):
        result.pop(rows.id, None)
        counted: Sequence[RowRead] = read.counted(rows)
        if counted:
            result[rows.id] = [row.values for row in counted]
    return result
