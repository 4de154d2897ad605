"""What a check finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from accessibility.checker.dom import Element


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One place that breaks one rule. `rule` is a stable name; `criterion` its number in WCAG 2.2, or empty."""

    rule: str
    criterion: str
    where: str


Check = Callable[[Element], Iterator[Fault]]
