"""Whether everything can be reached: pages, items with a condition, stages, fee lines, and rules about options.

For each target a search tries answers to the questions on which it depends, the way a citizen could give them: answers
of hidden questions count for nothing, bounds are kept, required questions of earlier pages are answered, and whoever is
not eligible is stopped. Where the values tried stand for all there are, finding nothing is a proof and an error;
otherwise, and where the search hits its limit, it is a warning. The work is bounded, whatever the document.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import prod
from typing import Any, Literal, NamedTuple

from procedures.definitions.checks.domains import Domain, domain_of
from procedures.definitions.definition import Definition
from procedures.definitions.dependencies import ItemNode, OrderedNode, PageNode, ValueNode
from procedures.definitions.evaluator import evaluate, is_true
from procedures.definitions.items import ChoiceItem, ListItem, SilentItem
from procedures.definitions.places import placed_items, placed_rules
from procedures.definitions.problems import Problem, problem
from procedures.definitions.rule_values import typed_value
from procedures.definitions.rule_words import rule_in_words
from procedures.definitions.rules import Call, Const, Rule, walk

TRIES = 3000
"""Combinations tried for one target."""

WORK = 600_000
"""Rules' parts evaluated for one definition: about half a second."""

DAY = date(2026, 6, 15)
"""A fixed day stands for today, so that a document is right or wrong whenever it is looked at."""

Outcome = Literal["reached", "never", "unproven", "too_large"]


class Target(NamedTuple):
    """What is to be reached: `rule` true and everything in `around` shown. `page`: the index of its page."""

    place: str
    rule: Rule
    around: tuple[str, ...]
    page: int
    kind: Literal["shown", "stage", "fee"]


class Finding(NamedTuple):
    target: Target
    outcome: Outcome
    against: tuple[str, ...]


def findings(definition: Definition) -> tuple[Finding, ...]:
    """What the search found for every target that has a condition."""
    if definition.order.cycles:
        return ()
    search = _Search(definition)
    return tuple(search.find(target) for target in _targets(definition))


def reach_problems(definition: Definition, found: Sequence[Finding], reported: Container[str]) -> Iterator[Problem]:
    """Errors: proven never to be reached. `reported`: places that have a problem already."""
    codes = {"shown": "never_reached", "stage": "stage_never_reached"}
    for one in found:
        if one.outcome == "never" and one.target.kind in codes and one.target.place not in reported:
            yield problem(one.target.place, codes[one.target.kind], rules=_report(definition, one))


def _report(definition: Definition, found: Finding) -> str:
    """The rules that stand against one another, in words, with their places."""
    rules = {placed.place: placed.rule for placed in placed_rules(definition)}
    places = [found.target.place, *found.against][:6]
    return "、".join(f"{rule_in_words(rules[place], definition)}（{place}）" for place in places if place in rules)


def reach_warnings(definition: Definition, found: Sequence[Finding]) -> Iterator[Problem]:
    for one in found:
        if one.outcome == "unproven":
            yield problem(one.target.place, "reach_unproven")
        elif one.outcome == "too_large":
            yield problem(one.target.place, "reach_too_large", limit=TRIES)
        elif one.outcome == "never" and one.target.kind == "fee":
            yield problem(one.target.place, "fee_never")
    yield from _option_warnings(definition, found)


def _option_warnings(definition: Definition, found: Sequence[Finding]) -> Iterator[Problem]:
    """Options that conditions name, of which none can hold."""
    named: dict[tuple[str, str], set[bool]] = {}
    for one in found:
        rule = one.target.rule
        constants = {node.value for node in walk(rule.node) if isinstance(node, Const) and isinstance(node.value, str)}
        for name in rule.variables:
            for value in constants:
                named.setdefault((name, value), set()).add(one.outcome != "never")
    for placed in placed_items(definition):
        if not isinstance(placed.item, ChoiceItem) or placed.rows is not None:
            continue
        for index, option in enumerate(placed.item.options):
            if named.get((placed.item.id, option.value)) == {False}:
                yield problem(f"{placed.place}/options/{index}", "option_never", name=option.value)


def _targets(definition: Definition) -> Iterator[Target]:
    pages = {page.id: index for index, page in enumerate(definition.pages)}
    places = {placed.item.id: placed.place for placed in placed_items(definition)}
    for node in definition.order.nodes:
        if isinstance(node, PageNode) and node.page.when:
            index = pages[node.page.id]
            yield Target(f"/pages/{index}/when", node.page.when, (_key(node),), index, "shown")
        elif isinstance(node, ItemNode) and node.item.when:
            around = (f"page:{node.page_id}", _key(node))
            yield Target(f"{places[node.item.id]}/when", node.item.when, around, pages[node.page_id], "shown")
    last = len(definition.pages)
    for index, stage in enumerate(definition.workflow.stages):
        if stage.when:
            yield Target(f"/workflow/stages/{index}/when", stage.when, (), last, "stage")
    for index, line in enumerate(definition.fees.lines):
        if line.when:
            yield Target(f"/fees/lines/{index}/when", line.when, (), last, "fee")


@dataclass(slots=True)
class _Closure:
    """What a target depends on: nodes in order, rules with their places, and what is to be answered.

    `around`: keys of the page, group and item that must be shown. `stops`: rules of eligibility asked before.
    `foreign`: something counts that no answer decides (registers, sign-in, the calendar).
    """

    around: tuple[str, ...] = ()
    nodes: list[OrderedNode] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    stops: list[Rule] = field(default_factory=list)
    items: list[ItemNode] = field(default_factory=list)
    foreign: bool = False


class _Search:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.left = WORK
        self.pages = {page.id: index for index, page in enumerate(definition.pages)}
        self.places = {placed.item.id: placed.place for placed in placed_items(definition)}
        self.values = {value.id: index for index, value in enumerate(definition.values)}
        self.by_key = {_key(node): node for node in definition.order.nodes}

    def find(self, target: Target) -> Finding:
        closure = self.closure(target)
        against = tuple(place for place in closure.rules if place != target.place)
        domains = [self.domain(node, closure, target) for node in closure.items]
        size = prod(len(domain.values) for domain in domains)
        cost = sum(sum(1 for _ in walk(rule.node)) for rule in closure.rules.values()) + len(closure.nodes) + 1
        tries = min(size, TRIES, self.left // cost)
        step = 1 if tries == size else max(size // max(tries, 1), 1) | 1
        for number in range(tries):
            self.left -= cost
            if self.holds(target, closure, _combination(closure.items, domains, number * step % size)):
                return Finding(target, "reached", against)
        if tries < size:
            return Finding(target, "too_large", against)
        proven = all(domain.complete for domain in domains) and not closure.foreign
        return Finding(target, "never" if proven else "unproven", against)

    def closure(self, target: Target) -> _Closure:
        closure = _Closure(around=target.around, rules={target.place: target.rule})
        wanted: set[str] = set()
        pending = [*target.rule.variables, *target.around]
        while pending:
            name = pending.pop()
            node = self.by_key.get(name) or self.by_key.get(f"item:{name}") or self.by_key.get(f"value:{name}")
            if node is None:
                closure.foreign = True
            elif _key(node) not in wanted:
                wanted.add(_key(node))
                for place, rule in self.rules_of(node):
                    closure.rules[place] = rule
                    pending += rule.variables
                if isinstance(node, ItemNode):
                    pending += [f"page:{node.page_id}", *([f"item:{node.group_id}"] if node.group_id else [])]
        closure.nodes = [node for key, node in self.by_key.items() if key in wanted]
        closure.items = [
            node for node in closure.nodes if isinstance(node, ItemNode) and not isinstance(node.item, SilentItem)
        ]
        self.add_stops(closure, target)
        closure.foreign |= any(_asks_calendar(rule) for rule in closure.rules.values())
        return closure

    def add_stops(self, closure: _Closure, target: Target) -> None:
        """Rules of eligibility that are asked of pages before the target's."""
        before = {node.item.id for node in closure.items if self.pages[node.page_id] < target.page}
        for index, stop in enumerate(self.definition.eligibility):
            if stop.when.variables and stop.when.variables <= before:
                closure.rules[f"/eligibility/{index}/when"] = stop.when
                closure.stops.append(stop.when)

    def rules_of(self, node: OrderedNode) -> Iterator[tuple[str, Rule]]:
        if isinstance(node, ValueNode):
            yield f"/values/{self.values[node.value.id]}/value", node.value.value
        elif isinstance(node, PageNode) and node.page.when:
            yield f"/pages/{self.pages[node.page.id]}/when", node.page.when
        elif isinstance(node, ItemNode) and node.item.when:
            yield f"{self.places[node.item.id]}/when", node.item.when

    def domain(self, node: ItemNode, closure: _Closure, target: Target) -> Domain:
        found = domain_of(node.item, list(closure.rules.values()), DAY)
        earlier = self.pages[node.page_id] < target.page
        required = not isinstance(node.item, SilentItem | ListItem) and node.item.required == Rule.TRUE
        return found if earlier and required and found.values else Domain((*found.values, None), found.complete)

    def holds(self, target: Target, closure: _Closure, values: Mapping[str, Any]) -> bool:
        scope: dict[str, Any] = {}
        shown: set[str] = set()
        for node in closure.nodes:
            if isinstance(node, ValueNode):
                result = typed_value(node.value.type, evaluate(node.value.value, scope, today=DAY))
                if result is not None:
                    scope[node.value.id] = result
                continue
            if isinstance(node, ItemNode) and not _stands(node, shown):
                continue
            when = node.page.when if isinstance(node, PageNode) else node.item.when
            if when is None or _holds(when, scope):
                shown.add(_key(node))
                if isinstance(node, ItemNode) and values.get(node.item.id) is not None:
                    scope[node.item.id] = values[node.item.id]
        reached = shown.issuperset(closure.around) and _holds(target.rule, scope)
        return reached and not any(_holds(stop, scope) for stop in closure.stops)


def _holds(rule: Rule, scope: Mapping[str, Any]) -> bool:
    return is_true(evaluate(rule, scope, today=DAY))


def _asks_calendar(rule: Rule) -> bool:
    calendar = {"today", "age_on", "fiscal_year", "business_days_after"}
    return any(isinstance(node, Call) and node.operator in calendar for node in walk(rule.node))


def _key(node: OrderedNode) -> str:
    if isinstance(node, PageNode):
        return f"page:{node.page.id}"
    return f"value:{node.value.id}" if isinstance(node, ValueNode) else f"item:{node.item.id}"


def _stands(node: ItemNode, shown: set[str]) -> bool:
    """Whether what is around an item is shown."""
    return f"page:{node.page_id}" in shown and (not node.group_id or f"item:{node.group_id}" in shown)


def _combination(items: Sequence[ItemNode], domains: Sequence[Domain], number: int) -> dict[str, Any]:
    """The values of one combination out of all, by its number."""
    values: dict[str, Any] = {}
    for node, domain in zip(items, domains, strict=True):
        number, place = divmod(number, len(domain.values))
        values[node.item.id] = domain.values[place]
    return values
