"""Thin tasks: fetch by identifier, call a service. Work is found by state and age; commit only wakes."""

from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task
from kombu.exceptions import OperationalError

from payments.attempts import events, invariants, looking_up, reminding, submitting
from payments.gateways import inbox

log = structlog.get_logger(__name__)


def wake(task: "Task[Any, Any]", identifier: str | int) -> None:
    """Tell a worker. A broker that is away costs seconds, not the work: a sweep finds it."""
    try:
        task.apply_async(args=(identifier,), retry=False)
    except (OperationalError, OSError):
        log.warning("broker_away", task=task.name)


@shared_task
def process_event(event_id: int) -> None:
    events.process_event(event_id)


@shared_task
def poll_attempt(attempt_id: str) -> None:
    looking_up.poll(attempt_id=UUID(attempt_id))


@shared_task
def submit_refund(refund_id: str) -> None:
    submitting.submit_refund(refund_id=UUID(refund_id))


@shared_task
def sweep_payments() -> None:
    for event_id in events.due_events():
        wake(process_event, event_id)
    for attempt_id in looking_up.due_attempts():
        wake(poll_attempt, str(attempt_id))
    for refund_id in submitting.due_refunds():
        wake(submit_refund, str(refund_id))


@shared_task
def remind_payers() -> None:
    reminding.remind()


@shared_task
def purge_webhooks() -> None:
    inbox.purge_bodies()


@shared_task
def verify_ledger() -> None:
    for difference in invariants.differences():
        log.error("ledger_difference", invariant=difference.number, name=difference.name, rows=difference.rows)
