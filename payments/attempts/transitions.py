"""The tables of what may become of an attempt and of a refund. Read this first; a test walks every cell.

An attempt only moves forward: `paid` has no exit, and failed, expired, cancelled and start_failed are never final
against it (money that comes late is still money). What a cell does not name leaves the attempt as it is: an old
webhook, a slow look-up, a repeated one.
"""

from payments.attempts.models import AttemptState as A
from payments.attempts.models import RefundState as R
from payments.gateways.contract import RefundStatus, Status

ATTEMPTS: dict[A, dict[Status, A]] = {
    A.CREATED: {
        Status.OPEN: A.OPEN,
        Status.PROCESSING: A.PROCESSING,
        Status.PAID: A.PAID,
        Status.FAILED: A.START_FAILED,
        Status.EXPIRED: A.EXPIRED,
        Status.CANCELLED: A.CANCELLED,
    },
    A.OPEN: {
        Status.PROCESSING: A.PROCESSING,
        Status.PAID: A.PAID,
        Status.FAILED: A.FAILED,
        Status.EXPIRED: A.EXPIRED,
        Status.CANCELLED: A.CANCELLED,
    },
    A.PROCESSING: {
        Status.PAID: A.PAID,
        Status.FAILED: A.FAILED,
        Status.EXPIRED: A.EXPIRED,
        Status.CANCELLED: A.CANCELLED,
    },
    A.START_FAILED: {Status.PAID: A.PAID},
    A.FAILED: {Status.PAID: A.PAID},
    A.EXPIRED: {Status.PAID: A.PAID},
    A.CANCELLED: {Status.PAID: A.PAID},
    A.PAID: {},
}

REFUNDS: dict[R, frozenset[R]] = {
    R.REQUESTED: frozenset({R.APPROVED, R.REFUSED}),
    R.REFUSED: frozenset(),
    R.APPROVED: frozenset({R.SUBMITTING, R.MANUAL_TRANSFER}),
    R.SUBMITTING: frozenset({R.SUBMITTED, R.SUCCEEDED, R.FAILED}),
    R.SUBMITTED: frozenset({R.SUCCEEDED, R.FAILED}),
    R.SUCCEEDED: frozenset({R.FAILED}),  # a late failure: the money came back to the city
    # Again with the same key where nobody knows what happened; or the gateway says that it succeeded after all.
    R.FAILED: frozenset({R.APPROVED, R.SUCCEEDED}),
    R.MANUAL_TRANSFER: frozenset({R.TRANSFERRED}),
    R.TRANSFERRED: frozenset(),
}

REFUND_REPORTS: dict[RefundStatus, R] = {
    RefundStatus.PENDING: R.SUBMITTED,
    RefundStatus.SUCCEEDED: R.SUCCEEDED,
    RefundStatus.FAILED: R.FAILED,
}


def next_state(state: str, status: Status) -> A:
    """Where an attempt goes by what the gateway says; where it is, if nowhere."""
    here = A(state)
    return ATTEMPTS[here].get(status, here)


def refund_may(state: str, target: R) -> bool:
    return target in REFUNDS[R(state)]
