"""`/staff/books/`: the month's takings, the four books, and what was written."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accessibility.components.days import read_date
from identity.access.staff import StaffRequest
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.fees.models import Revenue
from payments.ledger.models import INCOMING, LedgerEntry
from payments.ledger.totals import totals
from payments.money import fiscal_year
from payments.pages.charts import bar_chart
from payments.pages.treasury import show, treasury_page
from payments.pages.wording import movement, provider_names
from payments.reconciliation.exports import BookDiffers, NotOverYet, content_of, export_book, file_name, span_of
from payments.reconciliation.models import Book, BookExport, Span
from payments.reconciliation.rows import closing_day

_SHOWN = 40


@treasury_page
@require_safe
def books(request: StaffRequest) -> HttpResponse:
    """One month: takings by day as chart and table, sums by kind, and the books that were written of it."""
    today = timezone.localdate()
    first, last = span_of(Span.MONTH, _month(request.GET.get("month", ""), today))
    days = _by_day(first, last)
    sums = totals(first=first, last=last)
    named = Revenue.objects.valid_on(last).filter(code__in={one.revenue_code for one in sums})
    revenues = {one.code: one for one in named}
    written = list(
        BookExport.objects.filter(ends_on__gte=first, starts_on__lte=last)
        .defer("content", "columns", "marks", "marks_before")
        .select_related("made_by")
        .order_by("-made_at", "-pk")[:_SHOWN]
    )
    providers = provider_names()
    taken, returned = sum(row["taken"] for row in days), sum(row["returned"] for row in days)
    context = {
        "first": first,
        "previous": (first - timedelta(days=1)).strftime("%Y-%m"),
        "following": (last + timedelta(days=1)).strftime("%Y-%m") if last < today else "",
        "chart": bar_chart([(str(row["day"].day), row["taken"]) for row in days]),
        "days": [row for row in days if row["taken"] or row["returned"]],
        "taken": taken,
        "returned": returned,
        "net": taken - returned,
        "waiting": _waiting(),
        "sums": [
            {
                "revenue": revenues.get(one.revenue_code),
                "provider": providers.get(one.provider, one.provider),
                "kind": movement(one.kind),
                "signed": one.amount_yen if one.kind in INCOMING else -one.amount_yen,
                "one": one,
            }
            for one in sums
        ],
        "written": [{"one": one, "label": Book(one.book).label, "file": file_name(one)} for one in written],
        "books": [{"value": value, "label": label} for value, label in Book.choices],
        "spans": [{"value": value, "label": label} for value, label in Span.choices],
        "day": min(last, today - timedelta(days=1)).isoformat(),
        "year": fiscal_year(first),
        "closing": closing_day(fiscal_year(first)),
        "missing": _days_without_book(first, min(last, today - timedelta(days=1))),
    }
    return show(request, "treasury/books.html", context)


def _month(written: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return today


def _by_day(first: date, last: date) -> list[dict[str, Any]]:
    """Every day of the month with what came in and what went out. One SQL statement."""
    rows = LedgerEntry.objects.filter(occurred_on__range=(first, last)).values_list("occurred_on", "kind")
    found: dict[date, list[int]] = {}
    for day, kind, amount in rows.annotate(amount=Sum("amount_yen")).order_by("occurred_on", "kind"):
        both = found.setdefault(day, [0, 0])
        both[0 if kind in INCOMING else 1] += amount
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return [{"day": day, "taken": found.get(day, [0, 0])[0], "returned": found.get(day, [0, 0])[1]} for day in days]


def _waiting() -> dict[str, int]:
    """Claims that nobody has paid yet, of whatever day (収入未済). One SQL statement on their index."""
    unpaid = FeeAssessment.objects.filter(status=AssessmentStatus.ASSESSED)
    return unpaid.aggregate(count=Count("pk"), yen=Coalesce(Sum("total_yen"), 0))


def _days_without_book(first: date, last: date) -> list[date]:
    """Days on which money moved and of which no 収納簿 was written. Two SQL statements."""
    moved = LedgerEntry.objects.filter(occurred_on__range=(first, last)).values_list("occurred_on", flat=True)
    written = BookExport.objects.filter(book=Book.RECEIPTS, span=Span.DAY, starts_on__range=(first, last))
    return sorted(set(moved.distinct().order_by("occurred_on")) - set(written.values_list("starts_on", flat=True)))


@treasury_page
@require_POST
def write(request: StaffRequest) -> HttpResponse:
    """Write a book of a day, month or year; what was written before is written again the same, as a further copy."""
    book, span = request.POST.get("book", ""), request.POST.get("span", "")
    day = read_date(request.POST.get("day", ""))
    if book not in Book.values or span not in Span.values or day is None:
        messages.error(request, _("帳簿、期間、日を選んでください。日の例）2026-11-23、令和8年11月23日"))
        return redirect("treasury:books")
    try:
        made = export_book(book=book, span=span, day=day, today=timezone.localdate(), made_by_id=request.staff.user_id)
    except NotOverYet:
        messages.error(request, _("終わっていない期間の帳簿は作れません。期間の最後の日が過ぎてから作ってください。"))
    except BookDiffers:
        messages.error(request, _("前に作ったものと同じ内容になりませんでした。システムの管理者に知らせてください。"))
    else:
        words = _(
            "%(book)s（%(year)d年度 第%(number)d号、%(copy)d通目）を作りました。%(rows)d行、合計%(total)s円です。"
        )
        messages.success(
            request,
            words
            % {
                "book": Book(book).label,
                "year": made.fiscal_year,
                "number": made.number,
                "copy": made.copy,
                "rows": made.rows,
                "total": f"{made.total_yen:,}",
            },
        )
    return redirect(f"{reverse('treasury:books')}?month={day:%Y-%m}")


@treasury_page
@require_safe
def download(_request: StaffRequest, export: int) -> HttpResponse:
    """The bytes as they were handed over."""
    found = get_object_or_404(BookExport, pk=export)
    if found.book not in Book.values:
        raise Http404
    charset = "Shift_JIS" if found.encoding == "cp932" else "utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{file_name(found)}"'}
    return HttpResponse(content_of(found), content_type=f"text/csv; charset={charset}", headers=headers)
