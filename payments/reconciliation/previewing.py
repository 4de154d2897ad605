"""What a book would look like: its newest rows in a layout that nobody has saved yet. Nothing is numbered or kept."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from itertools import islice

from django.db.models import Max

from payments.assessments.models import FeeAssessment
from payments.ledger.models import EntryKind, LedgerEntry
from payments.money import day_in_japan
from payments.reconciliation.marks import marks_now
from payments.reconciliation.models import Book, SettlementBatch
from payments.reconciliation.rows import Period, rows_of
from payments.reconciliation.writing import write_csv

_SHOWN = 3


def preview(book: str, columns: Sequence[Sequence[str]], encoding: str) -> list[list[str]]:
    """The cells of the heading line and of some rows of the newest day on which the book has any, as they are written.

    Only the heading line where there is nothing yet.
    """
    day = _newest_day(book)
    rows = []
    if day is not None:
        rows = list(islice(rows_of(book, Period(starts_on=day, ends_on=day, marks=marks_now(), before={})), _SHOWN))
    return list(csv.reader(io.StringIO(write_csv(rows, columns, encoding).decode(encoding), newline="")))


def _newest_day(book: str) -> date | None:
    if book == Book.ASSESSMENTS:
        moment = FeeAssessment.objects.aggregate(last=Max("assessed_at"))["last"]
        return day_in_japan(moment) if moment is not None else None
    if book == Book.PAYOUTS:
        payout: date | None = SettlementBatch.objects.aggregate(last=Max("payout_on"))["last"]
        return payout
    entries = LedgerEntry.objects.all()
    if book == Book.REFUNDS:
        entries = entries.filter(kind__in=[EntryKind.REFUND, EntryKind.REFUND_REVERSAL])
    last: date | None = entries.aggregate(last=Max("occurred_on"))["last"]
    return last
