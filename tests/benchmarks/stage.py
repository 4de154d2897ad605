"""The servers of a benchmark: as in the demo (PostgreSQL with fsync), with an SMTP server, each process by name.

Processes are started by the commands of the demo, on data of their own that is deleted at the end. Beat does not run:
nothing here waits for the clock.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from akita_portal.embedded import postgres, processes, valkey
from akita_portal.embedded.ports import LOOPBACK, free_port
from akita_portal.embedded.processes import Child
from tests.benchmarks import cost
from tests.guest import Guest

_PENDING = """
    SELECT count(*), string_agg(DISTINCT kind || ' ' || state || ' ' || problem, ', ')
    FROM procedures_applications_effect WHERE state <> 'done'
"""


@dataclass
class Stage:
    folder: Path
    database: postgres.Postgres
    cache: valkey.Valkey
    environment: dict[str, str]
    web: Child
    worker: Child
    sink: Child

    @property
    def origin(self) -> str:
        return self.environment["SITE_URL"]

    def start_web(self) -> float:
        """Start gunicorn; return the seconds until a page that needs PostgreSQL answers."""
        began = time.monotonic()
        self.web.start()
        wait_for_web(self.origin, self.web)
        return time.monotonic() - began

    def start_worker(self) -> float:
        """Start Celery; return the seconds until it takes tasks."""
        began = time.monotonic()
        self.worker.start()
        while "worker_ready" not in self.worker.output():
            require(self.worker)
            time.sleep(0.01)
        return time.monotonic() - began

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def finish_effects(self, *, seconds: float = 60) -> None:
        """Wait until every effect is done. SystemExit with what is not."""
        deadline = time.monotonic() + seconds
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            while (left := connection.execute(_PENDING).fetchone()) and left[0]:
                if time.monotonic() > deadline:
                    raise SystemExit(f"{left[0]} effects are not done after {seconds} s: {left[1]}")
                time.sleep(0.02)

    def cpu(self) -> cost.Cpu:
        """CPU seconds so far, by process tree."""
        trees = {
            "web": self.web.pid,
            "worker": self.worker.pid,
            "postgres": self.database.pid,
            "valkey": self.cache.pid,
        }
        return cost.Cpu({name: cost.cpu_seconds(pid) for name, pid in trees.items()})


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """PostgreSQL, Valkey and SMTP run, the database is migrated and seeded; the caller starts web and worker."""
    folder = Path(tempfile.mkdtemp(prefix="akita-portal-benchmark-"))
    folder.chmod(0o711)  # PostgreSQL's system user must pass
    password = secrets.token_hex(8)
    with contextlib.ExitStack() as cleaning:
        cleaning.callback(shutil.rmtree, folder, ignore_errors=True)
        database = postgres.start(folder / "postgres", password=password)
        cleaning.callback(database.stop)
        cache = valkey.start(folder / "valkey", password=password)
        cleaning.callback(cache.stop)
        environment = _environment(folder, database, cache)
        web = Child(processes.WEB, {**environment, "PGAPPNAME": "web"}, folder / "web.log")
        worker = Child(processes.WORKER, {**environment, "PGAPPNAME": "worker"}, folder / "worker.log")
        sink = Child(("tests.benchmarks.sink", environment["EMAIL_PORT"]), environment, folder / "sink.log")
        for child in (web, worker, sink):
            cleaning.callback(child.stop, seconds=10)
        sink.start()
        _prepare(environment)
        if not sink.wait_until_it_says("sink_ready"):
            raise SystemExit(sink.output())
        yield Stage(folder, database, cache, environment, web, worker, sink)


def _environment(folder: Path, database: postgres.Postgres, cache: valkey.Valkey) -> dict[str, str]:
    port = free_port()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "akita_portal.settings.demo",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SEARCH_HASH_KEY": secrets.token_urlsafe(48),
        "SEALING_KEYS": "benchmark:" + "A" * 43 + "=",
        "DATABASE_URL": database.url,
        "REDIS_URL": cache.url,
        "SITE_URL": f"http://{LOOPBACK}:{port}",
        "WEB_BIND": f"{LOOPBACK}:{port}",
        "WEB_WORKERS": "2",
        "WORKER_PROCESSES": "2",
        "TRUSTED_PROXIES": "1",  # each guest has an address of its own, counted by the rate limits as behind a proxy
        "EMAIL_HOST": LOOPBACK,
        "EMAIL_PORT": str(free_port()),
        "MAIL_FOLDER": "",
        "STATIC_ROOT": str(folder / "static"),
        "SANDBOX_CA": str(folder / "jpki"),
        "JPKI_ROOTS": str(folder / "jpki" / "roots"),
        "JPKI_CRLS": str(folder / "jpki" / "crls"),
    }


def _prepare(environment: dict[str, str]) -> None:
    for command in (("collectstatic", "--noinput"), ("migrate", "--noinput"), ("seed_demo",)):
        ended = processes.run((*command, "--verbosity", "0"), environment=environment)
        if ended.returncode:
            raise SystemExit(ended.stdout)
    subprocess.run([sys.executable, "-m", "tests.benchmarks.procedure"], env=environment, check=True)


def run_client(kind: str, origin: str, *, concurrency: int, seconds: float, most: int = 1_000_000) -> dict[str, Any]:
    """Run tests.benchmarks.client and return what it measured. SystemExit when nothing went through."""
    command = [sys.executable, "-m", "tests.benchmarks.client", kind, origin, str(concurrency), str(seconds), str(most)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=processes.BASE_DIR)
    result: dict[str, Any] = json.loads(ended.stdout)
    if result["fault_count"]:
        sys.stderr.write(f"{result['fault_count']} failed, such as: {result['faults'][0]}\n")
    if not result["done"]:
        raise SystemExit("nothing went through")
    return result


def wait_for_web(origin: str, web: Child) -> None:
    """Wait until it answers, and not with 503. (The bare view knows no such page, which is an answer.)"""
    guest = Guest(origin)
    while True:
        require(web)
        with contextlib.suppress(OSError):
            if guest.open("/health/ready").status < 500:
                guest.close()
                return
        time.sleep(0.01)


def require(child: Child) -> None:
    if not child.is_running():
        raise SystemExit(child.output())
