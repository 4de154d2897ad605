"""All answers judged at once: what is asked before submitting, whatever an old draft or another door let in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import Definition, Page, Visible, visible_answers
from procedures.definitions.items import AskedItem
from procedures.forms.fields.contract import Context, Fault
from procedures.forms.fields.registry import field_type
from procedures.forms.judging import page_faults
from procedures.forms.posted import asked, lists, row_name, shown
from procedures.forms.reading import Faults, PageRead, read_page, read_rows


def faults_of(
    definition: Definition,
    answers: Mapping[str, Any],
    today: date,
    facts: Mapping[str, Any] | None = None,
    language: str = "ja",
) -> dict[str, tuple[Fault, ...]]:
    """What stands against submitting these answers, by page id in order; empty when nothing does.

    Every visible answer is shown and read again as if it were posted, so that only what the page itself would accept
    passes. `today`: date in Japan.
    """
    visible = visible_answers(definition, answers, today, facts)
    found = {page.id: faults_of_page(page, visible, Context(today, language)) for page in visible.pages}
    return {page_id: faults for page_id, faults in found.items() if faults}


def faults_of_page(page: Page, visible: Visible, context: Context) -> tuple[Fault, ...]:
    """As `faults_of`, of one page, when it is known already what is visible."""
    found = _page(page, visible, context)
    return tuple(fault for several in found.values() for fault in several if not fault.repeated)


def _page(page: Page, visible: Visible, context: Context) -> dict[str, Faults]:
    data = shown(page, visible.answers)
    read = read_page(page, data, context)
    read.blank_rows_count = True
    for rows in lists(page):
        answer = visible.answers.get(rows.id, ())
        read.rows[rows.id] = read_rows(rows, data, len(answer), context)
    _compare(page, read, visible.answers, context)
    return page_faults(page, read, visible, context)


def _compare(page: Page, read: PageRead, answers: Mapping[str, Any], context: Context) -> None:
    """An answer that comes back as another one was never accepted by its field."""
    for item in asked(page.items):
        _compare_item(item, item.id, answers.get(item.id), read.values, read.faults, context)
    for rows in lists(page):
        given = answers.get(rows.id, ())
        for row, answer in zip(read.rows[rows.id], given, strict=False):
            for item in asked(rows.items):
                name = row_name(rows, row.index, item)
                _compare_item(item, name, answer.get(item.id), row.values, row.faults, context)


def _compare_item(
    item: AskedItem, name: str, answer: Any, values: dict[str, Any], faults: dict[str, Faults], context: Context
) -> None:
    if answer is None or item.id in faults or values.get(item.id) == answer:
        return
    values.pop(item.id, None)
    message = _("「%(label)s」を読み取れません。もう一度入力してください。") % {"label": context.label(item)}
    faults[item.id] = (Fault(field_type(item).names(item, name)[0], message),)
