"""Whether an unpaid application may be taken back by the portal itself, on the city's order (settings FEE_OVERDUE)."""

from django.conf import settings

from identity.access.actors import Portal
from payments.assessments.balances import balance
from payments.attempts.closing import close_attempts
from payments.attempts.models import PaymentAttempt
from payments.gateways.registry import UnknownGateway, gateway
from procedures.applications.effects import EffectFailed
from procedures.applications.models import Application, FeeState, State
from procedures.workflow.fees import assessment_of


def may_lapse(application: Application) -> bool:
    """Call outside any transaction: payments under way are ended at their gateways, which say what was really paid.

    True only where the payment came first, nobody has begun, and nothing is received or on its way by hand: a transfer
    may be at the bank, so that is for a person to judge. Raises EffectFailed while a gateway does not answer.
    """
    first = application.fee == FeeState.DUE_FIRST and application.state == State.RECEIVED
    assessment = assessment_of(application) if settings.FEE_OVERDUE == "withdraw" and first else None
    if assessment is None:
        return False
    live = PaymentAttempt.objects.live().filter(assessment__claim=assessment.claim)
    if any(_is_by_hand(code) for code in live.values_list("gateway", flat=True)):
        return False
    if not close_attempts(assessment_id=assessment.pk, by=Portal()):
        raise EffectFailed("a gateway does not say whether it was paid")
    found = balance(assessment)
    return found.received_yen == 0 and found.provisional_yen == 0


def _is_by_hand(code: str) -> bool:
    try:
        return gateway(code).capabilities.by_staff
    except UnknownGateway:
        return True
