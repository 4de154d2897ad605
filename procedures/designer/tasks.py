"""Thin tasks: call a service."""

from celery import shared_task

from procedures.designer.rehearsal.trials import purge_trials as purge


@shared_task
def purge_trials() -> None:
    purge()
