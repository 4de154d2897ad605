"""Daily work; each fetches and calls services, nothing else."""

from celery import shared_task
from django.utils import timezone

from payments.reconciliation.daily import reconcile_day


@shared_task
def reconcile_today() -> int:
    """The payouts that arrived by today; returns how many were new."""
    return reconcile_day(timezone.localdate()).batches
