"""The Celery app: `celery -A akita_portal worker` and `beat`. Tasks live in the rooms' tasks.py."""

import gc
import os
import time
from typing import Any

import structlog
from celery import Celery, Task
from celery.signals import (
    beat_init,
    celeryd_after_setup,
    setup_logging,
    task_failure,
    task_postrun,
    task_prerun,
    worker_init,
    worker_ready,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akita_portal.settings.production")

celery_app = Celery("akita_portal")
celery_app.config_from_object("django.conf:settings", namespace="CELERY")
celery_app.autodiscover_tasks()

_log = structlog.get_logger("akita_portal.tasks")
_started: dict[str, float] = {}


@setup_logging.connect
def _keep_django_logging(**_kwargs: Any) -> None:
    """Having a receiver keeps Celery from replacing the logging of settings.LOGGING."""


@worker_init.connect
def _refuse_unsafe_production(**_kwargs: Any) -> None:
    from akita_portal.checks import refuse_unsafe_production  # noqa: PLC0415  needs Django's settings

    refuse_unsafe_production()


@worker_init.connect
def _keep_one_connection(**_kwargs: Any) -> None:
    """Each process does one task at a time: it keeps one connection. (Celery would close a pool twice a task.)"""
    from django.conf import settings  # noqa: PLC0415  needs Django's settings

    database: dict[str, Any] = settings.DATABASES["default"]
    database["OPTIONS"].pop("pool", None)
    database["CONN_MAX_AGE"] = None


@celeryd_after_setup.connect
def _share_memory(**_kwargs: Any) -> None:
    """Before the processes are forked: what is loaded now stays, and the collector leaves it shared."""
    gc.collect()
    gc.freeze()


@task_prerun.connect
def _check_connection_when_used(**_kwargs: Any) -> None:
    """A connection that died since the last task (a restart of PostgreSQL) is replaced when the task wants it."""
    from django.db import connections  # noqa: PLC0415  needs Django's settings

    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()


@worker_ready.connect
def _say_ready(**_kwargs: Any) -> None:
    _log.info("worker_ready")


@beat_init.connect
def _say_beating(**_kwargs: Any) -> None:
    _log.info("beat_ready")


@task_prerun.connect
def _note_start(task_id: str, **_kwargs: Any) -> None:
    _started[task_id] = time.perf_counter()


@task_postrun.connect
def _log_end(task_id: str, task: Task[Any, Any], state: str | None = None, **_kwargs: Any) -> None:
    """One line per task: name, outcome, milliseconds. Arguments and results stay out of logs."""
    seconds = time.perf_counter() - _started.pop(task_id, time.perf_counter())
    _log.info("task", task=task.name, task_id=task_id, outcome=state, ms=round(seconds * 1000, 1))


@task_failure.connect
def _log_failure(task_id: str, exception: BaseException, sender: Task[Any, Any], **_kwargs: Any) -> None:
    _log.error("task_failed", task=sender.name, task_id=task_id, exc_info=exception)
