"""What the papers about a payment say: 納付済みの記録, and the 領収書 where the city issues them.

No 印紙 stands on a city's receipt (印紙税法5条2号), and no seal is printed unless the city gives one.
"""

from typing import Any

from django.utils.translation import gettext as _

from payments.assessments.models import FeeAssessment, FeeLine
from payments.gateways.contract import Method
from payments.gateways.trustees import covering
from payments.ledger.entries import payments_of
from payments.ledger.models import LedgerEntry, Receipt
from procedures.applications.models import Application
from procedures.applications.subjects import subject_of
from procedures.documents.models import Document


def payment_facts(document: Document) -> dict[str, Any]:
    """All payments of the application's fee as they stand when the paper is made."""
    claim = _claim(document.application)
    return {
        "assessment": claim,
        "lines": list(FeeLine.objects.filter(assessment=claim).select_related("exemption").order_by("position")),
        "payments": [_payment(entry) for entry in payments_of(claim.claim)],
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


def _payment(entry: LedgerEntry) -> dict[str, Any]:
    trustee = covering(gateway=entry.provider, revenue_code=entry.revenue_code, day=entry.occurred_on)
    return {
        "number": str(entry.attempt),
        "amount": entry.amount_yen,
        "paid_on": entry.occurred_on,
        "method": _method(entry.method),
        "trustee": trustee.name if trustee else "",
    }


def _method(code: str) -> str:
    return str(Method(code).label) if code in Method.values else code
