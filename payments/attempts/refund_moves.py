"""How a refund is locked and changes its state: the row and who did it, within the caller's transaction."""

from typing import Any
from uuid import UUID

from payments.attempts.models import PaymentAttempt, Refund, RefundState
from payments.ledger.changes import By, record_change
from payments.ledger.models import ObjectKind


def lock_attempt(attempt_id: UUID) -> PaymentAttempt:
    return (
        PaymentAttempt.objects.select_related("assessment")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=attempt_id)
    )


def lock_refund(refund_id: UUID) -> Refund:
    """The refund, its attempt's row locked first: the order everywhere."""
    attempt = lock_attempt(Refund.objects.values_list("attempt_id", flat=True).get(pk=refund_id))
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund_id)
    refund.attempt = attempt
    return refund


def move_refund(
    refund: Refund, target: RefundState, *, by: By, reason: str = "", event: int | None = None, **changes: Any
) -> None:
    """The caller asked the table (transitions.refund_may) and holds the attempt's lock. `changes`: further columns."""
    before, refund.state = refund.state, target
    for name, value in changes.items():
        setattr(refund, name, value)
    refund.save(update_fields=["state", *changes])
    record_change(
        object_kind=ObjectKind.REFUND,
        object_id=refund.pk,
        source=before,
        target=target,
        by=by,
        reason=reason,
        event=event,
    )
