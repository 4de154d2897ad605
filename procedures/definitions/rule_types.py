"""The static types of rules: what publishing checks so that a citizen's page never meets a wrong one.

`check_rule` works out the type of every part of a rule from the types of the items it names, and reports what cannot
be meant: a text compared with a number, an option that does not exist, a sum of names.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from procedures.definitions.evaluator import as_date, as_time
from procedures.definitions.item_types import ANY, BOOLEAN, DATE, KIND_NAMES, MISSING, NUMBER, Kind, Names, RuleType
from procedures.definitions.rules import Call, Const, ListOf, Node, Var


class Finding(NamedTuple):
    """A text of messages.py and what fills it."""

    code: str
    context: dict[str, str | int]


def check_rule(node: Node, names: Names, *, row: RuleType | None, expected: Kind) -> list[Finding]:
    """What is wrong with the types in a rule that must give `expected`. `row`: the type of `item`, inside a list."""
    checker = _Checker(names)
    found = checker.type_of(node, row)
    if not fits(found, expected):
        checker.report("rule_result_type", expected=KIND_NAMES[expected], found=KIND_NAMES[found.kind])
    return checker.findings


def type_of_rule(node: Node, names: Names, *, row: RuleType | None) -> tuple[RuleType, list[Finding]]:
    """What a rule gives, and what is wrong with the types in it."""
    checker = _Checker(names)
    return checker.type_of(node, row), checker.findings


def fits(found: RuleType, kind: Kind) -> bool:
    """Whether a value of a type may stand where a kind is wanted."""
    if found.kind in {kind, "any"}:
        return True
    if kind == "text":
        return found.kind == "code"
    reads = {"date": as_date, "time": as_time}.get(kind)
    return reads is not None and bool(found.literals) and all(reads(literal) for literal in found.literals)


def _common(left: RuleType, right: RuleType) -> RuleType | None:
    """The type of a value that may be either; None where they have nothing in common."""
    if left.kind in {"missing", "any"}:
        return right
    if right.kind in {"missing", "any"}:
        return left
    if left.kind == right.kind:
        return RuleType(
            left.kind,
            options=left.options | right.options,
            literals=left.literals | right.literals if left.literals and right.literals else frozenset(),
            element=left.element or right.element,
            parts=left.parts,
        )
    for one, other in ((left, right), (right, left)):
        if one.kind == "text" and (other.kind == "code" or (other.kind in {"date", "time"} and fits(one, other.kind))):
            return other
    return None


def _some(options: frozenset[str]) -> str:
    """Options to choose from in a sentence: of a long list the first few."""
    names = sorted(options)
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "")


class _Checker:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.findings: list[Finding] = []

    def report(self, code: str, **context: str | int) -> None:
        finding = Finding(code, context)
        if finding not in self.findings:
            self.findings.append(finding)

    def type_of(self, node: Node, row: RuleType | None) -> RuleType:
        if isinstance(node, Const):
            return _constant(node)
        if isinstance(node, ListOf):
            return RuleType("list", element=self.one_type([self.type_of(part, row) for part in node.parts]))
        if isinstance(node, Var):
            return self.variable(node, row)
        return self.call(node, row)

    def one_type(self, types: list[RuleType]) -> RuleType:
        merged = ANY
        for found in types:
            common = _common(merged, found)
            if common is None:
                self.report("rule_mixed_types", left=KIND_NAMES[merged.kind], right=KIND_NAMES[found.kind])
                return ANY
            merged = common
        return merged

    def variable(self, node: Var, row: RuleType | None) -> RuleType:
        found = self.named(node, row)
        if node.default is not None:
            found = self.one_type([found, self.type_of(node.default, row)])
        return found

    def named(self, node: Var, row: RuleType | None) -> RuleType:
        root = node.path[0]
        if root == "item" and row is None:
            self.report("rule_item_outside_row")
            return ANY
        found = row if root == "item" else self.names.get(root)
        if found is None:
            self.report("rule_unknown_name", name=root)
            return ANY
        for part in node.path[1:]:
            if found.kind == "any":
                return ANY
            inner = found.parts.get(part)
            if inner is None:
                self.report("rule_unknown_part", name=".".join(node.path), part=part)
                return ANY
            found = inner
        return found

    def call(self, node: Call, row: RuleType | None) -> RuleType:
        if node.operator in {"sum", "count", "some", "all"}:
            return self.over_rows(node, row)
        types = [self.type_of(part, row) for part in node.arguments]
        return _CHECKS[node.operator](self, node.operator, types)

    def over_rows(self, node: Call, row: RuleType | None) -> RuleType:
        rows = self.type_of(node.arguments[0], row)
        if node.operator == "sum" and len(node.arguments) == 1 and rows.is_numbers:
            return NUMBER
        if rows.kind not in {"list", "any"}:
            self.report("rule_not_list", operator=node.operator, found=KIND_NAMES[rows.kind])
            return ANY
        element = rows.element or ANY
        wanted: Kind = "number" if node.operator == "sum" else "boolean"
        if len(node.arguments) == 2:
            element = self.type_of(node.arguments[1], element)
        if len(node.arguments) == 2 or node.operator == "sum":
            self.expect(node.operator, element, wanted)
        return NUMBER if node.operator in {"sum", "count"} else BOOLEAN

    def expect(self, operator: str, found: RuleType, kind: Kind) -> None:
        if not fits(found, kind):
            self.report(
                "rule_argument_type", operator=operator, expected=KIND_NAMES[kind], found=KIND_NAMES[found.kind]
            )

    def known_options(self, left: RuleType, right: RuleType) -> None:
        for code, other in ((left, right), (right, left)):
            if code.kind == "code":
                for literal in sorted(other.literals - code.options):
                    self.report("rule_unknown_option", value=literal, options=_some(code.options))

    def comparable(self, operator: str, left: RuleType, right: RuleType) -> bool:
        if "missing" in {left.kind, right.kind}:
            self.report("rule_compares_null", operator=operator)
            return False
        if {left.kind, right.kind} & {"list", "record"}:
            self.report("rule_not_comparable", operator=operator)
            return False
        if _common(left, right) is None:
            self.report(
                "rule_different_types", operator=operator, left=KIND_NAMES[left.kind], right=KIND_NAMES[right.kind]
            )
            return False
        return True

    def equality(self, operator: str, types: list[RuleType]) -> RuleType:
        left, right = types
        if self.comparable(operator, left, right):
            self.known_options(left, right)
        return BOOLEAN

    def ordering(self, operator: str, types: list[RuleType]) -> RuleType:
        left, right = types
        if self.comparable(operator, left, right):
            common = _common(left, right) or ANY
            if common.kind not in {"number", "date", "time", "any"}:
                self.report("rule_no_order", operator=operator, found=KIND_NAMES[common.kind])
        return BOOLEAN

    def logic(self, operator: str, types: list[RuleType]) -> RuleType:
        for found in types:
            self.expect(operator, found, "boolean")
        return BOOLEAN

    def negation(self, _operator: str, _types: list[RuleType]) -> RuleType:
        """`!` also asks whether anything has no answer, so it takes every type."""
        return BOOLEAN

    def membership(self, operator: str, types: list[RuleType]) -> RuleType:
        needle, hay = types
        if hay.kind == "list":
            element = hay.element or ANY
            if self.comparable(operator, needle, element):
                self.known_options(needle, element)
        elif hay.kind != "any":
            self.expect(operator, needle, "text")
            self.expect(operator, hay, "text")
        return BOOLEAN

    def choice(self, operator: str, types: list[RuleType]) -> RuleType:
        for found in types[: len(types) // 2 * 2 : 2]:
            self.expect(operator, found, "boolean")
        results = types[1::2] + (types[-1:] if len(types) % 2 else [])
        return self.one_type(results)

    def arithmetic(self, operator: str, types: list[RuleType]) -> RuleType:
        """Numbers; a date plus or minus days; a date minus a date."""
        first, *others = types
        starts_with_date = operator in {"+", "-"} and bool(others) and first.kind != "any" and fits(first, "date")
        if not starts_with_date:
            self.expect(operator, first, "number")
        elif operator == "-" and others[0].kind != "any" and fits(others[0], "date"):
            return NUMBER
        for found in others:
            self.expect(operator, found, "number")
        return DATE if starts_with_date else NUMBER

    def extreme(self, operator: str, types: list[RuleType]) -> RuleType:
        if len(types) == 1 and types[0].kind == "list":
            types = [types[0].element or ANY]
        found = self.one_type(types)
        if fits(found, "date") and found.kind != "any":
            return DATE
        self.expect(operator, found, "number")
        return NUMBER

    def date_call(self, operator: str, types: list[RuleType]) -> RuleType:
        wanted: dict[str, tuple[Kind, ...]] = {
            "age_on": ("date", "date"),
            "business_days_after": ("date", "number"),
            "fiscal_year": ("date",),
            "today": (),
        }
        for found, kind in zip(types, wanted[operator], strict=False):
            self.expect(operator, found, kind)
        return DATE if operator in {"today", "business_days_after"} else NUMBER


def _constant(node: Const) -> RuleType:
    value = node.value
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int | Decimal):
        return NUMBER
    return RuleType("text", literals=frozenset({value}))


_Check = Callable[[_Checker, str, list[RuleType]], RuleType]

_CHECKS: dict[str, _Check] = {
    **dict.fromkeys(("==", "!="), _Checker.equality),
    **dict.fromkeys(("<", "<=", ">", ">="), _Checker.ordering),
    **dict.fromkeys(("and", "or"), _Checker.logic),
    "!": _Checker.negation,
    "in": _Checker.membership,
    "if": _Checker.choice,
    **dict.fromkeys(("+", "-", "*", "/"), _Checker.arithmetic),
    **dict.fromkeys(("min", "max"), _Checker.extreme),
    **dict.fromkeys(("today", "age_on", "business_days_after", "fiscal_year"), _Checker.date_call),
}
