"""One day's reconciliation: payouts of every gateway, what differs, the books of the day before. Safe to run again."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from payments.gateways.contract import GatewayError
from payments.gateways.registry import gateways
from payments.reconciliation.differences import disagreeing_lines, missing_there, unequal_payouts
from payments.reconciliation.exports import NotOverYet, export_book
from payments.reconciliation.importing import import_settlement
from payments.reconciliation.models import BatchSource, Book, BookExport, Span

_LOOKS_BACK = 7
"""Days: a payout that a gateway reported late, or that came while it was away, is found by the next runs."""


@dataclass(slots=True)
class Report:
    """Counts, and which gateways could not be asked."""

    batches: int = 0
    differences: int = 0
    missing_here: int = 0
    missing_there: int = 0
    unequal_payouts: int = 0
    away: list[str] = field(default_factory=list)
    books: list[BookExport] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.missing_here or self.missing_there or self.unequal_payouts or self.away)


def reconcile_day(day: date) -> Report:
    """Import the payouts that arrived up to `day`, and count everything that does not agree by now."""
    report = Report()
    for gateway in gateways():
        if not gateway.capabilities.reports_settlement:
            continue
        try:
            for back in range(_LOOKS_BACK, -1, -1):
                rows = list(gateway.settlement(day - timedelta(days=back)))
                done = import_settlement(gateway=gateway.code, rows=rows, source=BatchSource.GATEWAY)
                report.batches += len(done.batches)
                report.differences += done.differences
        except GatewayError as error:
            report.away.append(f"{gateway.code}: {error.reason}")
    report.missing_here = disagreeing_lines().count()
    report.missing_there = missing_there(day).count()
    report.unequal_payouts = unequal_payouts().count()
    return report


def write_books(day: date, *, today: date) -> list[BookExport]:
    """The four books of a day, and of the month or the fiscal year that ends with it; those there are already stay."""
    spans = [Span.DAY]
    if (day + timedelta(days=1)).day == 1:
        spans.append(Span.MONTH)
    if (day.month, day.day) == (3, 31):
        spans.append(Span.YEAR)
    made = []
    for span in spans:
        for book in Book.values:
            if BookExport.objects.filter(book=book, span=span, ends_on=day).exists():
                continue
            try:
                made.append(export_book(book=book, span=span, day=day, today=today))
            except NotOverYet:
                continue
    return made
