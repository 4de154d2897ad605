"""Answers as the check page, the copy and the comparison after a correction show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procedures.applications.bookings import held_slots
from procedures.applications.models import Application
from procedures.definitions import Definition
from procedures.forms.fields.registry import field_type
from procedures.forms.summary import Row, differences, leaves, summarise
from procedures.portal.desk import Desk


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page, as rows of summary_list."""

    title: str
    rows: list[dict[str, Any]]


def answer_sections(definition: Definition, answers: Mapping[str, Any], day: date) -> list[Section]:
    """`day`: the date in Japan on which they were given, so that the same pages are visible as then."""
    return [
        Section(section.title, [_shown(row) for row in leaves(section.rows)])
        for section in summarise(definition, answers, day)
        if section.rows
    ]


def booked_times(application: Application) -> list[dict[str, str]]:
    """Where an application has a place, for summary_list. One SQL statement; none for a procedure without slots."""
    items = application.version.definition.slots
    held = held_slots(application.pk) if items else {}
    return [
        {"label": str(item.label), "value": "\n".join(field_type(item).summarise(item, held[item.id]))}
        for item in items
        if item.id in held
    ]


def sections_to_check(desk: Desk) -> list[Section]:
    """With a link to change each answer, which leads back to the check page."""
    return [
        Section(
            section.title,
            [
                _shown(row) | ({"change_url": _change(desk, section.page_id, row)} if row.asked else {})
                for row in leaves(section.rows)
            ],
        )
        for section in summarise(desk.definition, desk.answers, desk.today)
        if section.rows
    ]


def _change(desk: Desk, page_id: str, row: Row) -> str:
    return f"{desk.address(page_id)}?from=check#{row.item_id}"


def difference_rows(desk: Desk, before: Mapping[str, Any]) -> list[dict[str, str]]:
    """What changed since the answers were sent: the question, the answer then, the answer now."""
    changed = differences(desk.definition, before, desk.answers, desk.today)
    nothing = _("（なし）")
    return [
        {
            "label": one.label,
            "before": "\n".join(one.before) or nothing,
            "after": "\n".join(one.after) or nothing,
        }
        for one in changed
    ]


def taken_from_card(desk: Desk) -> list[dict[str, str]]:
    """What had been typed otherwise than the card says, and is sent as the card says it."""
    before = desk.contents.answers
    known = {item: value for item, value in desk.answers.items() if item in before and before[item] != value}
    changed = differences(desk.definition, before, before | known, desk.today)
    return [{"label": one.label, "before": "\n".join(one.before), "after": "\n".join(one.after)} for one in changed]


def _shown(row: Row) -> dict[str, Any]:
    return {"label": row.label, "value": "\n".join(row.lines)}
