"""What is wrong with a page that was read, once it is known what is visible: form, bounds, rows, and checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import Page, Row, Visible, is_true
from procedures.definitions.items import AskedItem, Check, ListItem, SilentItem, flatten
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
    _add(faults, _check_faults(page.checks, shown, faults, "", seen))
    return faults


def _check_faults(
    checks: Sequence[Check], shown: Collection[str], faults: Collection[str], prefix: str, context: Context
) -> Iterator[tuple[str, Fault]]:
    """What is wrong between answers that are right in themselves: told at the first, repeated at the others."""
    for check in checks:
        names = [f"{prefix}{item_id}" for item_id in check.items if item_id in shown]
        if names and not any(_is_faulty(name, faults) for name in names) and is_true(context.bound(check.when)):
            message = check.message.in_language(context.language)
            for number, name in enumerate(names):
                yield name, Fault(name, message, repeated=number > 0)


def _is_faulty(name: str, faults: Collection[str]) -> bool:
    """Whether a field, or a row of a list of that name, has a fault."""
    return name in faults or any(other.startswith(f"{name}-") for other in faults)


def _add(faults: dict[str, Faults], found: Iterator[tuple[str, Fault]]) -> None:
    for name, fault in list(found):
        faults[name] = (*faults.get(name, ()), fault)


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
    found: dict[str, Faults] = {}
    for item in asked(rows.items):
        if item.id not in seen.item_ids:
            continue
        name = row_name(rows, row.index, item)
        wrong = _item_faults(item, name, row.values.get(item.id), row.faults, in_row, required=item.id in seen.required)
        if wrong:
            found[name] = wrong
    _add(found, _check_faults(rows.checks, seen.item_ids, found, f"{rows.id}-{row.index}-", in_row))
    title = row_title(rows, row.index, context.language)
    for name, several in found.items():
        words = _("%(row)s：%(message)s")
        yield name, tuple(replace(one, message=words % {"row": title, "message": one.message}) for one in several)
