"""`/staff/cases/<receipt>/fee/exemptions/…`: claiming an exemption (減免) for the applicant, and deciding one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accessibility.components.formats import yen_amount
from identity.access.staff import StaffRequest
from payments.assessments.exemptions import claim_exemption, decide_exemption
from payments.assessments.models import ExemptionClaim, FeeAssessment
from payments.assessments.services import AssessmentRefused
from payments.attempts.closing import close_attempts
from payments.fees.models import ExemptionRule
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.backoffice.acting import find_case
from procedures.backoffice.looking import record_look
from procedures.backoffice.pages import staff_page
from procedures.backoffice.trail import Trail
from procedures.forms.characters import storable
from procedures.workflow.authority import allowed_verbs
from procedures.workflow.exemptions import city_rules
from procedures.workflow.fees import assessment_of
from procedures.workflow.transitions import Verb

_LONGEST = 200


@require_POST
def exemption_decide(request: StaffRequest, receipt: str, claim: UUID) -> HttpResponse:
    """Approve, saying what was checked, or refuse with a reason; never the own claim."""
    application = find_case(request, receipt)
    assessment = assessment_of(application)
    if assessment is None or not ExemptionClaim.objects.filter(pk=claim, claim=assessment.claim).exists():
        raise Http404
    record_look(request, application, _("減免の決定"))
    problem = _decide(request, application, assessment, claim)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _("減免の申出を決定しました。続けて、手数料の金額を確定してください。"))
    return redirect(Trail.read(request.GET).url("fee", application.receipt))


def _decide(request: StaffRequest, application: Application, assessment: FeeAssessment, claim: UUID) -> str:
    """What stands in the way, in a sentence; empty where it is decided."""
    if Verb.FIX_FEE not in allowed_verbs(actor=request.staff, application=application):
        return _("この申請の手数料は、いま変えられません。")
    approve = request.POST.get("decision") == "approve"
    # Whoever pays the full amount right now is found by this.
    if approve and not close_attempts(assessment_id=assessment.pk, by=request.staff):
        return _("申請者が納付の手続をしています。少し待って、もう一度試してください。")
    words = storable(request.POST.get("words", ""))[:_LONGEST].strip()
    try:
        decide_exemption(claim_id=claim, approve=approve, by=request.staff, reason=words, evidence=words)
    except AssessmentRefused as refusal:
        return str(refusal)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def exemption_claim(request: StaffRequest, receipt: str) -> HttpResponse:
    """By one of the city's own rules; another staff member decides, where the rule wants it."""
    application = find_case(request, receipt)
    assessment = assessment_of(application)
    if assessment is None:
        raise Http404
    fee_url = Trail.read(request.GET).url("fee", application.receipt)
    if Verb.FIX_FEE not in allowed_verbs(actor=request.staff, application=application):
        messages.error(request, _("この申請の手数料は、いま変えられません。"))
        return redirect(fee_url)
    rules = city_rules(assessment, timezone.localdate())
    chosen = next((rule for rule in rules if rule.code == request.POST.get("rule")), None)
    words = storable(request.POST.get("words", ""))[:_LONGEST].strip()
    faults = _faults(chosen, words) if request.method == "POST" else {}
    if request.method == "POST" and chosen is not None and not faults:
        faults = _claim(request, assessment, chosen, words)
        if not faults:
            messages.success(request, _("減免を申し出ました。") if chosen.needs_approval else _("減免しました。"))
            return redirect(fee_url)
    record_look(request, application, _("減免の申出"))
    typed = {"chosen": chosen.code if chosen else "", "words": words, "faults": faults}
    return _claim_page(request, application, rules, typed)


def _claim_page(
    request: StaffRequest, application: Application, rules: Sequence[ExemptionRule], typed: Mapping[str, Any]
) -> HttpResponse:
    trail, faults = Trail.read(request.GET), typed["faults"]
    context = {
        **typed,
        "rule_error": faults.get("rule", ""),
        "words_error": faults.get("words", ""),
        "receipt": show_receipt(application.receipt),
        "procedure": application.procedure.title,
        "case_url": trail.case_url(application),
        "fee_url": trail.url("fee", application.receipt),
        "choices": [{"value": rule.code, "label": rule.label, "hint": _hint(rule)} for rule in rules],
        "errors": [{"id": name, "message": message} for name, message in faults.items()],
    }
    status = 400 if faults else 200
    return staff_page(request, "backoffice/exemption_claim.html", context, nav="queue", status=status)


def _hint(rule: ExemptionRule) -> str:
    much = yen_amount(rule.fixed_yen or 0) if rule.percent is None else f"{rule.percent}%"
    approval = _("ほかの職員が承認します") if rule.needs_approval else _("すぐに減免します")
    return _("%(much)s。%(basis)s。%(approval)s。") % {"much": much, "basis": rule.basis, "approval": approval}


def _faults(chosen: ExemptionRule | None, words: str) -> dict[str, str]:
    found = {} if chosen else {"rule": _("減免を選んでください。")}
    if not words:
        found["words"] = _("申出の内容と確認した書類を入力してください。例）生活保護受給証明書を窓口で確認")
    return found


def _claim(request: StaffRequest, assessment: FeeAssessment, rule: ExemptionRule, words: str) -> dict[str, str]:
    """What stands in the way, by its field; empty where it is done."""
    if not rule.needs_approval and not close_attempts(assessment_id=assessment.pk, by=request.staff):
        return {"rule": _("申請者が納付の手続をしています。少し待って、もう一度試してください。")}
    try:
        claim_exemption(assessment_id=assessment.pk, rule=rule, by=request.staff, evidence=words)
    except AssessmentRefused as refusal:
        return {"rule": str(refusal)}
    return {}
