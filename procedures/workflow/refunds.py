"""What becomes of a fee when an application ends before the work is done: taken back, or a refund is asked for.

No gateway is called here. A refund is a request that another person approves (決裁). What was paid too much, twice or
by mistake is always given back, on the exception's own request; otherwise a fee stays with the city unless the
procedure says so (手数料条例: 既納の手数料は還付しない).
"""

from identity.access.actors import Actor, Portal
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.assessments.services import void
from payments.attempts.exceptions import close_overdue
from payments.attempts.models import AttemptState, PaymentAttempt, Resolution
from payments.attempts.proposing import lock_payments
from payments.attempts.refunding import available_yen, request_refund
from procedures.applications.models import Application, FeeState, State
from procedures.workflow.fees import assessment_of


def refundable(application: Application, *, started: bool, issued: bool) -> bool:
    """Whether the procedure gives the fee back at this point."""
    match application.version.definition.fees.refund:
        case "not_started":
            return not started
        case "not_issued":
            return not issued
        case _:
            return False


def end_fee(application: Application, *, by: Actor, reason: str, policy: str) -> FeeState:
    """Within the command that ends the application, before its state changes. Returns what its `fee` becomes.

    Nothing received: nothing is owed any more. Received: a refund is requested for each payment, if the procedure
    gives it back.
    """
    if application.fee == FeeState.NONE:
        return FeeState.NONE
    assessment = assessment_of(application)
    if assessment is None:
        return FeeState.NONE
    lock_payments(assessment.claim)  # somebody may be paying this very moment: before, or after it is over
    if balance(assessment).received_yen == 0:
        void(assessment_id=assessment.pk, by=by, reason=reason)
        close_overdue(assessment, Resolution.NO_ACTION, by=Portal())
        return FeeState.NONE
    if refundable(application, started=application.state != State.RECEIVED, issued=False):
        ask_for_refunds(assessment, by=by, reason=reason, policy=policy)
    return FeeState(application.fee)


def ask_for_refunds(assessment: FeeAssessment, *, by: Actor, reason: str, policy: str) -> None:
    """One request for each payment of the claim that still has something to give back."""
    paid = PaymentAttempt.objects.filter(assessment__claim=assessment.claim, state=AttemptState.PAID)
    for attempt in paid.order_by("created_at"):
        amount = available_yen(attempt_id=attempt.pk)
        if amount:
            request_refund(attempt_id=attempt.pk, amount_yen=amount, reason=reason, policy=policy, by=by)
