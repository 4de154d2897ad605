"""What the author of a procedure is advised, and what a rule says it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal["accessibility", "language", "data"]
"""How well everyone can use it (JIS X 8341-3, WCAG), how well it is understood, whether too much is asked."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to think about before publishing; nothing here keeps a procedure from being published.

    `place`: JSON pointer of what is meant: a text, an item, a page. With a `suggestion` it is the pointer of the very
    string that the suggestion may replace, as a whole; that string may not be there yet (a hint, a unit).
    `code` is stable. `message` says what is wrong and what to do; `source`: the law or standard it rests on.
    """

    place: str
    code: str
    message: str
    suggestion: str = ""
    kind: Kind = "accessibility"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: `code` names a text of messages.py, `values` fill it. `at` follows the place looked at."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    suggestion: str = ""
    at: str = ""
