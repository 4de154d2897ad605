"""Thin tasks: fetch by identifier, call a service."""

from uuid import UUID

from celery import shared_task

from procedures.applications import drafts, effects


@shared_task
def run_effect(effect_id: str) -> None:
    effects.run(UUID(effect_id))


@shared_task
def sweep_effects() -> None:
    effects.sweep()


@shared_task
def expire_drafts() -> None:
    drafts.expire()
