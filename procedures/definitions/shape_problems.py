"""Pydantic's findings as problems: place as JSON pointer, reason in Japanese."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from procedures.definitions.problems import MAX_PROBLEMS, Problem, problem

_EXPECTED = {
    "string_type": "文字",
    "int_type": "整数",
    "bool_type": "true か false",
    "model_type": "{ } で囲んだオブジェクト",
    "model_attributes_type": "{ } で囲んだオブジェクト",
    "dict_type": "{ } で囲んだオブジェクト",
    "tuple_type": "[ ] で囲んだ配列",
    "date_type": "日付（例：2026-04-01）",
    "date_from_datetime_parsing": "日付（例：2026-04-01）",
    "date_parsing": "日付（例：2026-04-01）",
}

_LIMITS = {
    "string_too_long": ("too_long", "max_length"),
    "too_long": ("too_long", "max_length"),
    "string_too_short": ("too_short", "min_length"),
    "too_short": ("too_short", "min_length"),
    "greater_than_equal": ("out_of_range", "ge"),
    "less_than_equal": ("out_of_range", "le"),
}

_NAMED = {"missing": "missing", "extra_forbidden": "unknown_key"}
_PLAIN = {"union_tag_not_found": "missing_item_type"}


def shape_problems(error: ValidationError, document: dict[str, Any]) -> list[Problem]:
    """At most MAX_PROBLEMS problems, in the order of Pydantic's findings, each place once."""
    found: dict[str, Problem] = {}
    for detail in error.errors(include_url=False, include_input=False)[: MAX_PROBLEMS * 2]:
        place = pointer(detail["loc"], document)
        found.setdefault(place, _problem(place, detail["type"], detail["loc"], detail.get("ctx", {})))
        if len(found) == MAX_PROBLEMS:
            break
    # Pydantic also calls a sequence too short when its members could not be read: that is not another problem.
    return [
        one
        for place, one in found.items()
        if one.code != "too_short" or not any(other.startswith(f"{place}/") for other in found)
    ]


def pointer(location: tuple[int | str, ...], document: Any) -> str:
    """A JSON pointer from Pydantic's location, without the names of union members that it weaves in."""
    parts: list[str] = []
    current = document
    for index, step in enumerate(location):
        is_last = index == len(location) - 1
        is_tag = _is_tag(step, current, location, index)
        if isinstance(current, dict) and step in current and not is_tag:
            current = current[step]
        elif isinstance(current, list) and isinstance(step, int):
            current = current[step] if step < len(current) else None
        elif not is_last or is_tag or not isinstance(current, dict):
            continue
        parts.append(str(step)[:60].replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _is_tag(step: int | str, current: Any, location: tuple[int | str, ...], index: int) -> bool:
    """Whether a step names the member of the item union (it follows an index and equals the item's type)."""
    after_index = index > 0 and isinstance(location[index - 1], int)
    return after_index and isinstance(current, dict) and current.get("type") == step


def _problem(place: str, kind: str, location: tuple[int | str, ...], context: dict[str, Any]) -> Problem:
    name = str(location[-1])[:60] if location else ""
    if kind == "rule":
        found = problem(place, **context)
    elif kind in _EXPECTED:
        found = problem(place, "wrong_type", expected=_EXPECTED[kind])
    elif kind in _LIMITS:
        code, key = _LIMITS[kind]
        found = problem(place, code, limit=context.get(key, ""))
    elif kind in _NAMED:
        found = problem(place, _NAMED[kind], name=name)
    elif kind == "string_pattern_mismatch":
        found = problem(place, "bad_format", pattern=context["pattern"])
    elif kind == "literal_error":
        found = problem(place, "not_a_choice", expected=context["expected"].replace(" or ", ", "))
    elif kind == "union_tag_invalid":
        found = problem(place, "unknown_item_type", tag=str(context["tag"])[:60], expected=context["expected_tags"])
    else:
        found = problem(place, _PLAIN.get(kind, "invalid"))
    return found
