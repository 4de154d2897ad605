"""Asking the gateway: return page, staff, poller. All outside transactions; all end in apply_snapshot."""

from uuid import UUID

from identity.access.actors import Actor
from payments.attempts.models import PaymentAttempt
from payments.ledger.models import Source


def look_up(*, attempt_id: UUID, source: Source, by: Actor | None = None) -> PaymentAttempt:
    """Fetch the payment's state and apply it. Raises gateways.contract.Unreachable or NotThere."""
    raise NotImplementedError


def look_up_on_return(*, attempt_id: UUID) -> PaymentAttempt:
    """For the return page: ask the gateway if nobody did in the last five seconds.

    Never raises for a gateway that is away. The page says paid only if the returned state is PAID, and never 失敗
    while the attempt is live.
    """
    raise NotImplementedError


def sweep_attempts() -> int:
    """Find attempts whose next look is due and wake a worker for each. Returns how many."""
    raise NotImplementedError


def poll(*, attempt_id: UUID) -> None:
    """One look at a live attempt: start again what crashed while starting, close what expired, else look up."""
    raise NotImplementedError
