"""Thin tasks: call a service."""

from celery import shared_task

from procedures.catalogue import slot_routines, switching


@shared_task
def switch_versions() -> None:
    switching.switch_due()


@shared_task
def make_slots_ahead() -> None:
    slot_routines.make_ahead()
