"""Refunds that the portal proposes: a person approves, or not."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Portal
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.attempts.models import COUNTED, PaymentAttempt, Refund, RefundMethod, RefundOrigin
from payments.gateways.contract import RefundAbility
from payments.gateways.registry import UnknownGateway, gateway
from payments.ledger.changes import By, record_change, user_id
from payments.ledger.models import EntryKind, LedgerEntry, ObjectKind


def available_yen(attempt: PaymentAttempt) -> int:
    """What may still be refunded of this attempt."""
    return max(0, headroom_yen(attempt))


def headroom_yen(attempt: PaymentAttempt) -> int:
    """Charges less chargebacks (a disputed payment is not refunded) less refunds under way and done.

    Negative where the gateway gave back more than was asked for.
    """
    signs = {
        EntryKind.CHARGE: 1,
        EntryKind.CHARGE_REVERSAL: -1,
        EntryKind.MANUAL: 1,
        EntryKind.CHARGEBACK_REVERSAL: 1,
        EntryKind.CHARGEBACK: -1,
    }
    rows = LedgerEntry.objects.filter(attempt=attempt.pk).values_list("kind", "amount_yen")
    received = sum(signs.get(EntryKind(kind), 0) * amount for kind, amount in rows)
    counted = Refund.objects.filter(attempt=attempt, state__in=COUNTED).aggregate(total=Sum("amount_yen"))["total"]
    return received - (counted or 0)


def method_for(attempt: PaymentAttempt, amount_yen: int) -> RefundMethod:
    """The gateway where it can and its window is open; else a bank transfer (コンビニ can never be undone)."""
    try:
        terms = gateway(attempt.gateway).capabilities.terms(attempt.method)
    except UnknownGateway:
        return RefundMethod.BANK
    if terms is None or terms.refunds == RefundAbility.NONE:
        return RefundMethod.BANK
    if terms.refunds == RefundAbility.FULL and amount_yen != attempt.amount_yen:
        return RefundMethod.BANK
    if terms.refund_days is not None and attempt.paid_on is not None:
        age = (clock.today() - attempt.paid_on).days
        if age >= terms.refund_days:
            return RefundMethod.BANK
    return RefundMethod.GATEWAY


def make_refund(refund: Refund, *, by: By) -> Refund:
    """Insert a request; the attempt is locked by the caller."""
    refund.requested_by_id = user_id(by)
    refund.save(force_insert=True)
    record_change(
        object_kind=ObjectKind.REFUND,
        object_id=refund.pk,
        source="",
        target=refund.state,
        by=by,
        reason=refund.policy,
    )
    return refund


def lock_payments(claim: UUID) -> list[PaymentAttempt]:
    """Every try to pay the claim, locked until the transaction ends, the oldest first: nothing is paid meanwhile.

    Take these locks before the assessment's: the order everywhere.
    """
    tries = PaymentAttempt.objects.filter(assessment__claim=claim).select_related("assessment")
    return list(tries.select_for_update(of=("self",), no_key=True).order_by("created_at", "pk"))


def propose_rest(*, assessment: FeeAssessment, attempts: Sequence[PaymentAttempt]) -> list[Refund]:
    """Ask for what a lower revision leaves over, the last payment first. `attempts`: of lock_payments."""
    over = balance(assessment).overpaid_yen
    asked = (
        propose_overpaid(attempt=attempt, assessment=assessment, overpaid_yen=over) for attempt in reversed(attempts)
    )
    return [refund for refund in asked if refund is not None]


def propose_overpaid(*, attempt: PaymentAttempt, assessment: FeeAssessment, overpaid_yen: int) -> Refund | None:
    """Ask for what is too much, from the payment that made it so; None if it is asked for already.

    過誤納 is always given back, whatever the procedure's refund policy says of fees that were owed.
    """
    asked = (
        Refund.objects.filter(attempt__assessment__claim=assessment.claim, state__in=COUNTED)
        .exclude(state__in=["succeeded", "transferred"])
        .aggregate(total=Sum("amount_yen"))["total"]
        or 0
    )
    amount = min(overpaid_yen - asked, available_yen(attempt))
    if amount <= 0:
        return None
    return make_refund(
        Refund(
            attempt=attempt,
            amount_yen=amount,
            reason=_("過誤納のため"),
            policy="over_payment",
            origin=RefundOrigin.SYSTEM,
            method=method_for(attempt, amount),
        ),
        by=Portal(),
    )
