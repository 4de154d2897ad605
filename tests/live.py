"""The portal as it runs for people: gunicorn, a Celery worker, PostgreSQL, Valkey and an SMTP server, all real.

`portal_server` is shared by the journeys of one test process; what they write stays. `chaos_portal` has servers of
its own, one set per test module, which tests may kill. Neither goes with pytest-django's `db` fixture in one test.
"""

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from celery import Celery

from akita_portal.embedded import postgres, processes, sandboxes, valkey
from akita_portal.embedded.ports import LOOPBACK, free_port
from akita_portal.embedded.processes import Child
from tests import services
from tests.gateway_server import GatewayServer, start_gateway
from tests.mailbox import LiveMailbox

SEALING_KEYS = "test:" + "A" * 43 + "="


@dataclass
class LivePortal:
    """Handles on everything that runs. Restarted servers keep their addresses."""

    folder: Path
    environment: dict[str, str]
    mail: LiveMailbox
    database: postgres.Postgres | None = None  # None where PostgreSQL and Valkey are shared
    cache: valkey.Valkey | None = None
    gateway: GatewayServer | None = None
    web: Child = field(init=False)
    worker: Child = field(init=False)
    beat: Child = field(init=False)
    card: Child = field(init=False)

    def __post_init__(self) -> None:
        self.web = Child(processes.WEB, self.environment, self.folder / "web.log")
        self.worker = Child(processes.WORKER, self.environment, self.folder / "worker.log")
        self.beat = Child(processes.BEAT, self.environment, self.folder / "beat.log")
        self.card = Child(processes.CARD_SANDBOX, self.environment, self.folder / "card.log")

    @property
    def url(self) -> str:
        return self.environment["SITE_URL"]

    @property
    def database_url(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def redis_url(self) -> str:
        return self.environment["REDIS_URL"]

    def open_payments(self) -> None:
        """Start the payment sandbox; before web and worker, which read its addresses."""
        self.gateway = start_gateway(self.folder, portal=self.url)
        own = {name: value for name, value in self.gateway.environment.items() if name.startswith("SANDBOX_GATEWAY_")}
        self.environment |= own | {"PAYMENT_COUNTER": "市民課3番窓口"}

    # -- web and worker

    def start_web(self) -> None:
        self.web.start()
        wait_until(lambda: self._web_answers() or not self.web.is_running(), "the web answers", seconds=60)
        assert self.web.is_running(), self.web.output()

    def start_worker(self) -> None:
        self.worker.start()
        assert self.worker.wait_until_it_says("worker_ready"), self.worker.output()

    def start_beat(self) -> None:
        self.beat.start()
        assert self.beat.wait_until_it_says("beat_ready"), self.beat.output()

    def start_card(self) -> None:
        """Start the sandbox's identity provider, for who uses a card; once."""
        if not self.card.is_running():
            self.card.start()
            assert self.card.wait_until_it_says("card_sandbox_ready"), self.card.output()

    def kill_worker(self) -> None:
        """SIGKILL the worker with its pool, in the middle of whatever it does."""
        self.worker.kill()

    def _web_answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/health/live", trust_env=False).status_code == 200
        return False

    # -- servers (chaos_portal only)

    def stop_postgres(self) -> None:
        """Take PostgreSQL away from under its users, at once."""
        self._own_database().stop(at_once=True)

    def start_postgres(self) -> None:
        gone = self._own_database()
        self.database = postgres.start(
            self.folder / "postgres",
            password=_password(self.database_url),
            port=gone.port,
            durable=False,
            room_needed=0,
        )

    def stop_valkey(self) -> None:
        self._own_cache().kill()

    def start_valkey(self) -> None:
        gone = self._own_cache()
        self.cache = valkey.start(self.folder / "valkey", password=_password(self.redis_url), port=gone.port)

    def _own_database(self) -> postgres.Postgres:
        assert self.database is not None, "only chaos_portal has a PostgreSQL of its own"
        return self.database

    def _own_cache(self) -> valkey.Valkey:
        assert self.cache is not None, "only chaos_portal has a Valkey of its own"
        return self.cache

    # -- looking in

    def manage(self, *command: str) -> str:
        """Run a management command to its end and return what it printed."""
        ended = processes.run(command, environment=self.environment)
        assert ended.returncode == 0, ended.stdout
        return ended.stdout

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def send_task(self, name: str, *arguments: Any) -> None:
        """Put a task on the queue of this portal's worker."""
        with Celery(broker=self.redis_url, set_as_current=False) as app:
            app.send_task(name, args=arguments)

    def wait_for_sql(self, query: str, expected: list[tuple[Any, ...]], *, seconds: float = 30) -> None:
        """Wait until `query` returns `expected`."""
        wait_until(lambda: self.sql(query) == expected, f"{query} -> {expected}", seconds=seconds)

    @contextlib.contextmanager
    def orm(self, blocker: Any) -> Iterator[None]:
        """Point this process's Django at the portal's database. `blocker` is the fixture django_db_blocker."""
        from django.db import connection

        from procedures.catalogue import published

        with blocker.unblock():
            # Definitions are kept by version id, and the same id is another version in the other database.
            published.definition.cache_clear()
            before = dict(connection.settings_dict)
            connection.close()
            information = psycopg.conninfo.conninfo_to_dict(self.database_url)
            names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
            connection.settings_dict.update({name: str(information[key]) for name, key in names.items()})
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict.clear()
                connection.settings_dict.update(before)
                published.definition.cache_clear()

    def forget_limits(self) -> None:
        """Empty the cache, and with it the counts of the rate limits."""
        import redis

        with redis.Redis.from_url(self.redis_url) as client:
            for key in client.scan_iter("*:1:*"):
                client.delete(key)

    def close(self) -> None:
        for child in (self.card, self.beat, self.web, self.worker):
            child.stop(seconds=10)
        for server in (self.cache, self.database):
            if server is not None:
                server.stop()
        if self.gateway is not None:
            self.gateway.close()
        self.mail.stop()


def wait_until(check: Callable[[], bool], what: str, *, seconds: float = 30) -> None:
    """Wait until `check()` is true; AssertionError naming `what` when it does not become true."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            raise AssertionError(f"in vain waited until {what}")
        time.sleep(0.05)


def start_portal(
    folder: Path,
    *,
    database_url: str,
    redis_url: str,
    database: postgres.Postgres | None = None,
    cache: valkey.Valkey | None = None,
    extra: Mapping[str, str] | None = None,
    seed: bool = True,
    payments: bool = False,
) -> LivePortal:
    """Migrate, seed and start web and worker on the given servers. The caller calls close().

    `payments`: with a payment sandbox beside it, and a counter where money is taken.
    """
    mail = LiveMailbox()
    mail.start()
    port = free_port()
    environment = {
        # tests.browser sets the first for this process; the portal runs without it.
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "DJANGO_SETTINGS_MODULE": "akita_portal.settings.demo",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SEARCH_HASH_KEY": secrets.token_urlsafe(48),
        "SEALING_KEYS": SEALING_KEYS,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SITE_URL": f"http://{LOOPBACK}:{port}",
        "WEB_BIND": f"{LOOPBACK}:{port}",
        "EMAIL_HOST": LOOPBACK,
        "EMAIL_PORT": str(mail.port),
        "MAIL_FOLDER": "",
        "STATIC_ROOT": str(services.base() / "static"),
        **sandboxes.card(folder, f"{LOOPBACK}:{free_port()}"),  # start_card() runs it
        "SANDBOX_CA": str(folder / "jpki"),
        "JPKI_ROOTS": str(folder / "jpki" / "roots"),
        "JPKI_CRLS": str(folder / "jpki" / "crls"),
        **(extra or {}),
    }
    portal = LivePortal(folder=folder, environment=environment, mail=mail, database=database, cache=cache)
    if payments:
        portal.open_payments()
    try:
        _collect_static(portal)
        portal.manage("migrate", "--noinput", "--verbosity", "0")
        if seed:
            portal.manage("seed_demo")
        portal.start_web()
        portal.start_worker()
    except BaseException:
        portal.close()
        raise
    return portal


def start_own_portal(folder: Path, *, extra: Mapping[str, str] | None = None, seed: bool = True) -> LivePortal:
    """Like start_portal, on a PostgreSQL and a Valkey of its own below `folder`."""
    password = secrets.token_hex(8)
    database = postgres.start(folder / "postgres", password=password, durable=False, room_needed=0)
    cache = valkey.start(folder / "valkey", password=password)
    return start_portal(
        folder, database_url=database.url, redis_url=cache.url, database=database, cache=cache, extra=extra, seed=seed
    )


@pytest.fixture(scope="session")
def portal_server() -> Iterator[LivePortal]:
    """One live portal for all journeys of this test process, on the run's own PostgreSQL and Valkey."""
    name = f"live_{services.worker_number()}"
    folder = services.folder(name)
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    redis_url = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{32 + services.worker_number()}"
    portal = start_portal(folder, database_url=url.replace("/portal?", f"/{name}?"), redis_url=redis_url, payments=True)
    yield portal
    portal.close()


@pytest.fixture(scope="module")
def chaos_portal() -> Iterator[LivePortal]:
    """A live portal whose servers may be stopped and killed; every test leaves them running."""
    portal = start_own_portal(services.folder(f"chaos_{secrets.token_hex(4)}"))
    yield portal
    portal.close()


def _collect_static(portal: LivePortal) -> None:
    """Collect the static files once a run; the workers of pytest-xdist wait for the first."""
    done = services.base() / "static.done"
    with (services.base() / "static.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            portal.manage("collectstatic", "--noinput", "--verbosity", "0")
            done.touch()


def _password(url: str) -> str:
    return url.partition("@")[0].rpartition(":")[2]
