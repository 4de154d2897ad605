"""What is signed: JSON with one way to write it (JCS, RFC 8785), holding what the person reads and the answers.

Both are hashed together, so nobody can show one text and have another one signed. Only what answers hold is allowed:
strings, whole numbers that a double holds exactly, booleans, null, lists and objects.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

FORMAT: Final = "akita-portal-signature-1"
_LARGEST: Final = 2**53 - 1  # RFC 8785 §3.2.2.3: numbers are IEEE 754 doubles


class NotCanonical(ValueError):
    """A value that has no canonical form. The text names its kind, never the value."""


def canonical_content(*, subject: UUID, title: str, text: str, payload: Mapping[str, Any]) -> bytes:
    """The canonical form as UTF-8. Raises NotCanonical."""
    return canonical_json(
        {"format": FORMAT, "subject": str(subject), "title": title, "text": text, "answers": dict(payload)}
    )


def canonical_json(value: Any) -> bytes:
    """RFC 8785 for the kinds above. Raises NotCanonical."""
    try:
        text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("a lone surrogate") from None
    except RecursionError:
        raise NotCanonical("too deep") from None


def _ordered(value: Any) -> Any:
    # bool before int: it is one in Python.
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonical("a number that a double does not hold")
        return int(value)
    if isinstance(value, list | tuple):
        return [_ordered(part) for part in value]
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("a key that is not a string")
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    raise NotCanonical(type(value).__name__)


def _utf16(key: str) -> bytes:
    """RFC 8785 §3.2.3: keys are ordered by UTF-16 code units, not by code points."""
    return key.encode("utf-16-be", "surrogatepass")
