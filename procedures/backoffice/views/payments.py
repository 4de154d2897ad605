"""`/staff/payments/`: money that needs a person, and refunds that wait for an approval."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from identity.access.staff import StaffRequest
from identity.people.models import Role
from payments.attempts.exceptions import resolve_exception, take_exception
from payments.attempts.models import ExceptionState, PaymentException, Refund, RefundState, Resolution
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.applications.subjects import SUBJECT
from procedures.backoffice.exception_words import advice, amount_of, detail_rows
from procedures.backoffice.pages import staff_page
from procedures.forms.characters import storable

_SHOWN = 100
_OVERSEERS = frozenset({Role.TREASURER.value, Role.ADMINISTRATOR.value})


def _exceptions(request: StaffRequest) -> Any:
    """Of the own departments' applications; for treasurers and administrators also those of no application."""
    mine = Application.objects.for_clerk(request.staff).values("pk")
    within = Q(assessment__subject_kind=SUBJECT, assessment__subject_id__in=mine)
    if request.staff.departments(_OVERSEERS):
        within |= Q(assessment=None)
    return PaymentException.objects.filter(within).select_related("assessment", "attempt", "owner")


@require_safe
def payments(request: StaffRequest) -> HttpResponse:
    """Open exceptions and requested refunds, the oldest first."""
    found = list(_exceptions(request).filter(state=ExceptionState.OPEN).order_by("opened_at", "pk")[: _SHOWN + 1])
    mine = Application.objects.for_clerk(request.staff).values("pk")
    waiting = Refund.objects.filter(
        state__in=[RefundState.REQUESTED, RefundState.FAILED, RefundState.MANUAL_TRANSFER],
        attempt__assessment__subject_kind=SUBJECT,
        attempt__assessment__subject_id__in=mine,
    )
    refunds = list(
        waiting.select_related("attempt__assessment", "requested_by").order_by("requested_at", "pk")[: _SHOWN + 1]
    )
    subjects = {one.assessment.subject_id for one in found if one.assessment is not None}
    subjects |= {one.attempt.assessment.subject_id for one in refunds}
    receipts = dict(Application.objects.filter(pk__in=subjects).values_list("pk", "receipt")) if subjects else {}
    context = {
        "exceptions": [_exception_row(one, receipts) for one in found[:_SHOWN]],
        "refunds": [_refund_row(one, receipts) for one in refunds[:_SHOWN]],
        "more": len(found) > _SHOWN or len(refunds) > _SHOWN,
        "most": _SHOWN,
    }
    return staff_page(request, "backoffice/payments.html", context, nav="payments")


def _exception_row(one: PaymentException, receipts: dict[UUID, str]) -> dict[str, Any]:
    receipt = receipts.get(one.assessment.subject_id, "") if one.assessment is not None else ""
    return {
        "one": one,
        "receipt": show_receipt(receipt) if receipt else "",
        "title": one.assessment.title if one.assessment is not None else "",
        "amount": one.attempt.amount_yen if one.attempt is not None else amount_of(one),
        "url": reverse("backoffice:payment_exception", args=[one.pk]),
        "owner": one.owner.name if one.owner is not None else "",
    }


def _refund_row(one: Refund, receipts: dict[UUID, str]) -> dict[str, Any]:
    receipt = receipts.get(one.attempt.assessment.subject_id, "")
    return {
        "one": one,
        "receipt": show_receipt(receipt) if receipt else "",
        "title": one.attempt.assessment.title,
        "url": reverse("backoffice:refund", args=[one.pk]),
        "by": (one.requested_by.name if one.requested_by else "") or _("システム・申請者"),
    }


def _find(request: StaffRequest, exception: UUID) -> PaymentException:
    found: PaymentException | None = _exceptions(request).filter(pk=exception).first()
    if found is None:
        raise Http404
    return found


@require_safe
def payment_exception(request: StaffRequest, exception: UUID) -> HttpResponse:
    """What happened, what the portal knows of it, whose it is, and how it ended."""
    found = _find(request, exception)
    receipt = ""
    if found.assessment is not None:
        rows = Application.objects.filter(pk=found.assessment.subject_id).values_list("receipt", flat=True)
        receipt = rows.first() or ""
    context = {
        "one": found,
        "receipt": show_receipt(receipt) if receipt else "",
        "fee_url": reverse("backoffice:fee", args=[receipt]) if receipt else "",
        "detail": detail_rows(found),
        "advice": advice(found),
        "mine": found.owner_id == request.staff.user_id,
        "choices": [{"value": value, "label": label} for value, label in Resolution.choices],
    }
    return staff_page(request, "backoffice/payment_exception.html", context, nav="payments")


@require_POST
def exception_take(request: StaffRequest, exception: UUID) -> HttpResponse:
    found = _find(request, exception)
    take_exception(exception_id=found.pk, by=request.staff)
    messages.success(request, _("担当にしました。"))
    return redirect("backoffice:payment_exception", found.pk)


@require_POST
def exception_resolve(request: StaffRequest, exception: UUID) -> HttpResponse:
    """Close it, saying how."""
    found = _find(request, exception)
    chosen = request.POST.get("resolution", "")
    note = storable(request.POST.get("note", ""))[:300].strip()
    if chosen not in Resolution.values or not note:
        messages.error(request, _("処理の内容を選び、どのように処理したかを入力してください。"))
        return redirect("backoffice:payment_exception", found.pk)
    try:
        resolve_exception(exception_id=found.pk, resolution=Resolution(chosen), by=request.staff, note=note)
    except ValueError:
        messages.error(request, _("先にほかの職員が処理しています。"))
        return redirect("backoffice:payment_exception", found.pk)
    messages.success(request, _("処理済みにしました。"))
    return redirect("backoffice:payments")
