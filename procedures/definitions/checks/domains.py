"""Which values of an answer are worth trying when a condition is to be made true.

For the conditions that people write (an option, a yes, a number against a number) the few values here stand for all
that can be answered: `complete` says so. Then a search that finds nothing is a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from procedures.definitions.evaluator import as_date, as_time
from procedures.definitions.items import (
    BirthDateItem,
    ChoiceItem,
    ChoicesItem,
    DateItem,
    DecimalItem,
    IntegerItem,
    Item,
    ListItem,
    QuantitiesItem,
    SlotItem,
    TimeItem,
    YearMonthItem,
    YenItem,
)
from procedures.definitions.rules import Call, Const, ListOf, Node, Rule, Var, walk

AGES = (0, 1, 3, 6, 15, 17, 18, 20, 30, 40, 60, 64, 65, 70, 74, 75, 90)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_PLAIN = _COMPARISONS | {"and", "or", "!", "if"}


class Domain(NamedTuple):
    """Values as rules see them. `complete`: no other value could make a difference to the rules looked at."""

    values: tuple[Any, ...]
    complete: bool


def domain_of(item: Item, rules: Sequence[Rule], today: date) -> Domain:
    """Values to try for an item on which these rules bear; "no answer" (None) is not among them."""
    constants = _constants(rules)
    texts = [value for value in constants if isinstance(value, str)]
    direct = all(_is_direct(rule.node) for rule in rules)
    match item:
        case ChoiceItem():
            found = Domain(tuple(_representatives(item, texts)), direct)
        case ChoicesItem():
            options = _representatives(item, texts)
            found = Domain(_subsets(options), direct and len(options) <= 5)
        case IntegerItem() | YenItem() | DecimalItem():
            found = _numbers(item, [value for value in constants if _is_number(value)], direct=direct)
        case DateItem() | BirthDateItem() | YearMonthItem():
            found = _dates(item, [day for text in texts if (day := as_date(text))], today, direct=direct)
        case ListItem():
            found = Domain(_rows(item, rules, today), complete=False)
        case QuantitiesItem():
            found = Domain(_quantities(item), complete=False)
        case TimeItem():
            found = Domain(_times(texts), direct)
        case _ if item.type in {"yes_no", "consent", "declaration"}:
            found = Domain((True, False), direct)
        case _ if item.type in {"text", "long_text", "kana", "email", "phone", "corporate_number"}:
            found = Domain((*dict.fromkeys(texts), "x"), direct)
        case _:
            found = Domain(_parts(item, rules, texts, today), complete=False)
    return found


def _representatives(item: ChoiceItem | ChoicesItem, texts: Sequence[str]) -> list[str]:
    """The options that the rules name, and one that stands for the others."""
    named = [value for value in item.option_values if value in texts]
    return named + [value for value in item.option_values if value not in named][:1]


def _constants(rules: Iterable[Rule]) -> list[Any]:
    """The constants of these rules, each once, in order."""
    nodes = (node for rule in rules for node in walk(rule.node))
    return list(dict.fromkeys(node.value for node in nodes if isinstance(node, Const) and node.value is not None))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_direct(node: Node) -> bool:
    """Whether a rule only compares answers with constants and joins such comparisons."""
    if isinstance(node, Const):
        return True
    if isinstance(node, ListOf):
        return all(isinstance(part, Const) for part in node.parts)
    if isinstance(node, Var):
        return node.default is None and len(node.path) == 1
    if node.operator not in _PLAIN or not all(_is_direct(part) for part in node.arguments):
        return False
    answers = [part for part in node.arguments if not isinstance(part, Const | ListOf)]
    return node.operator not in _COMPARISONS or (
        len(answers) <= 1 and not any(isinstance(one, Call) for one in answers)
    )


def _subsets(options: Sequence[str]) -> tuple[list[str], ...]:
    if len(options) <= 5:
        return tuple(list(chosen) for size in range(1, len(options) + 1) for chosen in combinations(options, size))
    return (*([option] for option in options), list(options))


def _constant_bound(rule: Rule | None) -> Any:
    return rule.constant if rule is not None else None


def _numbers(item: IntegerItem | YenItem | DecimalItem, constants: Sequence[Any], *, direct: bool) -> Domain:
    """The constants, one number between each two, one beyond each end; within bounds that are constants."""
    low, high = (value if _is_number(value) else None for value in map(_constant_bound, (item.min, item.max)))
    known = sorted({*constants, *(bound for bound in (low, high) if bound is not None)}) or [0]
    tried: list[Any] = [known[0] - 1, *known, known[-1] + 1]
    for left, right in pairwise(known):
        middle = (Decimal(left) + Decimal(right)) / 2
        tried.append(middle if isinstance(item, DecimalItem) else int(middle // 1))
    if not isinstance(item, DecimalItem):
        tried = [value for one in tried for value in ({int(one)} if one == int(one) else {int(one), int(one) + 1})]
    within = [one for one in dict.fromkeys(tried) if (low is None or one >= low) and (high is None or one <= high)]
    return Domain(tuple(within), direct)


def _dates(item: Item, constants: Sequence[date], today: date, *, direct: bool) -> Domain:
    tried = {today, *constants, *(today - timedelta(days=1 + round(years * 365.25)) for years in AGES)}
    tried |= {day + timedelta(days=days) for day in list(tried) for days in (-1, 1)}
    low, high = (as_date(_constant_bound(bound)) for bound in (getattr(item, "min", None), getattr(item, "max", None)))
    within = [day for day in sorted(tried) if (low is None or day >= low) and (high is None or day <= high)]
    if isinstance(item, BirthDateItem):
        within = [day for day in within if day <= today]
    if isinstance(item, YearMonthItem):
        within = sorted({day.replace(day=1) for day in within})
    return Domain(tuple(day.isoformat() for day in within), direct and not isinstance(item, BirthDateItem))


def _rows(rows: ListItem, rules: Sequence[Rule], today: date) -> tuple[list[dict[str, Any]], ...]:
    """No rows is "no answer"; one row for each value of each of its items, all of them, and as many as there may be."""
    alone = [
        {field.id: value}
        for field in rows.fields
        if any(_names_part(rule, field.id) for rule in rules)
        for value in domain_of(field, rules, today).values[:10]
    ] or [{}]
    together = {name: value for row in reversed(alone) for name, value in row.items()}
    return (*([row] for row in alone), [together], [together] * max(rows.max, 1))


def _names_part(rule: Rule, name: str) -> bool:
    return any(isinstance(node, Var) and name in node.path[1:] for node in walk(rule.node))


def _parts(item: Item, rules: Sequence[Rule], texts: Sequence[str], today: date) -> tuple[Any, ...]:
    """Of records: each part that the rules name with each of the constants."""
    if isinstance(item, SlotItem):
        return _slots(texts, today)
    names = [node.path for rule in rules for node in walk(rule.node) if isinstance(node, Var)]
    paths = {path for path in names if path[0] == item.id and len(path) > 1}
    return tuple({path[1]: value} for path in sorted(paths) for value in (*texts, "x")) or ({"x": "x"},)


def _quantities(item: QuantitiesItem) -> tuple[dict[str, int], ...]:
    """One of each option alone, one of all, and as many of all as there may be."""
    nothing = {option.value: 0 for option in item.options}
    alone = [{**nothing, option.value: 1} for option in item.options]
    return (*alone, dict.fromkeys(nothing, 1), {option.value: option.max for option in item.options})


def _times(texts: Sequence[str]) -> tuple[str, ...]:
    """The constants, a minute before and after each, and the ends of the day."""
    known = [found.hour * 60 + found.minute for text in texts if (found := as_time(text))]
    minutes = {0, 24 * 60 - 1, *(one + step for one in known for step in (-1, 0, 1))}
    return tuple(f"{one // 60:02}:{one % 60:02}" for one in sorted(minutes) if 0 <= one < 24 * 60)


def _slots(texts: Sequence[str], today: date) -> tuple[dict[str, str], ...]:
    """Slots on the days and at the times that the rules name, and on some days to come."""
    days = [day for text in texts if (day := as_date(text))] + [today + timedelta(days=n) for n in (0, 1, 7, 30, 90)]
    return tuple(
        {"date": (day + timedelta(days=step)).isoformat(), "start": start, "end": max(start, "23:59")}
        for day in days
        for step in (-1, 0, 1)
        for start in _times(texts)
    )
