"""`/staff/cases/<receipt>/fee/record/`: money received by hand (窓口, 振込, 納付書), recorded with its evidence."""

import re
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.attempts.errors import PaymentRefused
from payments.attempts.models import AttemptState
from payments.gateways.contract import Method
from payments.money import MOST_YEN
from payments.reconciliation.by_hand import begin_by_hand, is_begun, methods_by_hand, record_by_hand
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.backoffice.acting import find_case
from procedures.backoffice.feefile import shown_number
from procedures.backoffice.feeform import number
from procedures.backoffice.looking import record_look
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import applicant_of
from procedures.forms.characters import storable
from procedures.workflow.fees import assessment_of


def record_payment(request: StaffRequest, receipt: str) -> HttpResponse:
    """What was received, when, and by which paper."""
    application = find_case(request, receipt)
    assessment, methods = assessment_of(application), methods_by_hand()
    if assessment is None or not methods:
        raise Http404
    if request.POST.get("step") == "number" and Method.SLIP in methods:
        return _begin_slip(request, application, assessment)
    left = balance(assessment).outstanding_yen
    post = request.POST
    typed = {
        "method": post.get("method", ""),
        "paid_on": post.get("paid_on", timezone.localdate().isoformat())[:12],
        "amount": post.get("amount", str(left))[:15],
        "evidence": storable(post.get("evidence", ""))[:100].strip(),
    }
    errors = _faults(typed, methods) if request.method == "POST" else {}
    if request.method == "POST" and not errors:
        return _record(request, application, assessment, typed)
    record_look(request, application, _("手数料の納付の記録"))
    context = _frame(application) | {
        "left": left,
        "typed": typed,
        "sends_slips": Method.SLIP in methods,
        "choices": [{"value": method.value, "label": method.label} for method in methods],
        "faults": {name: errors.get(name, "") for name in typed},
        "errors": [{"id": name, "message": message} for name, message in errors.items()],
    }
    return staff_page(request, "backoffice/record_payment.html", context, nav="queue", status=400 if errors else 200)


def _frame(application: Application) -> dict[str, str]:
    return {
        "receipt": show_receipt(application.receipt),
        "procedure": application.procedure.title,
        "applicant": applicant_of(application),
        "case_url": reverse("backoffice:case", args=[application.receipt]),
        "fee_url": reverse("backoffice:fee", args=[application.receipt]),
    }


def read_day(written: str) -> date | None:
    """2026-11-23, 2026/11/23 or 20261123; not after today."""
    found = re.fullmatch(r"(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})", written.strip(), re.ASCII)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
    return day if day is not None and day <= timezone.localdate() else None


def _faults(typed: dict[str, str], methods: list[Method]) -> dict[str, str]:
    found = {}
    if typed["method"] not in {method.value for method in methods}:
        found["method"] = _("納付の方法を選んでください。")
    if read_day(typed["paid_on"]) is None:
        found["paid_on"] = _("今日までの日を入力してください。例）2026-11-23")
    if not number(typed["amount"], MOST_YEN):
        found["amount"] = _("1円以上の金額を数字で入力してください。例）300")
    if not typed["evidence"]:
        found["evidence"] = _("証拠になる書類の番号を入力してください。例）領収済通知書 123、eL番号")
    return found


def _begin_slip(request: StaffRequest, application: Application, assessment: FeeAssessment) -> HttpResponse:
    """The number that the accounting system prints on the slip and names in its file when the slip is paid."""
    page = request.build_absolute_uri(reverse("backoffice:fee", args=[application.receipt]))
    try:
        attempt = begin_by_hand(assessment_id=assessment.pk, method=Method.SLIP, by=request.staff, page=page)
    except PaymentRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:fee", application.receipt)
    if is_begun(attempt, Method.SLIP):
        words = _("納付番号 %(number)s を用意しました。財務会計システムの納付書に、この番号を入れてください。")
        messages.success(request, words % {"number": shown_number(attempt)})
    else:
        messages.warning(request, _("申請者がほかの方法で納めています。内容を確かめてください。"))
    return redirect("backoffice:fee", application.receipt)


def _record(
    request: StaffRequest, application: Application, assessment: FeeAssessment, typed: dict[str, str]
) -> HttpResponse:
    """The same paper recorded twice is one payment. What differs from the amount owed opens an exception."""
    day = read_day(typed["paid_on"]) or timezone.localdate()
    try:
        attempt = record_by_hand(
            assessment_id=assessment.pk,
            method=Method(typed["method"]),
            amount_yen=number(typed["amount"], MOST_YEN) or 0,
            paid_on=day,
            evidence=typed["evidence"],
            by=request.staff,
            page=request.build_absolute_uri(reverse("backoffice:fee", args=[application.receipt])),
        )
    except PaymentRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:fee", application.receipt)
    if attempt.method == typed["method"] and attempt.state == AttemptState.PAID:
        messages.success(request, _("納付を記録しました。"))
    else:
        messages.warning(request, _("申請者がほかの方法で納めていたため、記録しませんでした。内容を確かめてください。"))
    return redirect("backoffice:fee", application.receipt)
