"""Thin tasks: call a service."""

from celery import shared_task

from procedures.notifications import drafts


@shared_task
def remind_drafts() -> None:
    drafts.remind_expiring()
