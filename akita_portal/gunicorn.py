"""gunicorn's configuration: `gunicorn -c python:akita_portal.gunicorn akita_portal.wsgi`.

Loaded before forking, so that the workers share the memory of the code; frozen, so that the collector leaves it shared.
"""

import contextlib
import ctypes
import gc
import logging
from pathlib import Path
from typing import Any

from akita_portal.environment import environment
from akita_portal.settings.parts.logs import LOGGING

_env = environment()


bind = _env.web_bind
worker_class = "gthread"
workers = _env.web_workers
threads = _env.web_threads
preload_app = True
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
logconfig_dict = LOGGING
accesslog = None  # akita_portal.middleware writes one line per request
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a heartbeat file of gunicorn's own
wsgi_app = "akita_portal.wsgi:application"


_M_ARENA_MAX = -8  # <malloc.h>


def when_ready(_server: Any) -> None:
    """Before the workers are forked: what is loaded now stays, and stays shared."""
    if str(_server.app.app_uri) == wsgi_app:
        _load_pages()
    with contextlib.suppress(AttributeError):  # not every C library has it
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)  # else each thread gets an arena of its own, and keeps it
    logging.getLogger("gunicorn.error").info("web ready on %s", bind)
    gc.collect()
    gc.freeze()


def _load_pages() -> None:
    """What the first requests would load in each worker: views, templates of citizens' pages, clients of Valkey."""
    import django_redis.client  # noqa: F401, PLC0415  gunicorn has loaded the application by now
    import kombu.transport.redis  # noqa: F401, PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    reverse("health_live")
    for folder in ("components", "layouts", "portal"):
        for file in (settings.BASE_DIR / "templates" / folder).glob("*.html"):
            get_template(f"{folder}/{file.name}")
