"""What is wrong with a page that was read, once it is known what is visible: form, requirement, bounds, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import Page, Row, Visible
from procedures.definitions.items import AskedItem, ListItem, SilentItem, flatten
from procedures.forms.fields.contract import Context, Fault
from procedures.forms.fields.registry import field_type
from procedures.forms.posted import asked, row_name
from procedures.forms.reading import Faults, PageRead, RowRead


def row_title(rows: ListItem, index: int, language: str) -> str:
    """お子さん 1"""
    return _("%(label)s %(number)d") % {"label": rows.item_label.in_language(language), "number": index + 1}


def page_faults(page: Page, read: PageRead, visible: Visible, context: Context) -> dict[str, Faults]:
    """Faults by input name in reading order; of a list, those of its rows first and of itself under its id."""
    shown = set(visible.item_ids.get(page.id, ()))
    faults: dict[str, Faults] = {}
    seen = replace(context, scope=visible.scope)
    for item in flatten(page.items):
        if item.id not in shown or isinstance(item, SilentItem):
            continue
        if isinstance(item, ListItem):
            faults |= _list_faults(item, read.counted(item), visible.rows.get(item.id, ()), seen)
        else:
            found = _item_faults(
                item, item.id, read.values.get(item.id), read.faults, seen, required=item.id in visible.required
            )
            if found:
                faults[item.id] = found
    return faults


def _item_faults(
    item: AskedItem, name: str, value: Any, faults: Mapping[str, Faults], context: Context, *, required: bool
) -> Faults:
    if item.id in faults:
        return faults[item.id]
    if value is not None:
        return field_type(item).check(item, value, name, context)
    return (field_type(item).missing(item, name, context),) if required else ()


def _list_faults(rows: ListItem, read: list[RowRead], visible: tuple[Row, ...], context: Context) -> dict[str, Faults]:
    faults: dict[str, Faults] = {}
    for row, seen in zip(read, visible, strict=False):  # rows beyond the greatest number have one fault together
        faults |= dict(_row_faults(rows, row, seen, context))
    label = {"label": rows.label.in_language(context.language), "min": rows.min, "max": rows.max}
    filled = sum(not row.is_blank for row in read)
    if len(read) > rows.max:
        message = _("「%(label)s」は%(max)d件までです。多い分を削除してください。") % label
        faults[rows.id] = (Fault(rows.id, message),)
    elif filled < rows.min and not faults:
        message = _("「%(label)s」を%(min)d件以上入力してください。") % label
        faults[rows.id] = (Fault(rows.id, message, missing=True),)
    return faults


def _row_faults(rows: ListItem, row: RowRead, seen: Row, context: Context) -> Iterator[tuple[str, Faults]]:
    in_row = replace(context, row=seen.scope)
    title = row_title(rows, row.index, context.language)
    for item in asked(rows.items):
        if item.id not in seen.item_ids:
            continue
        name = row_name(rows, row.index, item)
        found = _item_faults(item, name, row.values.get(item.id), row.faults, in_row, required=item.id in seen.required)
        if found:
            words = _("%(row)s：%(message)s")
            yield name, tuple(replace(one, message=words % {"row": title, "message": one.message}) for one in found)
