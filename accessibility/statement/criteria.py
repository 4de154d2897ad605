"""The success criteria and, for each, who or what looks at it. Source of the list shown with the test results."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

_FILE = Path(__file__).parent / "criteria.toml"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A success criterion of WCAG 2.2 level A or AA, or 4.1.1, which JIS X 8341-3:2016 still has.

    `added` says that JIS X 8341-3:2016 does not have it. `how`: "auto", part of it is checked by the test suite;
    "people", only people can judge it; "none", the portal has nothing that it applies to.
    """

    number: str
    level: Literal["A", "AA"]
    name: str
    added: bool
    how: Literal["auto", "people", "none"]


@lru_cache(maxsize=1)
def criteria() -> tuple[Criterion, ...]:
    """All 56, in the order of their numbers."""
    return tuple(Criterion(**data) for data in tomllib.loads(_FILE.read_text(encoding="utf-8"))["criterion"])
