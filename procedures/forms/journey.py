"""Which pages a citizen goes through, worked out from the answers each time; there is no stored cursor.

So the back button, a changed answer and a second tab need no repair: the next page is always the right one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Any, Literal

from procedures.definitions import Applicant, Definition, Page, Visible, evaluate, is_true, visible_answers
from procedures.definitions.sections import Eligibility
from procedures.forms.completeness import faults_of_page
from procedures.forms.fields.contract import Context, Fault

State = Literal["todo", "done", "faulty"]


class Journey:
    """The way through a form. Made for one request; reads once what it is asked for, and judges no page unasked.

    `faults`: what stands against pages, by page id, when it is known already (of pages with stored typed values, for
    instance); it is added to what the answers themselves say. `today`: date in Japan.
    """

    def __init__(
        self,
        definition: Definition,
        answers: Mapping[str, Any],
        today: date,
        faults: Mapping[str, tuple[Fault, ...]] | None = None,
        *,
        facts: Mapping[str, Any] | None = None,
        language: str = "ja",
        held: Mapping[str, Any] | None = None,
    ) -> None:
        self.definition = definition
        self.today = today
        self._given = answers
        self._known = faults or {}
        self._facts = facts
        self._language = language
        self._held = held or {}
        self._judged: dict[str, tuple[Fault, ...]] = {}

    @cached_property
    def visible(self) -> Visible:
        return visible_answers(self.definition, self._given, self.today, self._facts)

    @property
    def answers(self) -> Mapping[str, Any]:
        """Answers of visible items only: what is submitted."""
        return self.visible.answers

    @property
    def applicant(self) -> Applicant:
        """Who applies, as far as it is answered in what is visible."""
        return self.definition.applicant.among(self.answers)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that are visible, in order."""
        return self.visible.pages

    @property
    def faults(self) -> Mapping[str, tuple[Fault, ...]]:
        """What stands against submitting, by page id; pages without faults are not in it."""
        found = {page.id: self._faults(page) for page in self.pages}
        return {page_id: faults for page_id, faults in found.items() if faults}

    def _faults(self, page: Page) -> tuple[Fault, ...]:
        if page.id not in self._judged:
            known = self._known.get(page.id)
            context = Context(self.today, self._language, held=self._held)
            self._judged[page.id] = known or faults_of_page(page, self.visible, context)
        return self._judged[page.id]

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        return self.visible.page_ids()

    def has(self, page_id: str) -> bool:
        """Whether the page is visible."""
        return page_id in self._ids

    def state(self, page_id: str) -> State:
        """done: nothing is wrong. todo: something is still to be answered. faulty: something answered is wrong."""
        faults = self.faults.get(page_id, ())
        if not faults:
            return "done"
        return "todo" if all(fault.missing for fault in faults) else "faulty"

    def is_faulty(self, page_id: str) -> bool:
        """Whether something that was answered on a visible page is wrong, or not to be had any more."""
        return any(page.id == page_id and any(not one.missing for one in self._faults(page)) for page in self.pages)

    def position(self, page_id: str | None) -> tuple[int, int]:
        """(k, n): the k-th of n steps; the check page (None) is the last. Raises ValueError for a hidden page."""
        steps = len(self._ids) + 1
        return (steps if page_id is None else self._ids.index(page_id) + 1, steps)

    def next_after(self, page_id: str) -> str | None:
        """The page that follows; None means the check page. After a hidden page, the first visible one behind it."""
        return next((later for later in self._order_after(page_id) if later in self._ids), None)

    def before(self, page_id: str | None) -> str | None:
        """The page that precedes (of the check page, None: the last page); None before the first."""
        if page_id is None:
            return self._ids[-1] if self._ids else None
        order = [page.id for page in self.definition.pages]
        earlier = order[: order.index(page_id)] if page_id in order else []
        return next((one for one in reversed(earlier) if one in self._ids), None)

    def _order_after(self, page_id: str) -> list[str]:
        order = [page.id for page in self.definition.pages]
        return order[order.index(page_id) + 1 :] if page_id in order else order

    def first_incomplete(self) -> str | None:
        """The first page that is not done; None when all are."""
        return next((page.id for page in self.pages if self._faults(page)), None)

    def may_visit(self, page_id: str) -> bool:
        """Whether the page is visible and all before it are done: the one guard against guessed addresses."""
        before = takewhile(lambda page: page.id != page_id, self.pages)
        return self.has(page_id) and not any(self._faults(page) for page in before)

    @cached_property
    def stopped(self) -> Eligibility | None:
        """The first rule of eligibility that holds for the answers so far; its message says where to turn."""
        rules = self.definition.eligibility
        scope = self.visible.scope if rules else {}
        return next((rule for rule in rules if is_true(evaluate(rule.when, scope, today=self.today))), None)

    @property
    def complete(self) -> bool:
        """Whether the answers can be submitted."""
        return self.first_incomplete() is None
