"""`/staff/books/layouts/<book>/`: which columns a book has, under which headings, in which order and encoding."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from payments.pages.layoutform import LayoutForm
from payments.pages.treasury import show, treasury_page
from payments.reconciliation.layouts import LayoutRefused, change_layout, column_names, first_columns, layout_of
from payments.reconciliation.models import Book, BookLayout, Encoding
from payments.reconciliation.previewing import preview


@treasury_page
@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: StaffRequest, book: str) -> HttpResponse:
    """Each button shows the form as it is then; nothing counts before it is saved. Older books keep their columns."""
    if book not in Book.values:
        raise Http404
    if request.method != "POST":
        return _show(request, LayoutForm.of(layout_of(book)))
    form, button = LayoutForm.read(book, request.POST), request.POST.get("do", "")
    if button == "first":
        return _show(request, LayoutForm.of(BookLayout(book=book, columns=first_columns(book), encoding=form.encoding)))
    if button != "save":
        return _show(request, form, moved=form.press(button))
    try:
        change_layout(book=book, columns=form.columns, encoding=form.encoding, changed_by_id=request.staff.user_id)
    except LayoutRefused as refusal:
        return _show(request, form, reason=refusal.reason)
    messages.success(request, _("様式を保存しました。次に作る帳簿から使います。"))
    return redirect("treasury:layout", book)


def _show(request: StaffRequest, form: LayoutForm, *, moved: str = "", reason: str = "") -> HttpResponse:
    rows = _rows(form, wrong=reason == "headings")
    errors = [{"id": row["id"], "message": row["error"]} for row in rows if row["error"]]
    if reason == "columns":
        errors = [{"id": "columns", "message": _("列を1つ以上選んでください。「加える」を押すと、列が入ります。")}]
    if moved:
        place = next((row["place"] for row in rows if row["name"] == moved), 0)
        label = column_names(form.book)[moved]
        words = _("「%(label)s」を%(place)d番目に置きました。") if place else _("「%(label)s」を外しました。")
        messages.info(request, words % {"label": label, "place": place})
    context = {
        "book": form.book,
        "label": Book(form.book).label,
        "rows": rows,
        "others": form.others,
        "encoding": form.encoding,
        "encodings": [
            {"value": Encoding.UTF8, "label": Encoding.UTF8.label, "hint": _("Excelでそのまま開けます。")},
            {"value": Encoding.CP932, "label": Encoding.CP932.label, "hint": _("書けない文字は〓になります。")},
        ],
        "preview": _preview(form) if form.columns else [],
        "errors": errors,
    }
    return show(request, "treasury/layout.html", context, status=400 if reason else 200)


def _preview(form: LayoutForm) -> list[dict[str, Any]]:
    """Each column with its heading and values, from the left."""
    headings, *lines = preview(form.book, form.columns, form.encoding)
    return [
        {"heading": heading, "values": [line[place] or "–" for line in lines]} for place, heading in enumerate(headings)
    ]


def _rows(form: LayoutForm, *, wrong: bool) -> list[dict[str, Any]]:
    names = column_names(form.book)
    return [
        {
            "place": place,
            "name": name,
            "id": f"heading-{name}",
            "label": names[name],
            "field_label": _("「%(label)s」の見出し") % {"label": names[name]},
            "heading": heading,
            "error": _("見出しを入力してください。例）納付日") if wrong and not heading else "",
            "is_first": place == 1,
            "is_last": place == len(form.columns),
        }
        for place, (name, heading) in enumerate(form.columns, start=1)
    ]
