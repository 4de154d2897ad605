"""`/staff/books/layouts/<book>/`: which columns a book has, under which headings, in which order and encoding."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from payments.pages.treasury import show, treasury_page
from payments.reconciliation.layouts import COLUMNS, LayoutRefused, change_layout, first_columns, layout_of
from payments.reconciliation.models import Book, Encoding


@treasury_page
@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: StaffRequest, book: str) -> HttpResponse:
    """One line a column: its name, a comma, the heading. Books written before keep their columns."""
    if book not in Book.values:
        raise Http404
    now = layout_of(book)
    text = "\n".join(f"{name},{heading}" for name, heading in now.columns)
    encoding, error = now.encoding, ""
    if request.method == "POST":
        text, encoding = request.POST.get("columns", "")[:5000], request.POST.get("encoding", "")
        pairs = [line.partition(",")[::2] for line in text.splitlines() if line.strip()]
        columns = [(name.strip(), heading.strip()) for name, heading in pairs]
        try:
            change_layout(book=book, columns=columns, encoding=encoding, changed_by_id=request.staff.user_id)
        except LayoutRefused as refusal:
            error = _refused(refusal.reason)
        else:
            messages.success(request, _("様式を保存しました。次に作る帳簿から使います。"))
            return redirect("treasury:layout", book)
    context = {
        "book": book,
        "label": Book(book).label,
        "text": text,
        "encoding": encoding,
        "encodings": [{"value": value, "label": label} for value, label in Encoding.choices],
        "known": first_columns(book),
        "others": sorted(COLUMNS[book] - {name for name, _heading in first_columns(book)}),
        "error": error,
        "errors": [{"id": "columns", "message": error}] if error else [],
    }
    return show(request, "treasury/layout.html", context, status=400 if error else 200)


def _refused(reason: str) -> str:
    words = {
        "columns": _("使える列の名前を、1行に1つ、重ならないように書いてください。例）day,納付日"),
        "headings": _("すべての列に見出しを書いてください。例）day,納付日"),
        "encoding": _("文字コードを選んでください。"),
    }
    return words[reason]
