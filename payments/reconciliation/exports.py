"""Writing a book: numbered without a gap within the fiscal year, kept with its bytes, and written again the same."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Max

from payments.money import fiscal_year
from payments.reconciliation.layouts import layout_of
from payments.reconciliation.marks import Marks, take_marks
from payments.reconciliation.models import BookExport, Span
from payments.reconciliation.rows import Period, rows_of
from payments.reconciliation.writing import write_csv

_LOCK = 0x626F6F6B  # "book": one writer of books at a time

# What a further copy shares with the first.
_SAME = (
    *("book", "span", "starts_on", "ends_on", "fiscal_year", "number", "columns", "encoding"),
    *("marks", "marks_before", "rows", "total_yen", "digest", "content"),
)


class NotOverYet(ValueError):
    """A period whose last day is not over has no book."""


class BookDiffers(Exception):
    """Written again, the book does not come out as it was: rows were changed behind the portal's back."""


@dataclass(frozen=True, slots=True)
class _Written:
    content: bytes
    rows: int
    total: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def span_of(span: str, day: date) -> tuple[date, date]:
    """First and last day of the day, month or fiscal year that a day belongs to."""
    if span == Span.DAY:
        return day, day
    if span == Span.MONTH:
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    year = fiscal_year(day)
    return date(year, 4, 1), date(year + 1, 3, 31)


def export_book(*, book: str, span: str, day: date, today: date, made_by_id: int | None = None) -> BookExport:
    """Write the book of the day, month or fiscal year of `day`, or a further copy if it was written before.

    The first copy takes the next number of the fiscal year and holds what was known by now; what is heard of later
    stands in the next book of the same kind. A further copy is made from the tables anew, with the columns of the
    first, and compared with it. Raises NotOverYet and BookDiffers.
    """
    starts_on, ends_on = span_of(span, day)
    if ends_on >= today:
        raise NotOverYet
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        copies = BookExport.objects.filter(book=book, starts_on=starts_on, ends_on=ends_on).order_by("copy")
        first = copies.first()
        if first is not None:
            return _copy_of(first, number=copies.count() + 1, made_by_id=made_by_id)
        return _first(book, span, (starts_on, ends_on), made_by_id)


def _first(book: str, span: str, days: tuple[date, date], made_by_id: int | None) -> BookExport:
    starts_on, ends_on = days
    layout = layout_of(book)
    marks, before = take_marks(), _marks_before(book, span, starts_on)
    period = Period(starts_on=starts_on, ends_on=ends_on, marks=marks, before=before)
    written = _write(book, period, layout.columns, layout.encoding)
    year = fiscal_year(starts_on)
    last = BookExport.objects.filter(book=book, fiscal_year=year).aggregate(last=Max("number"))["last"] or 0
    return BookExport.objects.create(
        book=book,
        span=span,
        starts_on=starts_on,
        ends_on=ends_on,
        fiscal_year=year,
        number=last + 1,
        columns=layout.columns,
        encoding=layout.encoding,
        marks=marks,
        marks_before=before,
        rows=written.rows,
        total_yen=written.total,
        digest=written.digest,
        content=zlib.compress(written.content),
        made_by_id=made_by_id,
    )


def _marks_before(book: str, span: str, starts_on: date) -> Marks:
    earlier = (
        BookExport.objects.filter(book=book, span=span, copy=1, ends_on__lt=starts_on).order_by("-ends_on").first()
    )
    return earlier.marks if earlier is not None else {}


def _write(book: str, period: Period, columns: list[list[str]], encoding: str) -> _Written:
    rows = list(rows_of(book, period))
    return _Written(write_csv(rows, columns, encoding), len(rows), sum(row["amount"] for row in rows))


def rewrite(export: BookExport) -> bytes:
    """The book's bytes, made from the tables anew. Raises BookDiffers where they are not what was handed over."""
    period = Period(starts_on=export.starts_on, ends_on=export.ends_on, marks=export.marks, before=export.marks_before)
    written = _write(export.book, period, export.columns, export.encoding)
    if written.digest != export.digest:
        raise BookDiffers(f"{export.book} {export.fiscal_year}-{export.number}")
    return written.content


def _copy_of(first: BookExport, *, number: int, made_by_id: int | None) -> BookExport:
    rewrite(first)
    kept = {name: getattr(first, name) for name in _SAME}
    return BookExport.objects.create(copy=number, made_by_id=made_by_id, **kept)


def content_of(export: BookExport) -> bytes:
    """The bytes as they were handed over."""
    return zlib.decompress(bytes(export.content))


def file_name(export: BookExport) -> str:
    """Says the book, its days, its number, and which copy it is."""
    days = f"{export.starts_on:%Y%m%d}-{export.ends_on:%Y%m%d}"
    copy = f"-copy{export.copy}" if export.copy > 1 else ""
    return f"{export.book}-{days}-no{export.fiscal_year}-{export.number:04d}{copy}.csv"
