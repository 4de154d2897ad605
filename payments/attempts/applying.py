"""The one function that applies what a gateway says.

Return page, webhook, poller, settlement import and the staff's 再照会 all end here.
"""

from dataclasses import dataclass
from uuid import UUID

from identity.access.actors import Actor
from payments.attempts.models import PaymentAttempt
from payments.gateways.contract import Snapshot
from payments.ledger.models import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What one application changed: the attempt as it stands, entries made, exceptions opened (both may be 0)."""

    attempt: PaymentAttempt
    entries: int
    exceptions: int


def apply_snapshot(
    *, attempt_id: UUID, snapshot: Snapshot, source: Source, event: int | None = None, by: Actor | None = None
) -> Applied:
    """Write what the gateway says of one payment; as often as one likes, in any order, from any process.

    In one transaction: locks attempt and assessment; a currency other than yen changes nothing and opens an exception;
    records charge, refunds and disputes as ledger entries by their unique reference; moves the attempt by the table of
    transitions.py (never down from PAID); computes the assessment's status from the ledger; sends hooks for what really
    changed; opens exceptions for wrong, late, double or unasked money. `by`: the staff member of a 再照会.
    """
    raise NotImplementedError
