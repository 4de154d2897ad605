"""JSON as people read it in Git: what fits stands on one line, the rest one part a line, two blanks of indent."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 110


def pretty(value: Any) -> str:
    """The text of a JSON value, ending in a line feed. Equal values give equal bytes."""
    return _text(value, 0, 0) + "\n"


def _text(value: Any, indent: int, taken: int) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (indent and indent + taken + len(line) <= WIDTH):
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        names = {key: json.dumps(key, ensure_ascii=False) + ": " for key in value}
        parts = [f"{inner}{names[key]}{_text(part, indent + 2, len(names[key]) + 1)}" for key, part in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    parts = [f"{inner}{_text(part, indent + 2, 1)}" for part in value]
    return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"
