"""What the papers about a payment say: 納付済みの記録, and the 領収書 where the city issues them.

No 印紙 stands on a city's receipt (印紙税法5条2号), and no seal is printed unless the city gives one.
"""

from typing import Any

from django.utils.translation import gettext as _

from payments.assessments.models import FeeAssessment, FeeLine
from payments.attempts.models import AttemptState, PaymentAttempt
from payments.gateways.contract import Method
from payments.gateways.trustees import covering
from payments.ledger.models import Receipt
from procedures.applications.models import Application
from procedures.applications.subjects import subject_of
from procedures.documents.models import Document


def payment_facts(document: Document) -> dict[str, Any]:
    """All payments of the application's fee as they stand when the paper is made."""
    claim = _claim(document.application)
    paid = PaymentAttempt.objects.filter(assessment__claim=claim.claim, state=AttemptState.PAID).order_by("paid_at")
    return {
        "assessment": claim,
        "lines": list(FeeLine.objects.filter(assessment=claim).select_related("exemption").order_by("position")),
        "payments": [_payment(attempt, claim.revenue_code) for attempt in paid],
    }


def fee_receipt_facts(document: Document) -> dict[str, Any]:
    """The receipt that the event names: number of the fiscal year, 再発行, and whether it is void by now."""
    receipt = Receipt.objects.select_related("entry").get(pk=document.event.data["receipt"])
    copy = document.event.data["copy"]
    return payment_facts(document) | {
        "number": _("%(year)d年度 第%(number)d号") % {"year": receipt.fiscal_year, "number": receipt.number},
        "amount": receipt.entry.amount_yen,
        "paid_on": receipt.entry.occurred_on,
        "method": _method(receipt.entry.method),
        "again": copy > 0,
        "void": receipt.voided_at is not None,
        "issued_at": document.event.at,
    }


def _claim(application: Application) -> FeeAssessment:
    known = FeeAssessment.objects.of(subject_of(application)).latest_revisions()
    return known.order_by("-created_at")[0]


def _payment(attempt: PaymentAttempt, revenue_code: str) -> dict[str, Any]:
    day = attempt.paid_on
    trustee = covering(gateway=attempt.gateway, revenue_code=revenue_code, day=day) if day else None
    return {
        "number": str(attempt.pk),
        "amount": attempt.amount_yen,
        "paid_on": day,
        "method": _method(attempt.method),
        "trustee": trustee.name if trustee else "",
    }


def _method(code: str) -> str:
    return str(Method(code).label) if code in Method.values else code
