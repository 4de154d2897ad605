"""PostgreSQL and Valkey of one test run: started by the first process, shared by the workers of pytest-xdist.

The controller starts them and leaves their addresses in the environment, which the workers inherit. pytest-django
gives each worker a database of its own; this module gives each a Valkey database of its own.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from akita_portal.embedded import postgres, valkey
from akita_portal.embedded.leftovers import processes_in

_PREFIX = "akita-portal-tests-"
_running: list[postgres.Postgres | valkey.Valkey] = []


def provide() -> None:
    """Start the services unless the controller did, and set every environment variable the settings need."""
    if "TEST_SERVICES" not in os.environ:
        _sweep()
        base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        base.chmod(0o711)  # PostgreSQL's system user must pass
        password = secrets.token_hex(8)
        with ThreadPoolExecutor() as pool:
            database = pool.submit(postgres.start, base / "postgres", password=password, durable=False, room_needed=0)
            cache = pool.submit(valkey.start, base / "valkey", password=password)
            _running.extend([database.result(), cache.result()])
        os.environ["TEST_SERVICES"] = str(base)
        os.environ["DATABASE_URL"] = database.result().url
        os.environ["REDIS_URL"] = cache.result().url
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{worker_number()}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "akita_portal.settings.test"


def withdraw() -> None:
    """Stop what this process started and delete its data."""
    if not _running:
        return
    while _running:
        service = _running.pop()
        service.stop()
    shutil.rmtree(os.environ.pop("TEST_SERVICES"), ignore_errors=True)


def base() -> Path:
    """Return the folder of this run; deleted at its end."""
    return Path(os.environ["TEST_SERVICES"])


def folder(name: str) -> Path:
    """Make and return a folder below base() that PostgreSQL's system user can pass through."""
    path = base() / name
    path.mkdir(mode=0o755)
    return path


def worker_number() -> int:
    """Return 1 for the first xdist worker (gw0), 0 for a run without workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(worker.removeprefix("gw")) + 1 if worker else 0


def _sweep() -> None:
    """Stop the services of test runs that were killed, and delete their data."""
    for base in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = int(base.name.removeprefix(_PREFIX).partition("-")[0])
        if psutil.pid_exists(pid):
            continue
        for program, folder in (("postgres", base / "postgres"), ("valkey-server", base / "valkey")):
            for process in processes_in(folder, program=program):
                with contextlib.suppress(psutil.Error):
                    process.kill()
        shutil.rmtree(base, ignore_errors=True)
