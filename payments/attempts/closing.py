"""Ending live attempts at the gateway, outside transactions."""

from uuid import UUID

from identity.access.actors import Actor
from payments.attempts.models import PaymentAttempt


def close_attempt(*, attempt_id: UUID, by: Actor) -> PaymentAttempt:
    """Close at the gateway and apply what it says: CANCELLED or EXPIRED, or PAID after all. Raises Unreachable."""
    raise NotImplementedError


def close_attempts(*, assessment_id: UUID, by: Actor) -> bool:
    """Close every live attempt of the claim. True if none is live any more; look at the balance afterwards."""
    raise NotImplementedError
