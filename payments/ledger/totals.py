"""Totals of the books: read from an index alone, however long the ledger."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from payments.ledger.models import LedgerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One sum in yen (positive; the kind tells the direction) and how many entries it is of."""

    revenue_code: str
    provider: str
    kind: str
    amount_yen: int
    count: int


def totals(*, first: date, last: date) -> tuple[Total, ...]:
    """Sums of all entries of a period (both days included) by revenue, provider and kind, in that order.

    A fiscal year is the period from 1 April to 31 March: PostgreSQL holds `fiscal_year` to be just that.
    """
    rows = (
        LedgerEntry.objects.filter(occurred_on__range=(first, last))
        .values("revenue_code", "provider", "kind")
        .annotate(amount=Sum("amount_yen"), entries=Count("*"))
        .order_by("revenue_code", "provider", "kind")
    )
    return tuple(
        Total(
            revenue_code=row["revenue_code"],
            provider=row["provider"],
            kind=row["kind"],
            amount_yen=row["amount"],
            count=row["entries"],
        )
        for row in rows
    )
