"""Rules: JsonLogic read once into an immutable tree.

A rule is JSON: a constant, a list, or an object with exactly one operator. Reading checks operators, number of
arguments, depth and size, so that evaluating can neither fail nor run long.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

MAX_DEPTH = 20
MAX_NODES = 500
MAX_STRING = 500
MAX_NUMBER = 10**15
"""Beyond this a number is no number of a form; it also keeps every intermediate result small."""

ITERATORS = frozenset({"sum", "count", "some", "all"})

# operator: fewest and most arguments
ARITY: dict[str, tuple[int, int]] = {
    "==": (2, 2),
    "!=": (2, 2),
    "<": (2, 2),
    "<=": (2, 2),
    ">": (2, 2),
    ">=": (2, 2),
    "and": (1, 50),
    "or": (1, 50),
    "!": (1, 1),
    "in": (2, 2),
    "if": (2, 51),
    "+": (1, 50),
    "-": (1, 2),
    "*": (1, 50),
    "/": (2, 2),
    "min": (1, 50),
    "max": (1, 50),
    "sum": (1, 2),
    "count": (1, 2),
    "some": (2, 2),
    "all": (2, 2),
    "today": (0, 0),
    "age_on": (1, 2),
    "business_days_after": (2, 2),
    "fiscal_year": (0, 1),
}


class RuleError(ValueError):
    """A rule that cannot be read. `code` names a text of messages.py, `context` fills it."""

    def __init__(self, code: str, **context: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.context = context


@dataclass(frozen=True, slots=True)
class Const:
    value: bool | int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class ListOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Var:
    """`path[0]` is an item, a value, `item` (the row), `identity` or `evidence`."""

    path: tuple[str, ...]
    default: Node | None = None


@dataclass(frozen=True, slots=True)
class Call:
    operator: str
    arguments: tuple[Node, ...]


Node = Const | ListOf | Var | Call


@dataclass(frozen=True, slots=True)
class Rule:
    """An immutable rule; equal rules are equal objects. Build with `Rule.read(json_value)`."""

    node: Node
    variables: frozenset[str] = field(init=False, compare=False)

    FALSE: ClassVar[Rule]
    TRUE: ClassVar[Rule]

    def __post_init__(self) -> None:
        names = {node.path[0] for node in walk(self.node) if isinstance(node, Var)}
        object.__setattr__(self, "variables", frozenset(names - {"item"}))

    @classmethod
    def read(cls, source: Any) -> Rule:
        """Read a JSON value. Raises RuleError with the reason."""
        return cls(_Reader().node(source, depth=1, in_row=False))

    @property
    def is_constant(self) -> bool:
        return isinstance(self.node, Const)

    @property
    def constant(self) -> bool | int | Decimal | str | None:
        """The value of a constant rule; None for every other rule."""
        return self.node.value if isinstance(self.node, Const) else None

    def to_json(self) -> Any:
        return _to_json(self.node)

    def __repr__(self) -> str:
        return f"Rule({json.dumps(self.to_json(), ensure_ascii=False)})"

    @classmethod
    def _validate(cls, source: Any) -> Rule:
        if isinstance(source, Rule):
            return source
        try:
            return cls.read(source)
        except RuleError as error:
            raise PydanticCustomError("rule", error.code, {"code": error.code, **error.context}) from error

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_json),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "title": "Rule",
            "description": "JsonLogic: a constant, a list of rules, or an object with one operator.",
            "anyOf": [
                {"type": ["null", "boolean", "number", "string", "array"]},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "propertyNames": {"enum": ["var", *sorted(ARITY)]},
                },
            ],
        }


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, parents first."""
    yield node
    children: tuple[Node, ...] = ()
    if isinstance(node, Call):
        children = node.arguments
    elif isinstance(node, ListOf):
        children = node.parts
    elif isinstance(node, Var) and node.default is not None:
        children = (node.default,)
    for child in children:
        yield from walk(child)


class _Reader:
    """One reading: counts the nodes and refuses what is too deep, too large or unknown."""

    def __init__(self) -> None:
        self.count = 0

    def node(self, source: Any, *, depth: int, in_row: bool) -> Node:
        self.count += 1
        if depth > MAX_DEPTH:
            raise RuleError("rule_too_deep", limit=MAX_DEPTH)
        if self.count > MAX_NODES:
            raise RuleError("rule_too_large", limit=MAX_NODES)
        if isinstance(source, dict):
            return self.call(source, depth=depth, in_row=in_row)
        if isinstance(source, list | tuple):
            return ListOf(tuple(self.node(part, depth=depth + 1, in_row=in_row) for part in source))
        return Const(_constant(source))

    def call(self, source: dict[Any, Any], *, depth: int, in_row: bool) -> Node:
        if len(source) != 1:
            raise RuleError("rule_one_operator")
        operator, given = next(iter(source.items()))
        arguments = list(given) if isinstance(given, list | tuple) else [given]
        if operator == "var":
            return self.variable(arguments, depth=depth, in_row=in_row)
        if operator not in ARITY:
            raise RuleError("rule_unknown_operator", operator=str(operator)[:40])
        if operator in {"today", "fiscal_year"} and arguments == [None]:
            arguments = []
        fewest, most = ARITY[operator]
        if not fewest <= len(arguments) <= most:
            raise RuleError("rule_arguments", operator=operator, count=len(arguments))
        if operator not in ITERATORS:
            return Call(operator, tuple(self.node(part, depth=depth + 1, in_row=in_row) for part in arguments))
        if in_row:
            raise RuleError("rule_nested_rows", operator=operator)
        rows = self.node(arguments[0], depth=depth + 1, in_row=False)
        bodies = tuple(self.node(part, depth=depth + 1, in_row=True) for part in arguments[1:])
        return Call(operator, (rows, *bodies))

    def variable(self, arguments: list[Any], *, depth: int, in_row: bool) -> Var:
        if not 1 <= len(arguments) <= 2 or not isinstance(arguments[0], str):
            raise RuleError("rule_variable")
        name: str = arguments[0]
        path = tuple(name.split("."))
        if not name or len(name) > 200 or not all(path):
            raise RuleError("rule_variable")
        default = self.node(arguments[1], depth=depth + 1, in_row=in_row) if len(arguments) == 2 else None
        return Var(path, default)


def _constant(source: Any) -> bool | int | Decimal | str | None:
    if source is None or isinstance(source, bool):
        return source
    if isinstance(source, str):
        if len(source) > MAX_STRING:
            raise RuleError("rule_string_too_long", limit=MAX_STRING)
        return source
    if isinstance(source, float) and not math.isfinite(source):
        raise RuleError("rule_number")
    if isinstance(source, int | float | Decimal):
        if not -MAX_NUMBER <= source <= MAX_NUMBER:
            raise RuleError("rule_number")
        exact = Decimal(repr(source)) if isinstance(source, float) else Decimal(source)
        return int(exact) if exact == exact.to_integral_value() else exact
    raise RuleError("rule_not_json")


def _to_json(node: Node) -> Any:
    if isinstance(node, Const):
        return float(node.value) if isinstance(node.value, Decimal) else node.value
    if isinstance(node, ListOf):
        return [_to_json(part) for part in node.parts]
    if isinstance(node, Var):
        name = ".".join(node.path)
        return {"var": name if node.default is None else [name, _to_json(node.default)]}
    return {node.operator: [_to_json(part) for part in node.arguments]}


Rule.FALSE = Rule(Const(value=False))
Rule.TRUE = Rule(Const(value=True))
