"""Answers as people read them: for the check page, the clerk, PDFs, and the differences after a correction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import Definition, Page, Visible, visible_answers
from procedures.definitions import Row as VisibleRow
from procedures.definitions.items import GroupItem, Item, ListItem, RegisterFactsItem, ResultItem, TextBlockItem
from procedures.forms.fields.registry import field_type
from procedures.forms.fields.shown import known_facts, written
from procedures.forms.judging import row_title
from procedures.forms.specs import result_of


@dataclass(frozen=True, slots=True)
class Row:
    """A question and its answer. A list has a child for each of its rows, and that one a child for each answer.

    `item_id`: in rows of lists the path `children-0-child_name`. `answered`: False where `lines` says 「記入なし」.
    `asked`: False for what was worked out or looked up, which nobody can change.
    """

    item_id: str
    label: str
    lines: tuple[str, ...]
    children: tuple[Row, ...] = ()
    answered: bool = True
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one page; pages on which nothing is asked have none."""

    page_id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that changed; no lines on a side where the question was not asked."""

    page_id: str
    item_id: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def summarise(
    definition: Definition,
    answers: Mapping[str, Any],
    today: date,
    facts: Mapping[str, Any] | None = None,
    language: str = "ja",
) -> tuple[Section, ...]:
    """Every visible question with its answer, page by page. `today`: date in Japan."""
    visible = visible_answers(definition, answers, today, facts)
    reader = _Reader(definition, visible, facts or {}, language)
    return tuple(Section(page.id, page.title.in_language(language), tuple(reader.rows(page))) for page in visible.pages)


def differences(
    definition: Definition,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    today: date,
    facts: Mapping[str, Any] | None = None,
    language: str = "ja",
) -> tuple[Difference, ...]:
    """What changed between two sets of answers, in the order of the pages; rows of lists by their number."""
    old = _flat(summarise(definition, before, today, facts, language))
    new = _flat(summarise(definition, after, today, facts, language))
    found: list[Difference] = []
    for page_id, item_id in _in_order(old, new):
        was, now = old.get((page_id, item_id)), new.get((page_id, item_id))
        known = now or was
        nobody_answered = not (was and was.answered) and not (now and now.answered)
        if known is None or nobody_answered or (was and now and was.lines == now.lines):
            continue
        found.append(Difference(page_id, item_id, known.label, was.lines if was else (), now.lines if now else ()))
    return tuple(found)


Key = tuple[str, str]


def _flat(sections: Sequence[Section]) -> dict[Key, Row]:
    return {(section.page_id, row.item_id): row for section in sections for row in leaves(section.rows)}


def leaves(rows: Sequence[Row], title: str = "") -> Iterator[Row]:
    """Every answer as a row of its own; of a list, its rows one after the other, with the row's title in the label."""
    for row in rows:
        label = _("%(row)s：%(label)s") % {"row": title, "label": row.label} if title else row.label
        if row.children:
            for child in row.children:
                yield from leaves(child.children, child.label)
        else:
            yield replace(row, label=label)


def _in_order(old: Mapping[Key, Row], new: Mapping[Key, Row]) -> list[Key]:
    """The order of the new answers, each question that is gone behind the one that it followed."""
    order = list(new)
    place = -1
    for key in old:
        if key in new:
            place = order.index(key)
        else:
            place += 1
            order.insert(place, key)
    return order


@dataclass(frozen=True, slots=True)
class _Reader:
    definition: Definition
    visible: Visible
    facts: Mapping[str, Any]
    language: str

    def rows(self, page: Page) -> Iterator[Row]:
        shown = set(self.visible.item_ids[page.id])
        for item, label in _labelled(page.items, self.language):
            if item.id not in shown:
                continue
            if isinstance(item, ListItem):
                yield self.list_row(item, label)
            elif isinstance(item, RegisterFactsItem):
                yield from self.fact_rows(item, label)
            else:
                yield self.row(item, item.id, label, self.visible.answers.get(item.id))

    def row(self, item: Item, name: str, label: str, answer: Any, row: VisibleRow | None = None) -> Row:
        if isinstance(item, ResultItem):
            kind, value = result_of(self.definition, item, self.visible, row)
            text = written(kind, value, item.unit, self.language)
            return Row(name, label, (text or _("（計算できません）"),), answered=bool(text), asked=False)
        if answer is None or isinstance(item, GroupItem | ListItem | TextBlockItem | RegisterFactsItem):
            return Row(name, label, (_("（記入なし）"),), answered=False)
        return Row(name, label, field_type(item).summarise(item, answer, self.language))

    def fact_rows(self, item: RegisterFactsItem, label: str) -> Iterator[Row]:
        """What the registers said, where it is known."""
        for fact, text in known_facts(item, self.facts, self.language):
            words = {"group": label, "label": fact.label.in_language(self.language)}
            yield Row(item.id, _("%(group)s：%(label)s") % words, (text,), asked=False)

    def list_row(self, rows: ListItem, label: str) -> Row:
        visible = self.visible.rows.get(rows.id, ())
        if not visible:
            return Row(rows.id, label, (_("（記入なし）"),), answered=False)
        children = tuple(
            Row(f"{rows.id}-{index}", row_title(rows, index, self.language), (), tuple(self.in_row(rows, index, row)))
            for index, row in enumerate(visible)
        )
        return Row(rows.id, label, (_("%(count)d件") % {"count": len(children)},), children)

    def in_row(self, rows: ListItem, index: int, row: VisibleRow) -> Iterator[Row]:
        for item, label in _labelled(rows.items, self.language):
            if item.id in row.item_ids:
                yield self.row(item, f"{rows.id}-{index}-{item.id}", label, row.answers.get(item.id), row)


def _labelled(items: Sequence[Item], language: str) -> Iterator[tuple[Item, str]]:
    """What is asked or worked out, with the heading of its group before its label."""
    for item in items:
        if isinstance(item, TextBlockItem):
            continue
        label = item.label.in_language(language)
        if isinstance(item, GroupItem):
            for member, member_label in _labelled(item.items, language):
                yield member, _("%(group)s：%(label)s") % {"group": label, "label": member_label}
        else:
            yield item, label
