"""The staff's work list of money that needs a person."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from identity.access.actors import Portal, Staff
from payments import hooks
from payments.assessments.models import FeeAssessment
from payments.attempts.models import (
    ExceptionKind,
    ExceptionState,
    PaymentAttempt,
    PaymentException,
    Refund,
    Resolution,
)
from payments.gateways.models import GatewayEvent
from payments.ledger.changes import By, record_change, user_id
from payments.ledger.models import ObjectKind


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
    if assessment is None and attempt is not None:
        assessment = attempt.assessment
    found, made = PaymentException.objects.get_or_create(
        kind=kind,
        once=once,
        defaults={
            "assessment": assessment,
            "attempt": attempt,
            "refund": refund,
            "event": event,
            "detail": detail or {},
        },
    )
    if not made:
        return None
    _record(found, "", by=Portal())
    if assessment is not None:
        hooks.exception_opened.call(
            hooks.ExceptionOpened(subject=assessment.subject, exception=found.pk, kind=kind.value)
        )
    return found


def take_exception(*, exception_id: UUID, by: Staff) -> PaymentException:
    """Make it one's own (also from a colleague)."""
    with transaction.atomic():
        found = _lock(exception_id)
        found.owner_id = by.user_id
        found.save(update_fields=["owner"])
        return found


def resolve_exception(*, exception_id: UUID, resolution: Resolution, by: Staff, note: str = "") -> PaymentException:
    """Close it, saying how. Again with the same resolution changes nothing; after another one raises ValueError."""
    with transaction.atomic():
        found = _lock(exception_id)
        if found.state == ExceptionState.RESOLVED:
            if found.resolution != resolution:
                raise ValueError("It was resolved in another way.")
            return found
        close(found, resolution, by=by, note=note)
        return found


def close(found: PaymentException, resolution: Resolution, *, by: By, note: str = "") -> None:
    """Close an exception of the caller's transaction; by Portal where the portal itself put it right."""
    found.state = ExceptionState.RESOLVED
    found.resolution = resolution
    found.note = note[:300]
    found.closed_at = timezone.now()
    found.closed_by_id = user_id(by)
    found.save(update_fields=["state", "resolution", "note", "closed_at", "closed_by"])
    _record(found, ExceptionState.OPEN, by=by)


def close_overdue(assessment: FeeAssessment, resolution: Resolution, *, by: By) -> None:
    """The claim is not overdue any more: paid, changed or taken back. In the caller's transaction."""
    open_ones = PaymentException.objects.select_for_update().filter(
        kind=ExceptionKind.OVERDUE, state=ExceptionState.OPEN, assessment__claim=assessment.claim
    )
    for found in open_ones:
        close(found, resolution, by=by)


def blocks_payment(assessment: FeeAssessment) -> bool:
    """Money of this claim waits for a person to look at it: nobody should pay on top of it."""
    return PaymentException.objects.filter(
        state=ExceptionState.OPEN,
        assessment__claim=assessment.claim,
        kind__in=[ExceptionKind.AMOUNT_MISMATCH, ExceptionKind.DOUBLE_PAID, ExceptionKind.CHARGEBACK],
    ).exists()


def _lock(exception_id: UUID) -> PaymentException:
    return PaymentException.objects.select_for_update().get(pk=exception_id)


def _record(found: PaymentException, before: str, *, by: By) -> None:
    record_change(
        object_kind=ObjectKind.EXCEPTION,
        object_id=found.pk,
        source=before,
        target=found.state,
        by=by,
        reason=found.kind,
    )
