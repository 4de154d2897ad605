"""What may be said of a value, and which rule each of it stands for.

A relation is named by its operator. `has` is `in` seen from the list or the text; `bare` is the value itself, which
counts as true where it is there; `answered` asks for it twice denied. `not:` before a name denies it.
"""

from __future__ import annotations

from typing import Literal

from procedures.definitions.rules import Call, Const, ListOf, Node

Takes = Literal["nothing", "one", "many", "rows"]

TAKES: dict[str, Takes] = {
    "bare": "nothing",
    "answered": "nothing",
    "yes": "nothing",
    "no": "nothing",
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "has"), "one"),
    "in": "many",
    "some": "rows",
    "all": "rows",
}
"""What stands beside the subject: nothing, one value, a list of values, or a condition for its rows."""

STATEMENTS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "some", "all"})
LOGIC = frozenset({*STATEMENTS, "and", "or", "!"})
"""Operators that give yes or no and are shown as sentences."""


def takes(how: str) -> Takes | None:
    """What a relation needs; None for one that does not exist."""
    return TAKES.get(how.removeprefix("not:"))


def state(how: str, subject: Node, value: Node | None) -> Node:
    """The rule of a sentence. `value` is there where the relation takes one."""
    if how.startswith("not:"):
        return Call("!", (state(how.removeprefix("not:"), subject, value),))
    if how == "answered":
        return Call("!", (Call("!", (subject,)),))
    if how in {"yes", "no"}:
        return Call("==", (subject, Const(how == "yes")))
    if value is None or how == "bare":
        return subject
    return Call("in", (value, subject)) if how == "has" else Call(how, (subject, value))


def stated(node: Node) -> tuple[str, Node, Node | None] | None:
    """Relation, subject and value of a rule; None for what is no single sentence (`and`, `or`, much denied)."""
    denied, inner = undenied(node)
    if isinstance(inner, Call) and inner.operator in {"and", "or"}:
        return None
    if isinstance(inner, Call) and inner.operator in STATEMENTS:
        how, subject, value = _statement(inner)
        return (("", "not:")[denied] + how, subject, value) if denied < 2 else None
    if denied < 4:
        return ("bare", "not:bare", "answered", "not:answered")[denied], inner, None
    return None


def undenied(node: Node) -> tuple[int, Node]:
    """How often a rule is denied, and what stands under the denials."""
    denied = 0
    while isinstance(node, Call) and node.operator == "!":
        denied += 1
        node = node.arguments[0]
    return denied, node


def _statement(node: Call) -> tuple[str, Node, Node | None]:
    left, right = node.arguments
    if node.operator == "==" and isinstance(right, Const) and isinstance(right.value, bool):
        return ("yes" if right.value else "no"), left, None
    if node.operator == "in" and not isinstance(right, ListOf):
        return "has", right, left
    return node.operator, left, right
