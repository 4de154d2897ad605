"""The one rule engine. A rule is a pure function of the scope and of today; it never raises and never loops.

What happens to missing values and wrong types (also in docs/procedure-language.md):

- a name without a value is None (missing), and so is a part of something that has no parts;
- a comparison with a missing value is false, `!=` too; ask for "no answer" with `!`;
- `==` of values of different types is false, `!=` true; ordering them is false;
- arithmetic with a missing or wrong value, a division by zero and a number beyond 10**15 are missing;
- `sum` of a record adds up its parts;
- `sum`, `min` and `max` pass over missing and wrong values; `sum` of nothing is 0, `min` and `max` of nothing missing;
- `some` and `all` of no rows are false; `count` of no rows is 0;
- true are: true, numbers other than 0, text, lists and records that are not empty.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any, NamedTuple

from procedures.definitions.business_days import add_business_days, fiscal_year
from procedures.definitions.rules import MAX_NUMBER, Call, Const, ListOf, Node, Rule, Var

MAX_BUSINESS_DAYS = 2000
MAX_ROWS = 1000
_NUMBERS = Context(prec=28, rounding=ROUND_HALF_UP)
_MISSING_ROW = object()

Number = int | Decimal


class _Frame(NamedTuple):
    scope: Mapping[str, Any]
    today: date
    row: Any = _MISSING_ROW


def evaluate(rule: Rule | Any, scope: Mapping[str, Any], *, today: date) -> Any:
    """The value of a rule: None, bool, int, Decimal, str (dates as YYYY-MM-DD), list or mapping.

    `rule` is a Rule, or JSON that is read first (RuleError if it cannot be). `scope` maps names to normalised values.
    `today` is the date in Japan.
    """
    node = (rule if isinstance(rule, Rule) else Rule.read(rule)).node
    if isinstance(node, Const):
        return node.value
    with localcontext(_NUMBERS):
        return _value(node, _Frame(scope, today))


def evaluate_row(rule: Rule, scope: Mapping[str, Any], row: Mapping[str, Any], *, today: date) -> Any:
    """As `evaluate`, for a rule on an item of a list: `item.…` is the row."""
    if isinstance(rule.node, Const):
        return rule.node.value
    with localcontext(_NUMBERS):
        return _value(rule.node, _Frame(scope, today, row))


def is_true(value: Any) -> bool:
    """Whether a value counts as yes in `and`, `or`, `!`, `if` and in conditions."""
    return bool(value) if isinstance(value, bool | int | Decimal | str | Sequence | Mapping) else False


def as_date(value: Any) -> date | None:
    """The date of a YYYY-MM-DD text; None for everything else."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-":
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def as_time(value: Any) -> time | None:
    """The time of a HH:MM text; None for everything else."""
    if not isinstance(value, str) or len(value) != 5 or value[2] != ":":
        return None
    try:
        return time.fromisoformat(value)
    except ValueError:
        return None


def _value(node: Node, frame: _Frame) -> Any:
    if isinstance(node, Const):
        return node.value
    if isinstance(node, Var):
        return _variable(node, frame)
    if isinstance(node, ListOf):
        return [_value(part, frame) for part in node.parts]
    return _OPERATORS[node.operator](node, frame)


def _variable(node: Var, frame: _Frame) -> Any:
    in_row = node.path[0] == "item" and frame.row is not _MISSING_ROW
    value: Any = frame.row if in_row else frame.scope.get(node.path[0])
    for part in node.path[1:]:
        value = value.get(part) if isinstance(value, Mapping) else None
    value = _plain(value)
    if value is None and node.default is not None:
        return _value(node.default, frame)
    return value


def _plain(value: Any) -> Any:
    """A value as the rules know it: numbers exact and bounded, dates as text, anything foreign missing."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, float):
        return _bounded(Decimal(repr(value))) if math.isfinite(value) else None
    if isinstance(value, int | Decimal):
        return _bounded(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value if isinstance(value, Mapping | list | tuple) else None


def _bounded(number: Number) -> Number | None:
    if isinstance(number, Decimal) and not number.is_finite():
        return None
    if not -MAX_NUMBER <= number <= MAX_NUMBER:
        return None
    if isinstance(number, Decimal) and number == number.to_integral_value():
        return int(number)
    return number


def _number(value: Any) -> Number | None:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


# Comparisons


def _equal(left: Any, right: Any) -> bool | None:
    """None when one side is missing."""
    if left is None or right is None:
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if _number(left) is not None and _number(right) is not None:
        return bool(left == right)
    return isinstance(left, str) and isinstance(right, str) and left == right


def _order(test: Callable[[Any, Any], bool]) -> Callable[[Call, _Frame], bool]:
    def compare(node: Call, frame: _Frame) -> bool:
        left, right = (_value(part, frame) for part in node.arguments)
        if isinstance(left, str) and isinstance(right, str):
            return test(left, right)
        if _number(left) is not None and _number(right) is not None:
            return test(left, right)
        return False

    return compare


def _equals(node: Call, frame: _Frame) -> bool:
    left, right = (_value(part, frame) for part in node.arguments)
    return _equal(left, right) is True


def _differs(node: Call, frame: _Frame) -> bool:
    left, right = (_value(part, frame) for part in node.arguments)
    return _equal(left, right) is False


def _contains(node: Call, frame: _Frame) -> bool:
    needle, hay = (_value(part, frame) for part in node.arguments)
    if isinstance(hay, str):
        return isinstance(needle, str) and needle != "" and needle in hay
    if isinstance(hay, list | tuple):
        return any(_equal(needle, _plain(part)) is True for part in hay)
    return False


# Logic


def _and(node: Call, frame: _Frame) -> bool:
    return all(is_true(_value(part, frame)) for part in node.arguments)


def _or(node: Call, frame: _Frame) -> bool:
    return any(is_true(_value(part, frame)) for part in node.arguments)


def _not(node: Call, frame: _Frame) -> bool:
    return not is_true(_value(node.arguments[0], frame))


def _if(node: Call, frame: _Frame) -> Any:
    arguments = node.arguments
    for index in range(0, len(arguments) - 1, 2):
        if is_true(_value(arguments[index], frame)):
            return _value(arguments[index + 1], frame)
    return _value(arguments[-1], frame) if len(arguments) % 2 else None


# Numbers and dates


def _add(node: Call, frame: _Frame) -> Any:
    values = [_value(part, frame) for part in node.arguments]
    start = as_date(values[0])
    numbers = [_number(value) for value in (values[1:] if start else values)]
    total: Number = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return _shift(start, total) if start else _bounded(total)


def _subtract(node: Call, frame: _Frame) -> Any:
    values = [_value(part, frame) for part in node.arguments]
    if len(values) == 1:
        number = _number(values[0])
        return None if number is None else -number
    first, second = as_date(values[0]), as_date(values[1])
    if first and second:
        return (first - second).days
    right = _number(values[1])
    if right is None:
        return None
    if first:
        return _shift(first, -right)
    left = _number(values[0])
    return None if left is None else _bounded(left - right)


def _shift(start: date, days: Number) -> str | None:
    if isinstance(days, Decimal):
        return None
    try:
        return (start + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _multiply(node: Call, frame: _Frame) -> Number | None:
    total: Number | None = 1
    for part in node.arguments:
        number = _number(_value(part, frame))
        if number is None or total is None:
            return None
        total = _bounded(total * number)
    return total


def _divide(node: Call, frame: _Frame) -> Number | None:
    left, right = (_number(_value(part, frame)) for part in node.arguments)
    if left is None or right is None or right == 0:
        return None
    return _bounded(Decimal(left) / Decimal(right))


def _extreme(choose: Callable[[list[Any]], Any]) -> Callable[[Call, _Frame], Any]:
    def pick(node: Call, frame: _Frame) -> Any:
        values = [_value(part, frame) for part in node.arguments]
        if len(values) == 1 and isinstance(values[0], list | tuple):
            values = [_plain(value) for value in values[0][:MAX_ROWS]]
        numbers = [value for value in values if _number(value) is not None]
        dates = [value for value in values if as_date(value)]
        candidates = numbers or dates
        return choose(candidates) if candidates else None

    return pick


# Rows


def _rows(node: Call, frame: _Frame) -> Sequence[Any]:
    rows = _value(node.arguments[0], frame)
    if isinstance(rows, Mapping):  # of quantities
        return list(rows.values())[:MAX_ROWS] if node.operator == "sum" and len(node.arguments) == 1 else ()
    return rows[:MAX_ROWS] if isinstance(rows, list | tuple) else ()


def _in_rows(node: Call, frame: _Frame) -> list[Any]:
    """The second argument in the scope of each row; without one, the rows themselves."""
    rows = _rows(node, frame)
    if len(node.arguments) == 1:
        return [_plain(row) for row in rows]
    body = node.arguments[1]
    return [_value(body, frame._replace(row=row)) for row in rows]


def _sum(node: Call, frame: _Frame) -> Number | None:
    numbers = (_number(value) for value in _in_rows(node, frame))
    return _bounded(sum((number for number in numbers if number is not None), start=0))


def _count(node: Call, frame: _Frame) -> int:
    return len(_rows(node, frame)) if len(node.arguments) == 1 else sum(map(is_true, _in_rows(node, frame)))


def _some(node: Call, frame: _Frame) -> bool:
    return any(map(is_true, _in_rows(node, frame)))


def _all(node: Call, frame: _Frame) -> bool:
    values = _in_rows(node, frame)
    return bool(values) and all(map(is_true, values))


# Calendar


def _today(_node: Call, frame: _Frame) -> str:
    return frame.today.isoformat()


def _age_on(node: Call, frame: _Frame) -> int | None:
    """Full years of age. A birthday on 29 February is reached on 1 March in other years."""
    birth = as_date(_value(node.arguments[0], frame))
    day = as_date(_value(node.arguments[1], frame)) if len(node.arguments) == 2 else frame.today
    if birth is None or day is None or day < birth:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _business_days_after(node: Call, frame: _Frame) -> str | None:
    start, count = (_value(part, frame) for part in node.arguments)
    day = as_date(start)
    if day is None or not isinstance(count, int) or isinstance(count, bool) or abs(count) > MAX_BUSINESS_DAYS:
        return None
    try:
        return add_business_days(day, count).isoformat()
    except OverflowError:
        return None


def _fiscal_year(node: Call, frame: _Frame) -> int | None:
    """The fiscal year (April to March) as the year in which it begins."""
    day = as_date(_value(node.arguments[0], frame)) if node.arguments else frame.today
    return None if day is None else fiscal_year(day)


_OPERATORS: dict[str, Callable[[Call, _Frame], Any]] = {
    "==": _equals,
    "!=": _differs,
    "<": _order(lambda left, right: bool(left < right)),
    "<=": _order(lambda left, right: bool(left <= right)),
    ">": _order(lambda left, right: bool(left > right)),
    ">=": _order(lambda left, right: bool(left >= right)),
    "and": _and,
    "or": _or,
    "!": _not,
    "in": _contains,
    "if": _if,
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "min": _extreme(min),
    "max": _extreme(max),
    "sum": _sum,
    "count": _count,
    "some": _some,
    "all": _all,
    "today": _today,
    "age_on": _age_on,
    "business_days_after": _business_days_after,
    "fiscal_year": _fiscal_year,
}
