"""Paying: the amount and how to pay it, the way to the gateway and back, and what was paid.

Whether something is paid is said by our own ledger alone. Coming back from a gateway is a hint to ask it; as long as
the answer is not known, no page says that a payment failed: people would pay a second time.
"""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from identity.access.leaving import let_forms_lead_to
from identity.access.limits import PAY
from identity.access.visitors import visitor
from payments.attempts.actions import load
from payments.attempts.checks import ways
from payments.attempts.errors import AmountChanged, NothingToPay, PaymentRefused
from payments.attempts.looking_up import look_up_on_return
from payments.attempts.models import LIVE, AttemptState, PaymentAttempt
from payments.attempts.starting import start_payment
from payments.gateways.contract import Method, PostForm, Redirect, ShowCode
from payments.ledger.receipts import NoReceipt
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.applications.subjects import subject_of
from procedures.documents.models import Document, DocumentKind
from procedures.documents.services import request_document
from procedures.portal.crumbs import to_application
from procedures.portal.doors import application_page
from procedures.portal.fees import Fee, choices, fee_of, line_rows, records
from procedures.workflow.commands import issue_fee_receipt
from procedures.workflow.transitions import Verb

_LOOKS = 12
"""How often the page looks again by itself, every five seconds, before it leaves that to the visitor."""
_ADDRESS = "00000000-0000-0000-0000-000000000000"


@application_page
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, application: Application) -> HttpResponse:
    """What is owed for what, until when, and the choice of how to pay it; POST goes to the gateway."""
    fee = fee_of(application)
    if fee is None:
        raise Http404
    if not fee.to_pay:
        return redirect("portal:paid" if fee.paid else "portal:application", receipt=application.receipt)
    if fee.is_moving and fee.live is not None:
        return redirect("portal:payment", receipt=application.receipt, attempt=fee.live.pk)
    error = ""
    if request.method == "POST":
        PAY.spend_for(request, application.receipt)
        way = request.POST.get("way", "")
        known = {one.value: one for one in ways(fee.assessment, amount_yen=fee.to_pay)}
        if way in known:
            return _start(request, application, fee, known[way].gateway, Method(known[way].terms.method))
        error = _("納める方法を選んでください。")
    return _show(request, application, fee, error=error)


def _show(request: HttpRequest, application: Application, fee: Fee, *, error: str) -> HttpResponse:
    offered = ways(fee.assessment, amount_yen=fee.to_pay)
    looked_at = fee.is_looked_at
    context = _frame(application) | {
        "fee": fee,
        "lines": line_rows(fee.lines),
        "looked_at": looked_at,
        "choices": [] if looked_at else choices(offered),
        "chosen": request.POST.get("way", offered[0].value if len(offered) == 1 else ""),
        "trustees": list(dict.fromkeys(way.trustee.name for way in offered if way.trustee)),
        "error": error,
        "errors": [{"id": "way", "message": error}] if error else [],
    }
    return render(request, "portal/pay.html", context, status=400 if error else 200)


def _start(request: HttpRequest, application: Application, fee: Fee, gateway: str, method: Method) -> HttpResponse:
    back = settings.SITE_URL + reverse("portal:payment", args=[application.receipt, _ADDRESS])
    back = back.replace(_ADDRESS, "{attempt}")
    try:
        attempt = start_payment(
            assessment_id=fee.assessment.pk,
            gateway=gateway,
            method=method,
            by=visitor(request),
            return_url=f"{back}?back=1",
            cancel_url=f"{back}?back=1&looks=1",
        )
    except NothingToPay:
        return redirect("portal:application", receipt=application.receipt)
    except AmountChanged as refusal:
        messages.warning(request, str(refusal))
        return redirect("portal:pay", receipt=application.receipt)
    except PaymentRefused as refusal:
        return _show(request, application, fee, error=str(refusal))
    if attempt.state == AttemptState.OPEN and isinstance(load(attempt.action), Redirect | PostForm):
        return redirect("portal:payment_go", receipt=application.receipt, attempt=attempt.pk)
    return redirect("portal:payment", receipt=application.receipt, attempt=attempt.pk)


def _frame(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "definition": application.version.definition,
        "receipt": show_receipt(application.receipt),
        "department": application.procedure.department,
        "crumbs": to_application(application, str(application.version.definition.title)),
    }


def _attempt(application: Application, attempt: UUID) -> PaymentAttempt:
    found = PaymentAttempt.objects.of(subject_of(application)).filter(pk=attempt).select_related("assessment").first()
    if found is None:
        raise Http404
    return found


@application_page
@require_safe
def go(request: HttpRequest, application: Application, attempt: UUID) -> HttpResponse:
    """The door to the gateway: goes on by itself, and with a link or button.

    A page in between, because browsers hold a form's redirects to this portal's own content policy.
    """
    found = _attempt(application, attempt)
    action = load(found.action)
    if found.state != AttemptState.OPEN or not isinstance(action, Redirect | PostForm):
        return redirect("portal:payment", receipt=application.receipt, attempt=attempt)
    context = _frame(application) | {"attempt": found, "action": action, "is_form": isinstance(action, PostForm)}
    response = render(request, "portal/payment_go.html", context)
    if isinstance(action, PostForm):
        target = urlsplit(action.url)
        let_forms_lead_to(response, [f"{target.scheme}://{target.netloc}"])
    return response


@application_page
@require_safe
def payment(request: HttpRequest, application: Application, attempt: UUID) -> HttpResponse:
    """One payment: what to do next, 「確認しています」, or how it ended. Coming back asks the gateway once."""
    found = _attempt(application, attempt)
    came_back = "back" in request.GET
    if came_back and found.state != AttemptState.PAID:
        found = look_up_on_return(attempt_id=found.pk)
    if found.state == AttemptState.PAID:
        return redirect("portal:paid", receipt=application.receipt)
    action, looks = load(found.action), _looks(request)
    unknown = found.state in {AttemptState.CREATED, AttemptState.PROCESSING}
    # Right after the payer came back, OPEN (or declined) may be what the gateway said a moment before, or it is away.
    fresh = came_back and looks == 0 and found.state == AttemptState.OPEN
    waiting = (unknown or fresh) and not isinstance(action, ShowCode)
    context = _frame(application) | {
        "attempt": found,
        "waiting": waiting,
        "code": action if isinstance(action, ShowCode) and found.state in LIVE else None,
        "may_go_on": found.state == AttemptState.OPEN and not isinstance(action, ShowCode) and not waiting,
        "over": found.state not in LIVE,
        "looks": looks,
        "again": waiting and "still" not in request.GET and looks < _LOOKS,
        "next_look": f"?back=1&looks={looks + 1}",
    }
    return render(request, "portal/payment.html", context)


def _looks(request: HttpRequest) -> int:
    written = request.GET.get("looks", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0


@application_page
@require_safe
def paid(request: HttpRequest, application: Application) -> HttpResponse:
    """納付済みの記録: what was paid when for what, through whom; for the screen and for paper."""
    fee = fee_of(application)
    if fee is None or not fee.paid:
        return redirect("portal:application", receipt=application.receipt)
    context = _frame(application) | {
        "fee": fee,
        "lines": line_rows(fee.lines),
        "records": records(fee),
        "looked_at": bool(fee.to_pay) and fee.is_looked_at,
        "gives_receipts": settings.FEE_RECEIPTS,
    }
    return render(request, "portal/paid.html", context)


@application_page
@require_POST
def paper(request: HttpRequest, application: Application) -> HttpResponse:
    """Have the PDF made: the record of the last payment, or the 領収書, each 発行 of which is a fact of its own."""
    settled = application.events.filter(verb=Verb.SETTLE, data__yen__gt=0).order_by("-sequence").first()
    if request.POST.get("kind") == DocumentKind.FEE_RECEIPT and settings.FEE_RECEIPTS:
        PAY.spend_for(request, application.receipt)
        try:
            issued = issue_fee_receipt(
                actor=visitor(request), application_id=application.pk, command_key=f"receipt:{uuid4().hex}"
            )
        except NoReceipt as refusal:
            messages.info(request, str(refusal))
            return redirect("portal:paid", receipt=application.receipt)
        made = Document.objects.get(application=application, event=issued, kind=DocumentKind.FEE_RECEIPT)
    elif settled is None:
        return redirect("portal:application", receipt=application.receipt)
    else:
        with transaction.atomic():
            made = request_document(application=application, event=settled, kind=DocumentKind.PAYMENT)
    return redirect("portal:document", receipt=application.receipt, document=made.pk)
