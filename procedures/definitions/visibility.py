"""What a citizen sees for given answers: which pages, which items, which rows, and what then must be answered.

Rules see only the answers of items that are themselves visible; an invisible item has no value. The same function
serves pages, checks, fees, exports and PDFs, so that what is shown is what is validated. Linear in items and rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from procedures.definitions.dependencies import ItemNode, PageNode, ValueNode
from procedures.definitions.evaluator import evaluate, evaluate_row, is_true
from procedures.definitions.items import GroupItem, Item, ListItem, ResultItem, SilentItem, flatten
from procedures.definitions.rule_values import rule_value, typed_value

if TYPE_CHECKING:
    from procedures.definitions.definition import Definition, Page
    from procedures.definitions.rules import Rule
    from procedures.definitions.sections import ComputedValue

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: what of it is visible, what must be answered, and its visible answers.

    `scope`: the row as rules see it, `results` among it: what its formulas gave, by item id.
    """

    item_ids: tuple[str, ...]
    required: frozenset[str]
    answers: Answers
    scope: Mapping[str, Any] = field(default_factory=dict, compare=False)
    results: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Visible:
    """What is visible, and what of the answers counts.

    `item_ids`: by page id, in reading order, groups before their members; items of rows are in `rows` instead.
    `answers`: answers of visible items only, as they were given. `scope`: what rules see (options as their values,
    consents as booleans, computed values too). `required`: ids that must be answered.
    """

    pages: tuple[Page, ...]
    item_ids: Mapping[str, tuple[str, ...]]
    answers: Answers
    scope: Mapping[str, Any]
    required: frozenset[str]
    rows: Mapping[str, tuple[Row, ...]]
    values: Mapping[str, Any]

    def page_ids(self) -> tuple[str, ...]:
        return tuple(page.id for page in self.pages)


def visible_answers(
    definition: Definition, answers: Answers, today: date, facts: Mapping[str, Any] | None = None
) -> Visible:
    """Work out what is visible.

    `answers`: normalised, by item id (a list: rows by item id); unknown ids are ignored. `facts`: what rules may read
    besides, under `identity` and `evidence`. `today`: date in Japan.
    """
    return _Walk(definition, answers, today, facts or {}).run()


def visible_row(rows: ListItem, row: Answers, scope: Mapping[str, Any], today: date) -> Row:
    """What is visible of one row; an empty mapping gives what an untouched new row shows."""
    item_ids: list[str] = []
    kept: dict[str, Any] = {}
    results: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    hidden_groups: set[str] = set()
    for item, group_id in _with_groups(rows.items):
        if group_id in hidden_groups or not _holds_in_row(item.when, scope, seen, today):
            if isinstance(item, GroupItem):
                hidden_groups.add(item.id)
            continue
        item_ids.append(item.id)
        if isinstance(item, ResultItem):
            result = item.formula and typed_value(item.format, evaluate_row(item.formula, scope, seen, today=today))
            if result is not None:
                results[item.id] = seen[item.id] = result
        elif row.get(item.id) is not None:
            kept[item.id] = row[item.id]
            seen[item.id] = rule_value(item, row[item.id])
    required = frozenset(
        item.id
        for item in rows.fields
        if item.id in item_ids
        and not isinstance(item, SilentItem | ListItem)
        and is_true(evaluate_row(item.required, scope, seen, today=today))
    )
    return Row(tuple(item_ids), required, MappingProxyType(kept), MappingProxyType(seen), MappingProxyType(results))


@dataclass(slots=True)
class _Walk:
    definition: Definition
    given: Answers
    today: date
    facts: Mapping[str, Any]
    scope: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)
    visible_pages: set[str] = field(default_factory=set)
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def run(self) -> Visible:
        for name in ("identity", "evidence"):  # as known now, or as sealed with the answers when they were sent
            known = self.facts.get(name, self.given.get(name))
            if known is not None:
                self.scope[name] = known
        for node in self.definition.order.nodes:
            if isinstance(node, PageNode):
                if self.holds(node.page.when):
                    self.visible_pages.add(node.page.id)
            elif isinstance(node, ItemNode):
                self.see_item(node)
            elif isinstance(node, ValueNode):
                self.work_out(node.value)
        pages = tuple(page for page in self.definition.pages if page.id in self.visible_pages)
        item_ids = {
            page.id: tuple(item.id for item in flatten(page.items) if item.id in self.visible) for page in pages
        }
        return Visible(
            pages=pages,
            item_ids=MappingProxyType(item_ids),
            answers=MappingProxyType(self.answers),
            scope=MappingProxyType(self.scope),
            required=self.required(pages),
            rows=MappingProxyType(self.rows),
            values=MappingProxyType(self.values),
        )

    def holds(self, when: Rule | None) -> bool:
        return when is None or is_true(evaluate(when, self.scope, today=self.today))

    def see_item(self, node: ItemNode) -> None:
        item = node.item
        if node.page_id not in self.visible_pages or (node.group_id and node.group_id not in self.visible):
            return
        if not self.holds(item.when):
            return
        self.visible.add(item.id)
        answer = self.given.get(item.id)
        if isinstance(item, ListItem):
            self.see_rows(item, answer)
        elif answer is not None and not isinstance(item, SilentItem):
            self.answers[item.id] = answer
            self.scope[item.id] = rule_value(item, answer)

    def see_rows(self, item: ListItem, answer: Any) -> None:
        given: Sequence[Any] = answer if isinstance(answer, list | tuple) else ()
        rows = tuple(
            visible_row(item, row, self.scope, self.today) for row in given[: item.max] if isinstance(row, Mapping)
        )
        self.rows[item.id] = rows
        if rows:
            self.answers[item.id] = [dict(row.answers) for row in rows]
            self.scope[item.id] = [row.scope for row in rows]

    def work_out(self, value: ComputedValue) -> None:
        result = typed_value(value.type, evaluate(value.value, self.scope, today=self.today))
        self.values[value.id] = result
        if result is not None:
            self.scope[value.id] = result

    def required(self, pages: Sequence[Page]) -> frozenset[str]:
        """Asked last, when everything a rule may name is known. A list is required where it must have a row."""
        found: set[str] = set()
        for page in pages:
            for item in flatten(page.items):
                if item.id not in self.visible or isinstance(item, SilentItem):
                    continue
                if isinstance(item, ListItem):
                    must = item.min > 0
                else:
                    must = is_true(evaluate(item.required, self.scope, today=self.today))
                if must:
                    found.add(item.id)
        return frozenset(found)


def _holds_in_row(when: Rule | None, scope: Mapping[str, Any], seen: Mapping[str, Any], today: date) -> bool:
    return when is None or is_true(evaluate_row(when, scope, seen, today=today))


def _with_groups(items: Sequence[Item]) -> list[tuple[Item, str | None]]:
    pairs: list[tuple[Item, str | None]] = []
    for item in items:
        pairs.append((item, None))
        if isinstance(item, GroupItem):
            pairs.extend((member, item.id) for member in item.items)
    return pairs
