"""The full history of a procedure: its designs, every operation, every state, and the way back to one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from identity.access.staff import StaffRequest
from procedures.catalogue.models import Procedure
from procedures.designer.designs import DesignEnded, DesignExists, NothingToUndo, Overtaken, document_at, restore
from procedures.designer.listing import record_items, short
from procedures.designer.models import Design, DesignOperation
from procedures.designer.pages import administrator_page, show
from procedures.designer.reviewing.comments import threads_of
from procedures.designer.reviewing.history import (
    change_rows,
    design_rows,
    designs_of,
    operation_rows,
    origin_in_words,
    pages_in,
    steps_of,
)
from procedures.designer.reviewing.services import go_on_with
from procedures.designer.reviewing.shown import comment_lines, step_items
from procedures.designer.tabs import design_url, frame


@administrator_page
@require_safe
def history(request: StaffRequest, number: int) -> HttpResponse:
    designs = designs_of(number)
    procedure = Procedure.objects.filter(number=number).select_related("department").defer("search_text").first()
    if not designs and procedure is None:
        raise Http404
    chosen = request.GET.get("design", "")
    design = next((one for one in designs if str(one.pk) == chosen), designs[0] if designs else None)
    if chosen and (design is None or str(design.pk) != chosen):
        raise Http404
    context = {
        "number": number,
        "title": design.title if design else procedure.title if procedure else "",
        "design_columns": _columns(_("始めた日時"), _("始めた人"), _("もと"), _("変更"), _("終わり方")),
        "design_rows": design_rows(designs, design.pk if design else 0),
        "records": record_items(procedure) if procedure else [],
    }
    return show(request, "designer/history.html", context | _of_design(request, design))


def _of_design(request: StaffRequest, design: Design | None) -> dict[str, Any]:
    """Operations, steps and remarks of one design."""
    if design is None:
        return {"design": None}
    pages = pages_in(design)
    page = _page(request.GET.get("page", ""), pages)
    address = f"{reverse('designer:history', args=[design.number])}?design={design.pk}&page="
    return (frame(design, "history") if design.ended_at is None else {"design": design}) | {
        "started": short(design.started_at),
        "operation_columns": _columns(_("改訂"), _("日時"), _("変えた人"), _("種類"), _("変えたこと")),
        "operations": operation_rows(design, page),
        "summary": _("%(pages)dページのうち%(page)dページ目") % {"pages": pages, "page": page},
        "newer": f"{address}{page - 1}" if page > 1 else "",
        "older": f"{address}{page + 1}" if page < pages else "",
        "steps": step_items(steps_of(design)),
        "threads": [{"called": one.called, "items": comment_lines(one.lines)} for one in threads_of(design)],
    }


def _columns(*labels: str) -> list[dict[str, str]]:
    return [{"label": label} for label in labels]


def _page(written: str, pages: int) -> int:
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    return min(max(number, 1), pages)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: StaffRequest, number: int, design_id: int, revision: int) -> HttpResponse:
    """One state of a design: what led to it, and what going back to it would change."""
    found = Design.objects.filter(number=number, pk=design_id).select_related("changed_by", "base").first()
    if found is None or revision > found.revision:
        raise Http404
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        answer = _go_back(request, found, revision)
        if isinstance(answer, HttpResponse):
            return answer
        errors = [{"id": "changes", "message": answer}]
        found.refresh_from_db()
    context = _of_state(found, revision) | {"number": number, "errors": errors}
    context["other"] = Design.objects.open().filter(number=number).exclude(pk=found.pk).first()
    return show(request, "designer/state.html", context)


def _of_state(design: Design, revision: int) -> dict[str, Any]:
    """What led to a state and what it differs in. Up to three SQL statements."""
    wanted = document_at(design, revision)
    operation = DesignOperation.objects.filter(design=design, number=revision).select_related("by").first()
    return {
        "design": design,
        "title": design.title,
        "revision": revision,
        "operation": operation,
        "operation_at": short(operation.at) if operation else short(design.started_at),
        "origin": origin_in_words(design),
        "did_columns": _columns(_("変わったこと"), _("前"), _("後")),
        "columns": _columns(_("変わること"), _("前"), _("後")),
        "did": change_rows(document_at(design, revision - 1), wanted) if revision else [],
        "back": change_rows(design.decoded(), wanted),
        "is_last": revision == design.revision,
        "is_open": design.ended_at is None,
    }


def _go_back(request: StaffRequest, design: Design, revision: int) -> HttpResponse | str:
    """Restore an open design, begin again from an ended one; or why that is not possible."""
    try:
        if design.ended_at is None:
            restore(design=design, by=request.user, number=revision)
            messages.success(request, _("改訂%(number)dの状態に戻しました。") % {"number": revision})
        else:
            go_on_with(ended=design, by=request.user, number=revision)
            messages.success(request, _("この状態から作成を始めました。"))
    except NothingToUndo:
        return _("今の内容と同じです。戻すものはありません。")
    except Overtaken:
        return _("ほかの人が先に変更しました。変わることを確かめてから、もう一度操作してください。")
    except (DesignEnded, DesignExists):
        return _("作成中の内容が、ほかの人の操作で変わりました。経過のページで確かめてください。")
    return redirect(design_url(design.number))
