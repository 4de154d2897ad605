"""Closing a procedure, and opening it again."""

import unicodedata

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from identity.access.staff import StaffRequest
from procedures.applications.drafts import end_drafts
from procedures.catalogue.closing import close, reopen
from procedures.catalogue.errors import Refused
from procedures.designer.moments import MomentAsked
from procedures.designer.pages import administrator_page, find_procedure, show


def _asked() -> tuple[MomentAsked, MomentAsked]:
    return (
        MomentAsked("closes", _("いつ終了するか"), _("すぐに終了する"), _("日時を決めて終了する")),
        MomentAsked("drafts", _("作成中の下書き"), _("保存期間のあいだは送れる"), _("日時までに送ってもらう")),
    )


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, number: int) -> HttpResponse:
    found = find_procedure(number)
    closes, drafts = _asked()
    message, successor = request.POST.get("message", ""), _narrow(request.POST.get("successor", ""))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        errors = closes.read(request.POST.dict()).errors + drafts.read(request.POST.dict()).errors
        if not errors:
            try:
                _close(request, number, closes, drafts, successor=_number(successor), message=message)
            except Refused as refused:
                errors = [{"id": "message", "message": str(refused)}]
            else:
                messages.success(request, _("手続の終了を登録しました。"))
                return redirect("designer:procedure", number=number)
    context = {"procedure": found, "closes": closes, "drafts": drafts, "message": message, "successor": successor}
    return show(request, "designer/close.html", context | {"errors": errors})


@transaction.atomic
def _close(
    request: StaffRequest, number: int, closes: MomentAsked, drafts: MomentAsked, *, successor: int | None, message: str
) -> None:
    closed = close(
        number=number,
        by=request.user,
        closes_at=closes.moment,
        successor=successor,
        message=message,
        drafts_until=drafts.moment,
    )
    end_drafts(closed)


def _narrow(written: str) -> str:
    return unicodedata.normalize("NFKC", written[:8]).strip()


def _number(written: str) -> int | None:
    """None where nothing was written; 0, which no procedure has, for what is no number."""
    if not written:
        return None
    return int(written) if written.isascii() and written.isdigit() else 0


@administrator_page
@require_POST
def open_again(request: StaffRequest, number: int) -> HttpResponse:
    find_procedure(number)
    reopen(number=number, by=request.user)
    messages.success(request, _("手続を再開しました。"))
    return redirect("designer:procedure", number=number)
