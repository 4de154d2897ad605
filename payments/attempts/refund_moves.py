"""How a refund changes its state: the row and who did it, within the caller's transaction."""

from typing import Any

from payments.attempts.models import Refund, RefundState
from payments.ledger.changes import By, record_change
from payments.ledger.models import ObjectKind


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
