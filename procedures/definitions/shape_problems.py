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


def shape_problems(error: ValidationError, document: dict[str, Any]) -> list[Problem]:
    """At most MAX_PROBLEMS problems, in the order of Pydantic's findings, each place once."""
    found: dict[str, Problem] = {}
    for detail in error.errors(include_url=False, include_input=False)[: MAX_PROBLEMS * 2]:
        place = pointer(detail["loc"], document)
        found.setdefault(place, _problem(place, detail["type"], detail["loc"], detail.get("ctx", {})))
        if len(found) == MAX_PROBLEMS:
            break
    return list(found.values())


def pointer(location: tuple[int | str, ...], document: Any) -> str:
    """A JSON pointer from Pydantic's location, without the names of union members that it weaves in."""
    parts: list[str] = []
    current = document
    for index, step in enumerate(location):
        is_last = index == len(location) - 1
        if (isinstance(current, dict) and step in current and not _is_tag(step, current, location, index)) or (
            isinstance(current, list | tuple) and isinstance(step, int) and step < len(current)
        ):
            current = current[step]
        elif not is_last or not isinstance(current, dict) or _is_tag(step, current, location, index):
            continue
        parts.append(str(step)[:60].replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _is_tag(step: int | str, current: dict[str, Any], location: tuple[int | str, ...], index: int) -> bool:
    """Whether a step names the member of the item union (it follows an index and equals the item's type)."""
    return index > 0 and isinstance(location[index - 1], int) and current.get("type") == step


def _problem(place: str, kind: str, location: tuple[int | str, ...], context: dict[str, Any]) -> Problem:
    name = str(location[-1])[:60] if location else ""
    if kind == "rule":
        return problem(place, context["code"], **{key: value for key, value in context.items() if key != "code"})
    if kind == "missing":
        return problem(place, "missing", name=name)
    if kind == "extra_forbidden":
        return problem(place, "unknown_key", name=name)
    if kind in _EXPECTED:
        return problem(place, "wrong_type", expected=_EXPECTED[kind])
    if kind in _LIMITS:
        code, key = _LIMITS[kind]
        return problem(place, code, limit=context.get(key, ""))
    if kind == "string_pattern_mismatch":
        return problem(place, "bad_format", pattern=context["pattern"])
    if kind == "literal_error":
        return problem(place, "not_a_choice", expected=context["expected"].replace(" or ", ", "))
    if kind == "union_tag_invalid":
        return problem(place, "unknown_item_type", tag=str(context["tag"])[:60], expected=context["expected_tags"])
    if kind == "union_tag_not_found":
        return problem(place, "missing_item_type")
    return problem(place, "invalid")
