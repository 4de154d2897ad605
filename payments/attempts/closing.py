"""Ending live attempts at the gateway, outside transactions."""

from uuid import UUID

from identity.access.actors import Actor, Staff
from payments.assessments.models import FeeAssessment
from payments.attempts.applying import apply_snapshot
from payments.attempts.models import LIVE, PaymentAttempt
from payments.gateways.contract import GatewayError, NotThere, Snapshot, Status
from payments.gateways.registry import outside_transactions
from payments.ledger.models import Source


def close_attempt(*, attempt_id: UUID, by: Actor) -> PaymentAttempt:
    """Close at the gateway and apply what it says: CANCELLED or EXPIRED, or PAID after all. Raises Unreachable.

    An attempt whose session never came to be is CANCELLED. Where the gateway cannot close, its state is looked up.
    """
    attempt = PaymentAttempt.objects.select_related("assessment").get(pk=attempt_id)
    if not attempt.is_live:
        return attempt
    gateway = outside_transactions(attempt.gateway)
    try:
        snapshot = gateway.close(attempt.ref) if gateway.capabilities.can_close else gateway.fetch(attempt.ref)
    except NotThere:
        snapshot = Snapshot(status=Status.CANCELLED, amount_yen=attempt.amount_yen, currency="jpy")
    source = Source.STAFF if isinstance(by, Staff) else Source.CLOSE
    return apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=source, by=by).attempt


def close_attempts(*, assessment_id: UUID, by: Actor) -> bool:
    """Close every live attempt of the claim. True if none is live any more; look at the balance afterwards."""
    claim = FeeAssessment.objects.values_list("claim", flat=True).get(pk=assessment_id)
    live = PaymentAttempt.objects.filter(assessment__claim=claim, state__in=LIVE)
    for attempt_id in list(live.values_list("pk", flat=True)):
        try:
            close_attempt(attempt_id=attempt_id, by=by)
        except GatewayError:
            continue
    return not live.exists()
