"""Which columns a book is written with. A city's accounting system wants its own: layouts are rows, not code."""

import json
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

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


_NAMES = {
    "account": _("会計"),
    "amount": _("金額"),
    "approved_on": _("決裁日"),
    "attempt": _("納付番号"),
    "basis": _("根拠"),
    "certainty": _("速報・確報"),
    "count": _("件数"),
    "day": _("日"),
    "department": _("所属"),
    "difference": _("差額"),
    "fee": _("決済手数料"),
    "fiscal_year": _("会計年度"),
    "gateway": _("決済の符号"),
    "gross": _("総額"),
    "item": _("支出科目"),
    "kind": _("区分"),
    "method": _("方法"),
    "number": _("調定番号"),
    "original": _("元の収納"),
    "payer": _("納入義務者"),
    "payout": _("入金番号"),
    "payout_on": _("入金日"),
    "reason": _("理由"),
    "receipt": _("申請番号"),
    "reference": _("決済ID"),
    "refund": _("還付番号"),
    "revenue_code": _("歳入科目"),
    "trustee": _("指定納付受託者"),
}


class LayoutRefused(ValueError):
    """`reason`: what is wrong with the columns, in a word for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def first_columns(book: str) -> list[list[str]]:
    """The columns before a city has chosen its own."""
    columns: list[list[str]] = json.loads(_FIRST.read_text(encoding="utf-8"))[book]
    return columns


def column_names(book: str) -> dict[str, str]:
    """Every column that the book can show, with what people call it; those of the first layout in its order first."""
    first = {pair[0]: pair[1] for pair in first_columns(book)}
    return first | {name: str(_NAMES[name]) for name in sorted(COLUMNS[book] - first.keys())}


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
