"""Which columns a book is written with. A city's accounting system wants its own: layouts are rows, not code."""

import json
from collections.abc import Sequence
from pathlib import Path

from payments.reconciliation.models import Book, BookLayout, Encoding

_FIRST = Path(__file__).parent / "layouts.json"

_ALWAYS = frozenset(
    {"fiscal_year", "day", "amount", "kind", "receipt", "revenue_code", "number", "account", "department"}
)
COLUMNS: dict[str, frozenset[str]] = {
    Book.ASSESSMENTS: _ALWAYS | {"count", "payer", "basis"},
    Book.RECEIPTS: _ALWAYS | {"attempt", "reference", "gateway", "method", "trustee", "payout_on", "certainty"},
    Book.REFUNDS: _ALWAYS | {"refund", "original", "reference", "reason", "method", "approved_on", "item"},
    Book.PAYOUTS: frozenset(
        {"fiscal_year", "gateway", "payout", "day", "gross", "fee", "amount", "count", "difference"}
    ),
}
"""What each book can show: the columns that a layout may name."""


class LayoutRefused(ValueError):
    """`reason`: what is wrong with the columns, in a word for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def first_columns(book: str) -> list[list[str]]:
    """The columns before a city has chosen its own."""
    columns: list[list[str]] = json.loads(_FIRST.read_text(encoding="utf-8"))[book]
    return columns


def layout_of(book: str) -> BookLayout:
    """The layout in force; unsaved, with the first columns, where nobody has changed it. One SQL statement."""
    found = BookLayout.objects.filter(book=book).first()
    return found or BookLayout(book=book, columns=first_columns(book), encoding=Encoding.UTF8)


def change_layout(*, book: str, columns: Sequence[Sequence[str]], encoding: str, changed_by_id: int) -> BookLayout:
    """Raises LayoutRefused for no columns, an unknown or doubled one, an empty heading, or an unknown encoding."""
    names = [name for name, _heading in columns]
    if not names or len(set(names)) != len(names) or not COLUMNS[book].issuperset(names):
        raise LayoutRefused("columns")
    if not all(heading.strip() for _name, heading in columns):
        raise LayoutRefused("headings")
    if encoding not in Encoding.values:
        raise LayoutRefused("encoding")
    layout, _new = BookLayout.objects.update_or_create(
        book=book,
        defaults={"columns": [list(pair) for pair in columns], "encoding": encoding, "changed_by_id": changed_by_id},
    )
    return layout
