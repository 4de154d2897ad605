"""Rules: right types, known names, no cycle, and nothing that can never be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from procedures.definitions.definition import Definition
from procedures.definitions.evaluator import evaluate, is_true
from procedures.definitions.item_types import IDENTITY, VALUE_TYPES, RuleType, evidence_type, row_type, type_of_item
from procedures.definitions.places import PlacedRule, placed_items, placed_rules
from procedures.definitions.problems import Problem, problem
from procedures.definitions.rule_types import check_rule
from procedures.definitions.rules import Call, Const, ListOf, Node, Rule, Var, walk


def rule_problems(definition: Definition) -> Iterator[Problem]:
    names = _names(definition)
    for placed in placed_rules(definition):
        yield from _type_problems(placed, names)
    for cycle in definition.order.cycles:
        steps = [key.partition(":")[2] for key in cycle]
        yield problem(_place_of(definition, cycle[0]), "rule_cycle", names=" → ".join([*steps, steps[0]]))
    for placed in placed_rules(definition):
        if placed.place.endswith("/when") and never_true(placed.rule):
            if "/checks/" in placed.place:
                yield problem(placed.place, "check_never")
            elif placed.place.startswith("/workflow"):
                yield problem(placed.place, "stage_never")
            elif placed.place.startswith("/pages"):
                yield problem(placed.place, "never_shown")


def _names(definition: Definition) -> Mapping[str, RuleType]:
    """Every name that rules at the top level may use. Items of rows are reached through their list only."""
    top = {item.id: found for item in definition.items() if (found := type_of_item(item)) is not None}
    for item in definition.items():
        if definition.list_of(item.id) is not None:
            top.pop(item.id, None)
    return {
        **top,
        **{value.id: VALUE_TYPES[value.type] for value in definition.values},
        "identity": IDENTITY,
        "evidence": evidence_type({part.id: part.claims for part in definition.evidence}),
    }


def _type_problems(placed: PlacedRule, names: Mapping[str, RuleType]) -> Iterator[Problem]:
    row = None
    if placed.rows is not None:
        later = {item.id for item in placed.rows.fields} - {item.id for item in placed.earlier}
        if placed.place.endswith(("/when", "/formula")):
            named = sorted(name for name in _row_names(placed.rule) if name in later)
            for name in named:
                yield problem(placed.place, "rule_later_in_row", name=name)
            if named:
                return
        row = row_type(placed.rows.fields)
    for finding in check_rule(placed.rule.node, names, row=row, expected=placed.expected):
        yield problem(placed.place, finding.code, **finding.context)


def _row_names(rule: Rule) -> set[str]:
    return {
        node.path[1]
        for node in walk(rule.node)
        if isinstance(node, Var) and node.path[0] == "item" and len(node.path) > 1
    }


def _place_of(definition: Definition, key: str) -> str:
    kind, _, name = key.partition(":")
    if kind == "page":
        return next(f"/pages/{index}/when" for index, page in enumerate(definition.pages) if page.id == name)
    if kind == "value":
        return next(f"/values/{index}/value" for index, value in enumerate(definition.values) if value.id == name)
    return next(f"{placed.place}/when" for placed in placed_items(definition) if placed.item.id == name)


def never_true(rule: Rule) -> bool:
    """Whether no answers can make a condition true, as far as constants and contradicting equalities tell."""
    return _never(rule.node)


def _never(node: Node) -> bool:
    if _is_fixed(node):
        return not is_true(evaluate(Rule(node), {}, today=date.min))
    if not isinstance(node, Call):
        return False
    if node.operator == "and":
        return any(_never(part) for part in node.arguments) or _contradicts(node)
    if node.operator == "or":
        return all(_never(part) for part in node.arguments)
    if node.operator == "in":
        hay = node.arguments[1]
        return isinstance(hay, ListOf) and not hay.parts
    return False


def _is_fixed(node: Node) -> bool:
    """Whether a rule reads neither answers nor the calendar."""
    calendar = {"today", "age_on", "fiscal_year"}
    return not any(
        isinstance(part, Var) or (isinstance(part, Call) and part.operator in calendar) for part in walk(node)
    )


def _contradicts(node: Call) -> bool:
    """`x == "a" and x == "b"`."""
    required: dict[tuple[str, ...], object] = {}
    for part in node.arguments:
        if not isinstance(part, Call) or part.operator != "==":
            continue
        left, right = part.arguments
        if isinstance(left, Const):
            left, right = right, left
        if isinstance(left, Var) and left.default is None and isinstance(right, Const):
            if left.path in required and required[left.path] != right.value:
                return True
            required[left.path] = right.value
    return False
