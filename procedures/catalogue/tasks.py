"""Thin tasks: call a service."""

from celery import shared_task

from procedures.catalogue import department_keeping, slot_routines, switching


@shared_task
def switch_versions() -> None:
    switching.switch_due()


@shared_task
def make_slots_ahead() -> None:
    slot_routines.make_ahead()


@shared_task
def keep_departments_up() -> None:
    department_keeping.keep_up()
