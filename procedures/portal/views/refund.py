"""`…/payment/refund/<id>/`: to which account a refund goes that no gateway can make (as of コンビニ)."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.limits import PAY
from identity.access.visitors import visitor
from payments.attempts.errors import RefundRefused
from payments.attempts.models import PaymentAttempt, Refund
from payments.attempts.payees import waits_for_payee
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.applications.subjects import subject_of
from procedures.forms.payees import PayeeForm, payee_form
from procedures.portal.crumbs import to_application
from procedures.portal.doors import application_page
from procedures.workflow.commands import enter_payee


@application_page
@require_http_methods(["GET", "HEAD", "POST"])
def refund_account(request: HttpRequest, application: Application, refund: UUID) -> HttpResponse:
    """Enter the account once; afterwards it is shown to nobody but the treasurer, and emptied after the transfer."""
    found = _find(application, refund)
    if not waits_for_payee(found):
        messages.info(request, _("振込先の入力は、いまは必要ありません。"))
        return redirect("portal:application", receipt=application.receipt)
    if request.method != "POST":
        return _show(request, application, found, payee_form())
    PAY.spend_for(request, application.receipt)
    form = payee_form(dict(request.POST.lists()))
    if form.payee is None:
        return _show(request, application, found, form)
    try:
        enter_payee(
            actor=visitor(request),
            application_id=application.pk,
            refund_id=found.pk,
            payee=form.payee,
            command_key=f"payee:{uuid4().hex}",
        )
    except RefundRefused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("振込先を受け取りました。会計の担当が振り込みます。"))
    return redirect("portal:application", receipt=application.receipt)


def _find(application: Application, refund: UUID) -> Refund:
    attempts = PaymentAttempt.objects.of(subject_of(application))
    found = Refund.objects.filter(attempt__in=attempts, pk=refund).first()
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, application: Application, refund: Refund, form: PayeeForm) -> HttpResponse:
    definition = application.version.definition
    context = {
        "application": application,
        "definition": definition,
        "receipt": show_receipt(application.receipt),
        "department": application.procedure.department,
        "crumbs": to_application(application, str(definition.title)),
        "refund": refund,
        "account": form.spec,
        "errors": [{"id": fault.id, "message": fault.message} for fault in form.faults],
    }
    return render(request, "portal/refund_account.html", context, status=400 if form.faults else 200)
