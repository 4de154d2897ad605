"""The last step: everything on one page, then it is sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from procedures.applications.answers import read_answers
from procedures.applications.receipts import show_receipt
from procedures.catalogue.acceptance import Closed, too_late_to_send
from procedures.catalogue.prices import charges
from procedures.portal.closing import closed_now
from procedures.portal.crumbs import to_draft
from procedures.portal.desk import Desk
from procedures.portal.doors import draft_page
from procedures.portal.requests_of_clerks import request_text
from procedures.portal.sending import send
from procedures.portal.stops import stop_message
from procedures.portal.summaries import difference_rows, sections_to_check, taken_from_card
from procedures.portal.views.sign import leave_to_sign
from procedures.workflow.deadlines import first_due_date
from procedures.workflow.errors import NothingChanged
from procedures.workflow.signing import acting_lines


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All answers with links to change them, what it costs, what happens next; POST sends."""
    stop = stop_message(desk)
    if stop:
        context = {"desk": desk, "definition": desk.definition, "message": stop, "crumbs": to_draft(desk)}
        return render(request, "portal/stopped.html", context)
    if desk.open_page is not None:
        if request.method == "POST" or desk.contents.answers:
            messages.warning(request, _unsettled(desk, desk.open_page))
        return redirect(desk.place)
    if desk.missing_level or desk.needs_mandate:
        return redirect(desk.place)
    problem = ""
    if request.method == "POST" and not _closed(desk):
        if request.POST.get("_revision") == str(desk.draft.revision):
            try:
                return _go_on(request, desk)
            except NothingChanged:
                problem = _("前回から変わった内容がありません。お願いしたところを直してから送ってください。")
                return _show(request, desk, problem=problem)
        problem = _("この画面を開いたあと、別の画面で内容が変わりました。内容を確かめて、もう一度送ってください。")
    return _show(request, desk, problem=problem)


def _go_on(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Send, or first sign. Raises NothingChanged."""
    if not desk.is_signed:
        return send(request, desk)
    if desk.draft.corrects is not None and not difference_rows(desk, read_answers(desk.draft.corrects)):
        raise NothingChanged
    return leave_to_sign(desk)


def _unsettled(desk: Desk, page: str) -> str:
    if desk.journey.is_faulty(page):
        return _("入力を直す必要のあるページがあります。このページから続けてください。")
    return _("入力が終わっていないページがあります。このページから続けてください。")


def _closed(desk: Desk) -> Closed | None:
    """What is corrected was received in time; a new application has to be."""
    if desk.draft.corrects_id is not None:
        return None
    late = too_late_to_send(desk.draft.version.procedure, timezone.now())
    return late or closed_now(desk.draft.version.procedure_id, desk.definition, desk.today)


def _who(desk: Desk) -> dict[str, Any]:
    """Who sends it, and what of the applicant the card said otherwise than it was typed."""
    return {
        "acting": acting_lines(desk.acting) if desk.acting else [],
        "may_act": desk.definition.proxy.allowed and desk.draft.corrects_id is None,
        "taken_from_card": taken_from_card(desk),
    }


def _show(request: HttpRequest, desk: Desk, *, problem: str) -> HttpResponse:
    corrects = desk.draft.corrects
    definition = desk.definition
    period = definition.standard_period
    lines = charges(definition, desk.answers, desk.today)
    context = {
        "desk": desk,
        "definition": definition,
        "department": desk.draft.version.procedure.department,
        "crumbs": to_draft(desk),
        "words": desk.words,
        "sections": sections_to_check(desk),
        "charges": lines,
        "charges_total": sum(line.total for line in lines),
        "if_granted": sum(line.if_granted for line in lines) if any(line.awaits_approval for line in lines) else None,
        "is_sample": any(line.is_sample for line in lines),
        "days": period.business_days if period else 0,
        "promised": first_due_date(received=desk.today, business_days=period.business_days if period else None),
        "total": desk.journey.position(None)[1],
        **_who(desk),
        "last_url": desk.address(desk.journey.pages[-1].id),
        "problem": problem,
        "errors": [{"id": "", "message": problem}] if problem else [],
        "closed": _closed(desk),
        "corrects": corrects,
        "receipt": show_receipt(corrects.receipt) if corrects else "",
        "request_text": request_text(desk),
        "differences": difference_rows(desk, read_answers(corrects)) if corrects else [],
    }
    return render(request, "portal/check.html", context, status=409 if problem else 200)
