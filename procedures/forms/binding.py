"""A page of a form with answers or posted values: shown, submitted, or changed by a button.

All three go the same way: keep the names that the page knows → parse every item → put the values into the answers →
`visible_answers` says what is visible then → judge only that → specs. Since visibility is worked out in the order of
dependencies from values that were parsed before, one pass reaches the fixed point. No SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from procedures.definitions import Definition, Page, Visible, visible_answers
from procedures.definitions.items import AskedItem, ListItem
from procedures.forms.actions import Action, Add, Postcode, Remove, apply_to_data
from procedures.forms.fields.contract import Context, Fault, FormData, Spec
from procedures.forms.fields.registry import field_type
from procedures.forms.judging import page_faults
from procedures.forms.posted import RawData, asked, kept, lists, row_counts, shown, shown_rows, take
from procedures.forms.reading import PageRead, merged, read_page
from procedures.forms.sources import Known, known, suggested_value
from procedures.forms.specs import PageSpecs

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BoundPage:
    """A page ready to be shown, and what a POST of it means.

    `faults`: in reading order, for the error summary. `answers`: the whole new answers (those of other pages and of
    hidden items as they were, those of the page replaced; what is empty or faulty has none). `typed`: form values to
    store while the page is not valid. `focus`: the id of what a button changed. `judged`: whether faults were looked
    for.
    """

    page: Page
    specs: list[Spec]
    faults: tuple[Fault, ...]
    answers: dict[str, Any]
    typed: RawData
    judged: bool
    focus: str = ""

    @property
    def is_valid(self) -> bool:
        return self.judged and not self.faults


def bind(
    definition: Definition,
    page_id: str,
    *,
    answers: Answers,
    typed: FormData | None = None,
    facts: Mapping[str, Any] | None = None,
    today: date,
    language: str = "ja",
    held: Mapping[str, Any] | None = None,
    judge: bool = False,
) -> BoundPage:
    """A page to show: what was typed wins over answers. With `judge`, faults are shown too.

    `facts`: what rules and sources may read (`identity`, `evidence`, `profile`). `today`: date in Japan. `held`: slots
    that the applicant has booked already, by item. Raises KeyError for an unknown page.
    """
    form = _Form(definition, definition.page(page_id), answers, facts or {}, _context(today, language, held))
    data = form.suggested(shown(form.page, answers)) if not typed else form.completed(take(form.page, typed))
    return form.bound(data, judge=judge)


def submit(
    definition: Definition,
    page_id: str,
    *,
    answers: Answers,
    data: FormData,
    facts: Mapping[str, Any] | None = None,
    today: date,
    language: str = "ja",
    held: Mapping[str, Any] | None = None,
) -> BoundPage:
    """A page that was posted. Raises KeyError for an unknown page, and nothing for any `data`."""
    form = _Form(definition, definition.page(page_id), answers, facts or {}, _context(today, language, held))
    return form.bound(form.completed(take(form.page, data)), judge=True)


def apply_action(
    definition: Definition,
    page_id: str,
    *,
    answers: Answers,
    data: FormData,
    action: Action,
    facts: Mapping[str, Any] | None = None,
    today: date,
    language: str = "ja",
    held: Mapping[str, Any] | None = None,
) -> BoundPage:
    """The page after a button (a row, a postcode, candidates): nothing judged, nothing lost.

    An action on what the page does not have changes nothing.
    """
    form = _Form(definition, definition.page(page_id), answers, facts or {}, _context(today, language, held))
    taken = form.completed(take(form.page, data))
    changed, faults, focus = apply_to_data(form.page, taken, action, form.context)
    bound = form.bound(changed, judge=False, faults=faults)
    return replace(bound, focus=focus)


def _context(today: date, language: str, held: Mapping[str, Any] | None) -> Context:
    return Context(today, language, held=held or {})


@dataclass(frozen=True, slots=True)
class _Form:
    definition: Definition
    page: Page
    answers: Answers
    facts: Mapping[str, Any]
    context: Context

    def see(self, answers: Answers) -> Visible:
        return visible_answers(self.definition, answers, self.context.today, self.facts)

    def fixed(self) -> dict[str, Known]:
        """What the portal knows itself, by item id: it is not asked, and nothing posted replaces it."""
        if not self.facts:
            return {}
        found = ((item.id, known(item, self.facts, self.context)) for item in asked(self.page.items))
        return {item_id: one for item_id, one in found if one is not None}

    def suggested(self, data: RawData) -> RawData:
        """With values of the profile where nothing is answered yet."""
        for item in asked(self.page.items) if self.facts else ():
            value = suggested_value(item, self.facts, self.context) if self.answers.get(item.id) is None else None
            if value is not None:
                data |= field_type(item).show(item, value, item.id)
        return data

    def completed(self, data: RawData) -> RawData:
        """Posted values with the answers of items that were not on the page when it was sent.

        A browser sends every box and every chosen radio button that it shows. It sends nothing for unticked boxes and
        for lists without rows: those count as not shown only if they were hidden before.
        """
        before: Visible | None = None
        counts = row_counts(data)
        for item in (*asked(self.page.items), *lists(self.page)):
            answer = self.answers.get(item.id)
            if answer is None or _is_posted(item, data, counts):
                continue
            if isinstance(item, ListItem) or field_type(item).posts_nothing_when_empty:
                before = before or self.see(self.answers)
                if item.id in before.item_ids.get(self.page.id, ()):
                    continue
            data |= (
                shown_rows(item, answer) if isinstance(item, ListItem) else field_type(item).show(item, answer, item.id)
            )
        return data

    def bound(self, data: RawData, *, judge: bool, faults: tuple[Fault, ...] = ()) -> BoundPage:
        fixed = self.fixed()
        data |= {name: [text] for one in fixed.values() for name, text in one.locked.items()}
        read = read_page(self.page, data, self.context)
        for item_id, one in fixed.items():
            if one.value is not None:
                read.values[item_id] = one.value
                read.faults.pop(item_id, None)
        visible = self.see(merged(self.page, self.answers, read))
        found = page_faults(self.page, read, visible, self.context) if judge else {}
        for fault in faults:
            name = fault.id.removesuffix(f"-{fault.part}")
            found[name] = (*found.get(name, ()), fault)
        typed = kept(data)
        specs = PageSpecs(
            self.definition, self.page, read, visible, typed, found, fixed, self.facts, self.context
        ).build()
        return BoundPage(
            page=self.page,
            specs=specs,
            faults=tuple(fault for several in found.values() for fault in several if not fault.repeated),
            answers=self.new_answers(visible),
            typed=typed,
            judged=judge,
        )

    def new_answers(self, visible: Visible) -> dict[str, Any]:
        """The old answers, where the page shows an item the new one."""
        result = dict(self.answers)
        shown_now = set(visible.item_ids.get(self.page.id, ()))
        for item in (*asked(self.page.items), *lists(self.page)):
            if item.id not in shown_now:
                continue
            value = visible.answers.get(item.id)
            if isinstance(item, ListItem):
                value = [row for row in value or () if row]
            if value is None or (isinstance(item, ListItem) and not value):
                result.pop(item.id, None)
            else:
                result[item.id] = value
        return result


def _is_posted(item: AskedItem | ListItem, data: FormData, counts: Mapping[str, int]) -> bool:
    if isinstance(item, ListItem):
        return counts.get(item.id, 0) > 0
    return any(name in data for name in field_type(item).names(item, item.id))


__all__ = ["Add", "BoundPage", "PageRead", "Postcode", "Remove", "apply_action", "bind", "submit"]
