"""Reading and writing definitions.

`parse` goes: size → JSON (no NaN, no doubled key) → one walk that bounds depth, count and characters → shape by
Pydantic. Each step is linear, so a hostile document costs no more than an honest one of its size. `dump` writes one
canonical form: keys in the order of the models, what has its default left out.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from pydantic import ValidationError

from procedures.definitions.definition import MAX_ITEMS, Definition
from procedures.definitions.pretty import pretty
from procedures.definitions.problems import MAX_PROBLEMS, DefinitionError, Problem, problem
from procedures.definitions.shape_problems import shape_problems

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 60
MAX_VALUES = 200_000
_BAD_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class _DuplicateError(ValueError):
    pass


class _BadNumberError(ValueError):
    pass


def parse(document: dict[str, Any] | str | bytes) -> Definition:
    """A definition from JSON text, UTF-8 bytes or an already decoded document.

    Raises DefinitionError with every problem of shape; `checks.check` finds the problems of meaning.
    """
    decoded = document if isinstance(document, dict) else decode(document)
    _bound(decoded)
    text = json.dumps(decoded, ensure_ascii=False)
    if len(text) > MAX_BYTES:
        raise DefinitionError([_too_large()])
    try:
        return Definition.model_validate_json(text)
    except ValidationError as error:
        raise DefinitionError(shape_problems(error, decoded)) from None


def dump(definition: Definition) -> str:
    """The canonical JSON of a definition: equal definitions give equal bytes, and `parse` gives the same back."""
    document = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return pretty({"format": definition.format, **document})


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the language."""
    return Definition.model_json_schema(by_alias=True)


def decode(document: str | bytes) -> dict[str, Any]:
    """The JSON object in a text of bounded size: no NaN, no doubled key, UTF-8. Raises DefinitionError."""
    if len(document) > MAX_BYTES:
        raise DefinitionError([_too_large()])
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
        decoded = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=_integer)
    except UnicodeDecodeError:
        raise DefinitionError([problem("", "json_not_utf8")]) from None
    except RecursionError:
        raise DefinitionError([problem("", "json_too_deep", limit=MAX_DEPTH)]) from None
    except json.JSONDecodeError as error:
        raise DefinitionError([problem("", "json_invalid", line=error.lineno, column=error.colno)]) from None
    except _DuplicateError as error:
        raise DefinitionError([problem("", "json_duplicate_key", name=str(error))]) from None
    except _BadNumberError:
        raise DefinitionError([problem("", "json_number")]) from None
    if not isinstance(decoded, dict):
        raise DefinitionError([problem("", "json_not_object")])
    return decoded


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    decoded = dict(pairs)
    if len(decoded) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateError(next(name for name in names if names.count(name) > 1)[:60])
    return decoded


def _refuse_constant(_name: str) -> None:
    raise _BadNumberError


def _integer(digits: str) -> int:
    if len(digits) > 20:
        raise _BadNumberError
    return int(digits)


def _too_large() -> Problem:
    return problem("", "json_too_large", limit=MAX_BYTES // 1024 // 1024)


def _bound(document: dict[str, Any]) -> None:
    """One walk over the values: bounded depth and count, JSON types only, no control or broken characters."""
    pending: list[tuple[Any, str, int]] = [(document, "", 1)]
    count = 0
    items = 0
    while pending:
        value, place, depth = pending.pop()
        count += 1
        if count > MAX_VALUES:
            raise DefinitionError([problem("", "json_too_many", limit=MAX_VALUES)])
        if depth > MAX_DEPTH:
            raise DefinitionError([problem(place[:500], "json_too_deep", limit=MAX_DEPTH)])
        if isinstance(value, dict):
            items += "type" in value
            pending.extend((part, f"{place}/{_key(key, place)}", depth + 1) for key, part in value.items())
        elif isinstance(value, list | tuple):
            pending.extend((part, f"{place}/{index}", depth + 1) for index, part in enumerate(value))
        else:
            _bound_scalar(value, place)
    if items > MAX_ITEMS:
        raise DefinitionError([problem("/pages", "too_many_items", count=items, limit=MAX_ITEMS)])


def _key(key: Any, place: str) -> str:
    if not isinstance(key, str):
        raise DefinitionError([problem(place, "json_not_json")])
    if _BAD_CHARACTER.search(key):
        raise DefinitionError([problem(place, "json_bad_character")])
    return key[:60].replace("~", "~0").replace("/", "~1")


def _bound_scalar(value: Any, place: str) -> None:
    if isinstance(value, str):
        if _BAD_CHARACTER.search(value):
            raise DefinitionError([problem(place, "json_bad_character")])
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) >= 10**19:
            raise DefinitionError([problem(place, "json_number")])
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise DefinitionError([problem(place, "json_number")])
    else:
        raise DefinitionError([problem(place, "json_not_json")])


__all__ = ["MAX_PROBLEMS", "DefinitionError", "dump", "json_schema", "parse"]
