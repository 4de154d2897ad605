"""The staff's work list of money that needs a person."""

from typing import Any
from uuid import UUID

from identity.access.actors import Staff
from payments.assessments.models import FeeAssessment
from payments.attempts.models import ExceptionKind, PaymentAttempt, PaymentException, Refund, Resolution
from payments.gateways.models import GatewayEvent


def open_exception(
    *,
    kind: ExceptionKind,
    once: str,
    assessment: FeeAssessment | None = None,
    attempt: PaymentAttempt | None = None,
    refund: Refund | None = None,
    event: GatewayEvent | None = None,
    detail: dict[str, Any] | None = None,
) -> PaymentException | None:
    """Write an exception in the caller's transaction and tell the subject's subscriber; None if it stood already.

    `once`: what makes it the same fact, such as "stripe:pi_123". `detail`: amounts and references only.
    """
    raise NotImplementedError


def take_exception(*, exception_id: UUID, by: Staff) -> PaymentException:
    """Make it one's own (also from a colleague)."""
    raise NotImplementedError


def resolve_exception(*, exception_id: UUID, resolution: Resolution, by: Staff, note: str = "") -> PaymentException:
    """Close it, saying how. Again with the same resolution changes nothing; after another one raises ValueError."""
    raise NotImplementedError
