"""Money that people receive: at a counter, by transfer, by a slip of the accounting system; recorded with its paper."""

from datetime import date
from uuid import UUID

from identity.access.actors import Staff
from payments.attempts.applying import apply_snapshot
from payments.attempts.models import AttemptState, PaymentAttempt
from payments.attempts.starting import start_payment
from payments.gateways.contract import Gateway, Method
from payments.gateways.manual.recording import recorded
from payments.gateways.registry import gateways
from payments.ledger.models import Source


def gateway_by_hand() -> Gateway | None:
    """The gateway whose payments staff record; None where the city has set up none."""
    return next((gateway for gateway in gateways() if gateway.capabilities.by_staff), None)


def methods_by_hand() -> list[Method]:
    gateway = gateway_by_hand()
    return [terms.method for terms in gateway.capabilities.methods] if gateway is not None else []


def begin_by_hand(*, assessment_id: UUID, method: Method, by: Staff, page: str) -> PaymentAttempt:
    """Begin a payment whose number stands on a slip or is told at the counter; call outside any transaction.

    Look at what comes back with `is_begun`: what the citizen had begun elsewhere may turn out to be paid. Raises as
    `record_by_hand`.
    """
    gateway = gateway_by_hand()
    if gateway is None:
        raise ValueError("No payments are recorded by hand here.")
    return start_payment(
        assessment_id=assessment_id, gateway=gateway.code, method=method, by=by, return_url=page, cancel_url=page
    )


def is_begun(attempt: PaymentAttempt, method: Method) -> bool:
    gateway = gateway_by_hand()
    mine = gateway is not None and attempt.gateway == gateway.code and attempt.method == method
    return mine and attempt.state == AttemptState.OPEN


def record_by_hand(
    *, assessment_id: UUID, method: Method, amount_yen: int, paid_on: date, evidence: str, by: Staff, page: str
) -> PaymentAttempt:
    """Record what was received for a claim; call outside any transaction. `page`: where the attempt's numbers show.

    Whatever the citizen had begun elsewhere is closed at its gateway first; if that turns out to be paid, that payment
    is returned and nothing is recorded: look at the gateway of what comes back. The same paper (`evidence`) recorded
    twice is one payment. An amount other than what is owed is recorded too, and opens an exception. A paper tells the
    day only: it counts as noon in Japan. Raises PaymentRefused with a sentence; ValueError without a gateway.
    """
    attempt = begin_by_hand(assessment_id=assessment_id, method=method, by=by, page=page)
    if not is_begun(attempt, method):
        return attempt
    seen = recorded(attempt.ref, amount_yen=amount_yen, paid_on=paid_on, evidence=evidence, method=method)
    return apply_snapshot(attempt_id=attempt.pk, snapshot=seen, source=Source.STAFF, by=by).attempt
