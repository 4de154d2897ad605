"""`/staff/payments/refunds/<id>/` and asking for one: requested by one person, approved by another (決裁)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from identity.access.staff import StaffRequest
from payments.attempts.errors import RefundRefused
from payments.attempts.models import AttemptState, PaymentAttempt, Refund, RefundMethod, RefundState
from payments.attempts.payees import ask_payee, note_payee
from payments.attempts.refunding import approve_refund, available_yen, refuse_refund, request_refund, retry_refund
from payments.money import MOST_YEN
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.applications.subjects import SUBJECT, subject_of
from procedures.backoffice.acting import find_case
from procedures.backoffice.feefile import may_approve, method_name
from procedures.backoffice.feeform import number
from procedures.backoffice.looking import record_look
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import applicant_of
from procedures.forms.characters import storable
from procedures.forms.payees import PayeeForm, payee_form

_LONGEST = 200


def ask_refund(request: StaffRequest, receipt: str, attempt: UUID) -> HttpResponse:
    """Ask for money to be given back: how much of what is left, and why."""
    application = find_case(request, receipt)
    own = PaymentAttempt.objects.of(subject_of(application)).filter(state=AttemptState.PAID)
    found = own.filter(pk=attempt).first()
    if found is None:
        raise Http404
    left = available_yen(attempt_id=found.pk)
    post = request.POST
    typed, reason = post.get("amount", str(left))[:15], storable(post.get("reason", ""))[:_LONGEST].strip()
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _faults(typed, reason, left)
        if not errors:
            return _ask(request, application, found, number(typed, MOST_YEN) or 0, reason)
    record_look(request, application, _("手数料の還付"))
    context = _frame(application) | {
        "attempt": found,
        "method": method_name(found.method),
        "left": left,
        "typed": typed,
        "reason": reason,
        "amount_error": errors.get("amount", ""),
        "reason_error": errors.get("reason", ""),
        "errors": [{"id": name, "message": message} for name, message in errors.items()],
    }
    return staff_page(request, "backoffice/ask_refund.html", context, nav="queue", status=400 if errors else 200)


def _faults(typed: str, reason: str, left: int) -> dict[str, str]:
    amount = number(typed, MOST_YEN)
    found = {}
    if not amount or amount > left:
        words = _("1円から%(left)s円までの数字で入力してください。例）%(left)s")
        found["amount"] = words % {"left": f"{left:,}"}
    if not reason:
        found["reason"] = _("還付する理由を入力してください。例）証明書を交付できなかったため")
    return found


def _ask(
    request: StaffRequest, application: Application, attempt: PaymentAttempt, amount: int, reason: str
) -> HttpResponse:
    seen = number(request.POST.get("left", ""), MOST_YEN)
    try:
        refund = request_refund(
            attempt_id=attempt.pk,
            amount_yen=amount,
            reason=reason,
            policy="by_staff",
            by=request.staff,
            expected_available_yen=seen,
        )
    except RefundRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:ask_refund", application.receipt, attempt.pk)
    messages.success(request, _("還付を起案しました。ほかの決裁者が決裁すると、返金の手続が始まります。"))
    return redirect("backoffice:refund", refund.pk)


def _frame(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "receipt": show_receipt(application.receipt),
        "procedure": application.procedure.title,
        "applicant": applicant_of(application),
        "case_url": reverse("backoffice:case", args=[application.receipt]),
        "fee_url": reverse("backoffice:fee", args=[application.receipt]),
    }


def _find(request: StaffRequest, refund_id: UUID) -> tuple[Refund, Application]:
    """A refund of an application of one's own departments."""
    refund = (
        Refund.objects.select_related("attempt__assessment", "requested_by", "approved_by").filter(pk=refund_id).first()
    )
    if refund is None or refund.attempt.assessment.subject_kind != SUBJECT:
        raise Http404
    mine = Application.objects.for_clerk(request.staff).select_related("procedure", "version")
    application = mine.defer("version__document").filter(pk=refund.attempt.assessment.subject_id).first()
    if application is None:
        raise Http404
    return refund, application


def refund(request: StaffRequest, refund: UUID) -> HttpResponse:
    """One refund: what for, by whom, and what may be done with it now."""
    found, application = _find(request, refund)
    record_look(request, application, _("手数料の還付"))
    return _show(request, found, application)


def _show(
    request: StaffRequest, found: Refund, application: Application, *, form: PayeeForm | None = None
) -> HttpResponse:
    by_bank = found.method == RefundMethod.BANK
    form = form or payee_form()
    context = _frame(application) | {
        "refund": found,
        "method": method_name(found.attempt.method),
        "may_approve": may_approve(request.staff, application, found),
        "needs_payee": by_bank and not found.payee and found.state in {"requested", "approved", "manual_transfer"},
        "has_payee": bool(found.payee),
        "may_retry": found.state == RefundState.FAILED and not hasattr(found, "replaced_by"),
        "may_ask": by_bank and found.state == RefundState.MANUAL_TRANSFER,
        "account": form.spec,
        "errors": [{"id": fault.id, "message": fault.message} for fault in form.faults],
    }
    return staff_page(request, "backoffice/refund.html", context, nav="payments", status=400 if form.faults else 200)


@require_POST
def refund_decide(request: StaffRequest, refund: UUID) -> HttpResponse:
    """決裁: approve or refuse; never the own request, and only by an approver of the department."""
    found, application = _find(request, refund)
    if not may_approve(request.staff, application, found):
        messages.error(request, _("この還付を決裁できるのは、起案した人ではない決裁者か管理職だけです。"))
        return redirect("backoffice:refund", found.pk)
    reason = storable(request.POST.get("reason", ""))[:_LONGEST].strip()
    try:
        if request.POST.get("decision") == "approve":
            approve_refund(refund_id=found.pk, by=request.staff)
            messages.success(request, _("還付を承認しました。"))
        elif reason:
            refuse_refund(refund_id=found.pk, by=request.staff, reason=reason)
            messages.success(request, _("還付を承認しませんでした。"))
        else:
            messages.error(request, _("承認しないときは、理由を入力してください。"))
    except RefundRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("backoffice:refund", found.pk)


@require_POST
def refund_payee(request: StaffRequest, refund: UUID) -> HttpResponse:
    """Ask the citizen for the bank account, or note it from a paper; it is sealed, and emptied after the transfer."""
    found, application = _find(request, refund)
    asks = request.POST.get("step") == "ask"
    form = payee_form(dict(request.POST.lists()))
    if form.payee is None and not asks:
        return _show(request, found, application, form=form)
    try:
        if asks:
            ask_payee(refund_id=found.pk, by=request.staff)
            messages.success(request, _("申請者に、振込先の入力をお願いしました。"))
        elif form.payee is not None:
            note_payee(refund_id=found.pk, payee=form.payee, by=request.staff)
            messages.success(request, _("振込先を記録しました。会計の担当だけが見ることができます。"))
    except RefundRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("backoffice:refund", found.pk)


@require_POST
def refund_again(request: StaffRequest, refund: UUID) -> HttpResponse:
    """A failed refund again: by the gateway, or by bank transfer instead."""
    found, _application = _find(request, refund)
    method = request.POST.get("method", "")
    try:
        again = retry_refund(
            refund_id=found.pk, by=request.staff, method=method if method in RefundMethod.values else None
        )
    except RefundRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:refund", found.pk)
    messages.success(request, _("還付をもう一度進めます。"))
    return redirect("backoffice:refund", again.pk)
