"""`/staff/cases/<receipt>/fee/`: the fee of a case; fixing its amount; asking the gateway again."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from identity.access.staff import StaffRequest
from payments.assessments.models import ExemptionClaim
from payments.assessments.services import AssessmentRefused
from payments.attempts.closing import close_attempts
from payments.attempts.looking_up import look_up
from payments.attempts.models import PaymentAttempt
from payments.gateways.contract import GatewayError
from payments.ledger.models import Source
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.applications.subjects import subject_of
from procedures.backoffice.acting import act, find_case, refuse_unless_allowed
from procedures.backoffice.feefile import (
    entry_rows,
    exemption_rows,
    fee_file,
    may_approve,
    method_name,
    revision_rows,
    shown_number,
)
from procedures.backoffice.feeform import FeeForm
from procedures.backoffice.looking import purpose_page, record_look
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import applicant_of
from procedures.backoffice.trail import Trail
from procedures.backoffice.writing import Writing
from procedures.workflow import commands
from procedures.workflow.authority import allowed_verbs
from procedures.workflow.errors import ReasonMissing
from procedures.workflow.exemptions import claims_of, granted_items, granted_rules, has_open
from procedures.workflow.fees import assessment_of, possible_charges
from procedures.workflow.transitions import Verb


@require_safe
def fee(request: StaffRequest, receipt: str) -> HttpResponse:
    """Everything about the money of a case on one page."""
    application = find_case(request, receipt)
    asked = purpose_page(request, application)
    if asked is not None:
        return asked
    record_look(request, application, _("手数料の確認"))
    file = fee_file(application)
    if file is None and not application.version.definition.fees.lines:
        raise Http404
    context = _frame(request, application) | {
        "file": file,
        "may_fix": Verb.FIX_FEE in allowed_verbs(actor=request.staff, application=application),
        "claims": exemption_rows(file, request.staff) if file else [],
        "revisions": revision_rows(file) if file else [],
        "entries": entry_rows(file) if file else [],
        "attempts": [
            {"attempt": one, "method": method_name(one.method), "number": shown_number(one), "last": one.looked_up_at}
            for one in (file.attempts if file else ())
        ],
        "refunds": [
            {"refund": one, "may_approve": may_approve(request.staff, application, one)}
            for one in (file.refunds if file else ())
        ],
    }
    return staff_page(request, "backoffice/fee.html", context, nav="queue")


def _frame(request: StaffRequest, application: Application) -> dict[str, Any]:
    trail = Trail.read(request.GET)
    return {
        "application": application,
        "receipt": show_receipt(application.receipt),
        "procedure": application.procedure.title,
        "applicant": applicant_of(application),
        "case_url": trail.case_url(application),
        "fee_url": trail.url("fee", application.receipt),
        "fix_url": trail.url("fix_fee", application.receipt),
        "claim_url": trail.url("exemption_claim", application.receipt),
        "manual_url": trail.url("record_payment", application.receipt),
    }


@require_POST
def look_again(request: StaffRequest, receipt: str, attempt: UUID) -> HttpResponse:
    """再照会: ask the gateway what really is, and apply it."""
    application = find_case(request, receipt)
    found = PaymentAttempt.objects.of(subject_of(application)).filter(pk=attempt).first()
    if found is None:
        raise Http404
    try:
        now = look_up(attempt_id=found.pk, source=Source.STAFF, by=request.staff)
    except GatewayError as error:
        messages.error(request, _("決済事業者に照会できませんでした（%(reason)s）。") % {"reason": error.reason})
    else:
        words = _("照会しました。いまの状態は「%(state)s」です。")
        messages.success(request, words % {"state": now.get_state_display()})
    return redirect(Trail.read(request.GET).url("fee", application.receipt))


def fix_fee(request: StaffRequest, receipt: str) -> HttpResponse:
    """Confirm the amount that the answers gave, or set another with a reason; the citizen is told and may pay."""
    application = find_case(request, receipt)
    if not application.version.definition.fees.lines:
        raise Http404
    writing = Writing.read(request)
    refused = refuse_unless_allowed(request, application, Verb.FIX_FEE, writing)
    if refused is not None:
        return refused
    claims = _claims(application)
    if has_open(claims):
        return _undecided(request, application)
    form = FeeForm.read(request, possible_charges(application), granted_items(claims), granted_rules(claims))
    checked = request.method == "POST" and writing.step in {"check", "send"}
    errors = form.faults(reason=writing.text) if checked else {}
    if checked and not errors and writing.step == "send":
        return _fix(request, application, form, writing)
    if request.method != "POST":
        record_look(request, application, _("手数料の確定"))
    context = _frame(request, application) | form.context(errors)
    context |= {
        "revision": writing.order.revision if request.method == "POST" else application.revision,
        "key": writing.order.key,
        "text": writing.text,
        "text_error": errors.get("text", ""),
        "errors": [{"id": name, "message": message} for name, message in errors.items()],
    }
    template = "backoffice/fix_fee_check.html" if checked and not errors else "backoffice/fix_fee.html"
    return staff_page(request, template, context, nav="queue", status=400 if errors else 200)


def _claims(application: Application) -> list[ExemptionClaim]:
    assessment = assessment_of(application)
    return claims_of(assessment.claim) if assessment is not None else []


def _undecided(request: StaffRequest, application: Application) -> HttpResponse:
    messages.error(request, _("減免の申出を、先に決定してください。"))
    return redirect(Trail.read(request.GET).url("fee", application.receipt))


def _fix(request: StaffRequest, application: Application, form: FeeForm, writing: Writing) -> HttpResponse:
    """Payments of the old amount are closed at the gateway first: whoever paid just now is found by that."""
    known = assessment_of(application)
    if known is not None and not close_attempts(assessment_id=known.pk, by=request.staff):
        messages.error(
            request,
            _("申請者が納付の手続をしている途中で、取りやめにできませんでした。少し待って、もう一度試してください。"),
        )
        return redirect(Trail.read(request.GET).url("fee", application.receipt))
    command = partial(commands.fix_fee, fixed=form.fixed, reason=writing.text)
    try:
        return act(
            request,
            application,
            Verb.FIX_FEE,
            command,
            done=_("手数料を確定しました。納めるものがあるときは、申請者に知らせます。"),
            typed=writing.text,
            chosen=form.said,
        )
    except (AssessmentRefused, ReasonMissing) as refusal:
        messages.error(request, str(refusal) or _("金額を変えるときは、理由を入力してください。"))
        return redirect(Trail.read(request.GET).url("fix_fee", application.receipt))
