"""An application's answers for a clerk: by section, with what a correction changed beside what it was."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procedures.applications.answers import read_answers
from procedures.applications.models import Application
from procedures.definitions import Definition
from procedures.forms.summary import Difference, Row, differences, summarise


@dataclass(frozen=True, slots=True)
class Answer:
    """`before` stands beside an answer that the last correction changed."""

    item_id: str
    label: str
    value: str
    before: str = ""
    changed: bool = False
    answered: bool = True


@dataclass(slots=True)
class AnswerSection:
    page_id: str
    title: str
    answers: list[Answer] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(answer.changed for answer in self.answers)


def answer_sections(application: Application, answers: dict[str, Any], today: date) -> list[AnswerSection]:
    """`answers`: as sent last. One SQL statement after a correction, for what was sent before it; none otherwise."""
    definition = application.version.definition
    changes: dict[tuple[str, str], Difference] = {}
    if application.answers_number > 1:
        before = read_answers(application, number=application.answers_number - 1)
        found = differences(definition, before, answers, today)
        changes = {(change.page_id, change.item_id): change for change in found}
    sections = []
    for section in summarise(definition, answers, today):
        rows = [_answer(row, changes.pop((section.page_id, row.item_id), None)) for row in _leaves(section.rows)]
        sections.append(AnswerSection(section.page_id, section.title, rows))
    _add_gone(sections, changes.values(), definition)
    return [section for section in sections if section.answers]


def _answer(row: Row, change: Difference | None) -> Answer:
    value = "\n".join(row.lines)
    if change is None:
        return Answer(row.item_id, row.label, value, answered=row.answered)
    return Answer(row.item_id, row.label, value, _lines(change.before), changed=True, answered=row.answered)


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines) or _("（質問なし）")


def _add_gone(sections: list[AnswerSection], gone: Iterable[Difference], definition: Definition) -> None:
    """What was answered before the correction and is not asked any more."""
    by_page = {section.page_id: section for section in sections}
    for change in gone:
        section = by_page.get(change.page_id)
        if section is None:
            section = AnswerSection(change.page_id, str(definition.page(change.page_id).title))
            by_page[change.page_id] = section
            sections.append(section)
        row = Answer(change.item_id, change.label, _lines(change.after), _lines(change.before), changed=True)
        section.answers.append(row)


def _leaves(rows: Sequence[Row], title: str = "") -> Iterator[Row]:
    """Rows of lists one by one, each label with the row it stands in."""
    for row in rows:
        if row.children:
            for child in row.children:
                yield from _leaves(child.children, child.label)
        else:
            label = _("%(row)s：%(label)s") % {"row": title, "label": row.label} if title else row.label
            yield Row(row.item_id, label, row.lines, answered=row.answered)


def item_choices(application: Application, today: date) -> list[dict[str, Any]]:
    """The questions that were answered, page by page, as choices of what a correction is about. One SQL statement.

    A question in a list stands for its whole list: the citizen mends rows together.
    """
    sections = summarise(application.version.definition, read_answers(application), today)
    return [
        {
            "id": section.page_id,
            "title": section.title,
            "choices": [{"value": row.item_id, "label": row.label} for row in section.rows],
        }
        for section in sections
        if section.rows
    ]
