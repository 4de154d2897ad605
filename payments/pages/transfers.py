"""`/staff/books/transfers/`: refunds by bank transfer: to whom, and that it was made."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accessibility.components.days import read_date
from identity.access.staff import StaffRequest
from identity.disclosure.services import record_disclosure
from payments.attempts.errors import RefundRefused
from payments.attempts.models import Refund, RefundState
from payments.attempts.payees import read_payee
from payments.attempts.refunding import note_transferred
from payments.pages.treasury import show, treasury_page

_SHOWN = 100


@treasury_page
@require_safe
def transfers(request: StaffRequest) -> HttpResponse:
    """Approved refunds that wait for a transfer, the oldest first. Bank accounts are not shown here."""
    waiting = Refund.objects.filter(state=RefundState.MANUAL_TRANSFER).select_related(
        "attempt__assessment", "approved_by"
    )
    return show(request, "treasury/transfers.html", {"refunds": list(waiting.order_by("approved_at", "pk")[:_SHOWN])})


@treasury_page
@require_safe
def transfer(request: StaffRequest, refund: UUID) -> HttpResponse:
    """One transfer with its bank account."""
    return _show_one(request, refund, day=timezone.localdate().isoformat())


@treasury_page
@require_POST
def transferred(request: StaffRequest, refund: UUID) -> HttpResponse:
    """The money is on its way: a ledger entry is made, and the bank account is emptied."""
    typed = request.POST.get("day", "")
    day = read_date(typed)
    if day is None or day > timezone.localdate():
        fault = _("振り込んだ日を、今日までの日で入力してください。例）2026-11-23、令和8年11月23日")
        return _show_one(request, refund, day=typed, fault=fault)
    try:
        note_transferred(refund_id=refund, transferred_on=day, by=request.staff)
    except RefundRefused as refusal:
        return _show_one(request, refund, day=typed, fault=str(refusal))
    messages.success(request, _("振込を記録しました。振込先の口座は消しました。"))
    return redirect("treasury:transfers")


def _show_one(request: StaffRequest, refund: UUID, *, day: str, fault: str = "") -> HttpResponse:
    """The citizen's list of who saw what gets an entry where the account is shown. `day`, `fault`: of the form."""
    found = get_object_or_404(Refund.objects.select_related("attempt__assessment", "approved_by"), pk=refund)
    payee = read_payee(found) if found.payee else None
    if payee is not None:
        record_disclosure(
            subject=found.attempt.assessment.subject_id,
            citizen_id=None,
            staff_id=request.staff.user_id,
            department=found.attempt.assessment.basis.get("department", ""),
            purpose=_("手数料の還付の振込"),
        )
    waits = found.state == RefundState.MANUAL_TRANSFER and payee is not None
    if fault and not waits:  # there is no box any more to write it beside
        messages.error(request, fault)
    errors = [{"id": "day", "message": fault}] if fault and waits else []
    context = {"refund": found, "payee": payee, "waits": waits, "day": day, "errors": errors, "fault": fault}
    return show(request, "treasury/transfer.html", context, status=422 if fault else 200)
