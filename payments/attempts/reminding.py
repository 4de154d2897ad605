"""Unpaid claims whose day is near or over: the subject is told, once for each revision."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from payments import hooks
from payments.assessments.balances import balance, claim_fields
from payments.assessments.models import AssessmentStatus, FeeAssessment

_SWEEP = 500

log = structlog.get_logger(__name__)


def remind() -> int:
    """Send `reminder_due` before the day and `overdue` after it; what follows (mail, staff, withdrawal) is theirs.

    Each in a transaction of its own, with its mark. Nobody is reminded of what is being paid right now (PROCESSING).
    """
    today = timezone.localdate()
    soon = today + timedelta(days=settings.PAYMENT_REMINDER_DAYS)
    unpaid = FeeAssessment.objects.filter(status=AssessmentStatus.ASSESSED)
    near = unpaid.filter(reminded_at=None, due_on__range=(today, soon))
    over = unpaid.filter(overdue_at=None, due_on__lt=today)
    found = [(assessment, "reminded_at", hooks.reminder_due.call) for assessment in near.order_by("due_on")[:_SWEEP]]
    found += [(assessment, "overdue_at", hooks.overdue.call) for assessment in over.order_by("due_on")[:_SWEEP]]
    return sum(_tell(assessment, mark, call) for assessment, mark, call in found)


def _tell(assessment: FeeAssessment, mark: str, call: Callable[[hooks.Due], None]) -> int:
    try:
        with transaction.atomic():
            mine = FeeAssessment.objects.filter(pk=assessment.pk, status=AssessmentStatus.ASSESSED, **{mark: None})
            if assessment.attempts.filter(state="processing").exists() or not mine.update(**{mark: timezone.now()}):
                return 0
            assert assessment.due_on is not None
            call(hooks.Due(**claim_fields(assessment, balance(assessment)), due_on=assessment.due_on))
            return 1
    except Exception:
        log.exception("reminder_failed", assessment=str(assessment.pk))
        return 0
