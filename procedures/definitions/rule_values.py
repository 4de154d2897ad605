"""Answers as rules see them, and results of rules as what they were declared to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from procedures.definitions.evaluator import as_date, is_true
from procedures.definitions.items import Item, QuantitiesItem


def rule_value(item: Item, answer: Any) -> Any:
    """An option as its value, a consent as a boolean, a month as its first day; most answers are unchanged."""
    change = _CHANGES.get(item.type)
    return answer if change is None else change(item, answer)


def typed_value(kind: str, result: Any) -> Any:
    """The result of a rule as its declared type, or missing; integers and yen are cut towards zero."""
    if kind == "boolean":
        return result if isinstance(result, bool) else None
    if kind == "date":
        return result if as_date(result) else None
    if kind == "text":
        return result if isinstance(result, str) else None
    if isinstance(result, bool) or not isinstance(result, int | Decimal):
        return None
    return result if kind == "decimal" else int(result)


def _option(_item: Item, answer: Any) -> Any:
    return answer.get("value") if isinstance(answer, Mapping) else answer


def _options(_item: Item, answer: Any) -> Any:
    if not isinstance(answer, list | tuple):
        return answer
    return [part.get("value") if isinstance(part, Mapping) else part for part in answer]


def _given(_item: Item, answer: Any) -> bool | None:
    return is_true(answer.get("given")) if isinstance(answer, Mapping) else None


def _first_day(_item: Item, answer: Any) -> str | None:
    day = as_date(f"{answer}-01") if isinstance(answer, str) else None
    return day.isoformat() if day else None


def _day(_item: Item, answer: Any) -> Any:
    """A day written as the 戸籍 has it lies on no calendar that rules know."""
    return None if isinstance(answer, Mapping) else answer


def _decimal(_item: Item, answer: Any) -> Decimal | None:
    if not isinstance(answer, str) or len(answer) > 40:
        return None
    try:
        return Decimal(answer)
    except InvalidOperation:
        return None


def _quantities(item: Item, answer: Any) -> Mapping[str, int] | None:
    if not isinstance(item, QuantitiesItem) or not isinstance(answer, Mapping):
        return None
    counts = {option.value: answer.get(option.value) for option in item.options}
    return {value: count if isinstance(count, int) else 0 for value, count in counts.items()}


_CHANGES: dict[str, Callable[[Item, Any], Any]] = {
    "choice": _option,
    "choices": _options,
    "consent": _given,
    "declaration": _given,
    "date": _day,
    "birth_date": _day,
    "year_month": _first_day,
    "decimal": _decimal,
    "quantities": _quantities,
}
