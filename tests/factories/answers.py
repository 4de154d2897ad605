"""Valid form data and answers for any definition, of the day on which the tests take place."""

from __future__ import annotations

from datetime import date
from typing import Any

from procedures.definitions import Definition, Page, Visible, visible_answers
from procedures.forms.samples import FormValues, filled_page

TODAY = date(2026, 11, 24)


def walk(definition: Definition, *, today: date = TODAY) -> tuple[dict[str, FormValues], dict[str, Any]]:
    """Post every page that is visible, in order; form data by page, and the answers at the end.

    Raises AssertionError with the faults of the first page that is not valid.
    """
    answers: dict[str, Any] = {}
    posted: dict[str, FormValues] = {}
    for page in definition.pages:
        if page.id not in visible_answers(definition, answers, today).page_ids():
            continue
        bound, data = filled_page(definition, page.id, answers, today=today)
        assert bound.is_valid, [fault.message for fault in bound.faults]
        shown = visible_answers(definition, bound.answers, today)
        posted[page.id] = {name: values for name, values in data.items() if _is_shown(page, name, shown)}
        answers = bound.answers
    return posted, answers


def _is_shown(page: Page, name: str, shown: Visible) -> bool:
    """Whether a browser would send it: only what the page shows once the answers are given."""
    return name.split("-", maxsplit=1)[0] in shown.item_ids[page.id]


def valid_form_data(definition: Definition, *, today: date = TODAY) -> dict[str, FormValues]:
    """Form data by page id which, posted page by page, completes the form."""
    return walk(definition, today=today)[0]


def valid_answers(definition: Definition, *, today: date = TODAY) -> dict[str, Any]:
    """The normalised answers that come of `valid_form_data`."""
    return walk(definition, today=today)[1]
