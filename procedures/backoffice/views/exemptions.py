"""`/staff/cases/<receipt>/fee/exemptions/<id>/`: deciding a claimed exemption (減免) before the fee is fixed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from identity.access.staff import StaffRequest
from payments.assessments.exemptions import decide_exemption
from payments.assessments.models import ExemptionClaim, FeeAssessment
from payments.assessments.services import AssessmentRefused
from payments.attempts.closing import close_attempts
from procedures.applications.models import Application
from procedures.backoffice.acting import find_case
from procedures.backoffice.looking import record_look
from procedures.backoffice.trail import Trail
from procedures.forms.characters import storable
from procedures.workflow.authority import allowed_verbs
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
