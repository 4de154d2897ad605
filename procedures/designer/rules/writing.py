"""A rule as a draft: every rule of the language has one, and building it again gives the same rule."""

from __future__ import annotations

import re
from decimal import Decimal

from procedures.definitions.evaluator import as_date, as_time
from procedures.definitions.rules import Call, Const, ListOf, Node, Var
from procedures.designer.rules.drafts import Draft, Group, Operand, Sentence
from procedures.designer.rules.relations import LOGIC, stated, takes, undenied

_TIME = re.compile(r"\d\d:\d\d", re.ASCII)


def condition_of(node: Node) -> Group:
    """The draft of a rule that is a condition."""
    part = _member(node)
    return part if isinstance(part, Group) else Group("", (part,))


def operand_of(node: Node) -> Operand:
    """The draft of a rule that is a value."""
    if isinstance(node, Const):
        return _constant(node.value)
    if isinstance(node, ListOf):
        return Operand("list", parts=tuple(operand_of(part) for part in node.parts))
    if isinstance(node, Var):
        default = () if node.default is None else (operand_of(node.default),)
        return Operand(f"answer:{'.'.join(node.path)}", parts=default)
    if node.operator in LOGIC:
        return Operand("condition", parts=(condition_of(node),))
    return Operand(node.operator, parts=tuple(_argument(node, index) for index in range(len(node.arguments))))


def is_condition(operator: str, index: int, count: int) -> bool:
    """Whether the argument at an index of so many is a condition."""
    if operator == "if":
        return index % 2 == 0 and index < count - 1
    return operator == "count" and index == 1


def _argument(node: Call, index: int) -> Draft:
    part = node.arguments[index]
    return condition_of(part) if is_condition(node.operator, index, len(node.arguments)) else operand_of(part)


def _member(node: Node) -> Group | Sentence:
    found = stated(node)
    if found is not None:
        how, subject, value = found
        if value is None:
            return Sentence(operand_of(subject), how)
        rows = takes(how) == "rows"
        return Sentence(operand_of(subject), how, condition_of(value) if rows else operand_of(value))
    denied, inner = undenied(node)
    if denied < 2 and isinstance(inner, Call) and inner.operator in {"and", "or"}:
        join = ("", "n")[denied] + inner.operator
        return Group(join, tuple(_member(part) for part in inner.arguments))
    assert isinstance(node, Call)  # denied twice or more
    return Group("not", (_member(node.arguments[0]),))


def _constant(value: bool | int | Decimal | str | None) -> Operand:  # noqa: FBT001  what a rule may hold
    if value is None:
        return Operand("nothing")
    if isinstance(value, bool):
        return Operand("true" if value else "false")
    if isinstance(value, int | Decimal):
        return Operand("number", {"value": (number_text(value),)})
    if not value:
        return Operand("empty")
    day = as_date(value)
    if day is not None and day.isoformat() == value:
        return Operand("date", {"year": (str(day.year),), "month": (str(day.month),), "day": (str(day.day),)})
    kind = "time" if _TIME.fullmatch(value) and as_time(value) else "text"
    return Operand(kind, {"value": (value,)})


def number_text(value: int | Decimal) -> str:
    """A number as one writes it; a very small one with its power of ten."""
    if isinstance(value, Decimal) and int(value.as_tuple().exponent) < -30:
        return str(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
