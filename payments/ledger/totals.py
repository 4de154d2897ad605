"""Totals of the books: read from an index alone, however long the ledger."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One sum in yen (positive; the kind tells the direction) and how many entries it is of."""

    revenue_code: str
    provider: str
    kind: str
    amount_yen: int
    count: int


def totals(*, first: date, last: date) -> tuple[Total, ...]:
    """Sums of all entries of a period (both days included) by revenue, provider and kind, in that order."""
    raise NotImplementedError
