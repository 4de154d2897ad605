"""`/staff/cases/<receipt>/decision/`: decide (処分), with reasons and 教示 where it is a refusal."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from procedures.applications.models import Application
from procedures.applications.models.application import Outcome
from procedures.applications.receipts import show_receipt
from procedures.backoffice.acting import act, find_case, refuse_unless_allowed
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import applicant_of
from procedures.backoffice.trail import Trail
from procedures.backoffice.writing import Writing
from procedures.workflow import commands
from procedures.workflow.transitions import Verb

_OUTCOMES = frozenset({Outcome.APPROVED.value, Outcome.REFUSED.value})


def decision(request: StaffRequest, receipt: str) -> HttpResponse:
    application = find_case(request, receipt)
    writing = Writing.read(request)
    refused = refuse_unless_allowed(request, application, Verb.DECIDE, writing)
    if refused is not None:
        return refused
    posted = request.POST.get("outcome", "")
    outcome = posted if posted in _OUTCOMES else ""
    checked = request.method == "POST" and writing.step in {"check", "send"}
    errors = _faults(writing, outcome) if checked else {}
    if checked and not errors and writing.step == "send":
        command = partial(commands.decide, outcome=Outcome(outcome), reasons=writing.text)
        done = _("決定しました。決定通知書を作り、申請者に知らせます。")
        return act(request, application, Verb.DECIDE, command, done=done, typed=writing.text, chosen=outcome)
    context = _context(request, application, writing) | {
        "outcome": outcome,
        "refusing": outcome == Outcome.REFUSED,
        "errors": [{"id": field, "message": message} for field, message in errors.items()],
        "outcome_error": errors.get("outcome", ""),
        "text_error": errors.get("text", ""),
    }
    template = "backoffice/decision_check.html" if checked and not errors else "backoffice/decision.html"
    return staff_page(request, template, context, nav="queue", status=400 if errors else 200)


def _faults(writing: Writing, outcome: str) -> dict[str, str]:
    """By field. A refusal needs its reasons (行政手続法8条); an approval may say something."""
    faults = {} if outcome else {"outcome": _("決定の内容を選んでください。")}
    missing = _("認めない理由を入力してください。どの基準に、どの事実が当てはまらないかを書きます。")
    fault = writing.fault(missing if outcome == Outcome.REFUSED else "")
    return faults | ({"text": fault} if fault else {})


def _context(request: StaffRequest, application: Application, writing: Writing) -> dict[str, Any]:
    trail, definition = Trail.read(request.GET), application.version.definition
    authority = definition.appeal.authority if definition.appeal else _("秋田市長")
    return {
        "receipt": show_receipt(application.receipt),
        "procedure": application.procedure.title,
        "applicant": applicant_of(application),
        "revision": writing.order.revision if request.method == "POST" else application.revision,
        "key": writing.order.key,
        "text": writing.text,
        "choices": _choices(application),
        # The very words that the decision notice prints.
        "appeal": render_to_string("documents/_appeal.html", {"authority": authority}),
        "case_url": trail.case_url(application),
        "action": trail.url("decision", application.receipt),
    }


def _choices(application: Application) -> list[dict[str, str]]:
    if application.procedure.kind == "issuance":
        labels = (_("交付する"), _("交付しない"))
    else:
        labels = (_("認める"), _("認めない"))
    values = (Outcome.APPROVED.value, Outcome.REFUSED.value)
    return [{"value": value, "label": label} for value, label in zip(values, labels, strict=True)]
