"""`/staff/cases/<receipt>/correction/`: ask the citizen to mend the answers (補正依頼)."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.backoffice.acting import act, find_case, refuse_unless_allowed
from procedures.backoffice.answers import item_choices
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import applicant_of
from procedures.backoffice.trail import Trail
from procedures.backoffice.words import SENTENCES
from procedures.backoffice.writing import Writing
from procedures.workflow import commands
from procedures.workflow.transitions import Verb


def correction(request: StaffRequest, receipt: str) -> HttpResponse:
    application = find_case(request, receipt)
    writing = Writing.read(request)
    refused = refuse_unless_allowed(request, application, Verb.REQUEST_CORRECTION, writing)
    if refused is not None:
        return refused
    asked = _asked(request, application)
    checked = request.method == "POST" and writing.step in {"check", "send"}
    missing = _("直してほしいことを、申請者に向けた文で入力してください。例）番地を入力してください。")
    fault = writing.fault(missing) if checked else ""
    if checked and not fault and writing.step == "send":
        return _send(request, application, writing, asked["items"])
    context = _context(request, application, writing) | asked
    context |= {"error": fault, "errors": [{"id": "text", "message": fault}] if fault else []}
    template = "backoffice/correction_check.html" if checked and not fault else "backoffice/correction.html"
    return staff_page(request, template, context, nav="queue", status=400 if fault else 200)


def _send(request: StaffRequest, application: Application, writing: Writing, items: list[str]) -> HttpResponse:
    command = partial(commands.request_correction, text=writing.text, items=items)
    done = _("修正を依頼しました。申請者に知らせます。修正が届くまで期限は止まります。")
    return act(
        request,
        application,
        Verb.REQUEST_CORRECTION,
        command,
        done=done,
        typed=writing.text,
        chosen=",".join(items),
    )


def _asked(request: StaffRequest, application: Application) -> dict[str, Any]:
    """The questions there are, and those that were chosen; ids that are none of them are left out."""
    groups = item_choices(application, timezone.localdate())
    known = {choice["value"]: choice["label"] for group in groups for choice in group["choices"]}
    items = [item for item in dict.fromkeys(request.POST.getlist("items")) if item in known]
    return {"groups": groups, "items": items, "labels": [known[item] for item in items]}


def _context(request: StaffRequest, application: Application, writing: Writing) -> dict[str, Any]:
    trail = Trail.read(request.GET)
    return {
        "receipt": show_receipt(application.receipt),
        "procedure": application.procedure.title,
        "applicant": applicant_of(application),
        "revision": writing.order.revision if request.method == "POST" else application.revision,
        "key": writing.order.key,
        "text": writing.text,
        "sentences_title": _("よく使う文から選ぶ"),
        "sentences": [{"value": f"sentence:{number}", "label": text} for number, text in enumerate(SENTENCES)],
        "case_url": trail.case_url(application),
        "action": trail.url("correction", application.receipt),
    }
