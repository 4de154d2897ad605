"""Thin tasks: call a service."""

from celery import shared_task

from procedures.catalogue import switching


@shared_task
def switch_versions() -> None:
    switching.switch_due()
