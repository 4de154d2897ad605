"""The whole portal under one foreground command: what `make demo` runs.

Order of start: PostgreSQL, Valkey, preparation, then web, worker and beat; the order of stopping is the reverse.
A process that dies is started again, and a few times in a row only: then there is something to read in its log.
"""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path

from akita_portal.embedded import failures, leftovers, postgres, processes, sandboxes, secrets_file, valkey
from akita_portal.embedded.owner import place_of
from akita_portal.embedded.ports import LOOPBACK, require_free
from akita_portal.embedded.preparation import Preparation, steps
from akita_portal.embedded.processes import Child
from akita_portal.embedded.screen import say, stage

READY_SECONDS = 60
RESTARTS = 5  # within RESTART_WINDOW_SECONDS
RESTART_WINDOW_SECONDS = 60
_POLL_SECONDS = 0.3


@dataclass
class Supervisor:
    """Everything that runs, by the name shown to the person at the terminal."""

    folder: Path
    port: int
    given: Mapping[str, str]  # the process environment; DATABASE_URL and REDIS_URL in it replace the embedded servers
    database: postgres.Postgres | None = None
    cache: valkey.Valkey | None = None
    children: dict[str, Child] = field(default_factory=dict)
    _deaths: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/"

    def run(self) -> None:
        """Start everything, say so, and watch until interrupted. Raises ServiceFailedError."""
        began = time.monotonic()
        try:
            environment = self._start_services()
            people = self._start_portal(environment)
            say(_("開きました（%(seconds).1f 秒）: %(address)s") % self._facts(began))
            say(people)
            say(_("止めるには Ctrl-C を押します。データは %(folder)s に残ります。") % {"folder": self.folder})
            self._watch()
        finally:
            self._stop()

    def _facts(self, began: float) -> dict[str, object]:
        return {"seconds": time.monotonic() - began, "address": self.address}

    def _start_services(self) -> dict[str, str]:
        with stage(_("準備")) as note:
            if leftovers.stop_remembered(self.folder / "processes.json"):
                note(_("前回から残っていたプログラムを止めました"))
            require_free(self.port)
            secrets = secrets_file.read_or_make(self.folder / "secrets.env")
        with stage("PostgreSQL") as note:
            database_url = self.given.get("DATABASE_URL", "")
            if database_url:
                note(_("DATABASE_URL のものを使います"))
            else:
                self.database = postgres.start(self.folder / "postgres", password=secrets["DATABASE_PASSWORD"])
                database_url = self.database.url
                if self.database.data.parent != self.folder.absolute():
                    note(_("データは %(folder)s に置きます") % {"folder": self.database.data})
        with stage("Valkey") as note:
            redis_url = self.given.get("REDIS_URL", "")
            if redis_url:
                note(_("REDIS_URL のものを使います"))
            else:
                self.cache = valkey.start(self.folder / "valkey", password=secrets["CACHE_PASSWORD"])
                redis_url = self.cache.url
        return {
            **sandboxes.environment(self.folder),
            **self.given,
            **secrets,
            "DJANGO_SETTINGS_MODULE": "akita_portal.settings.demo",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "MAIL_FOLDER": str(self.folder / "mail"),
            "STATIC_ROOT": str(self.folder / "static"),
            "SANDBOX_CA": str(self.folder / "jpki"),
            "JPKI_ROOTS": str(self.folder / "jpki" / "roots"),
            "JPKI_CRLS": str(self.folder / "jpki" / "crls"),
            "SITE_URL": self.address.rstrip("/"),
            "WEB_BIND": f"{LOOPBACK}:{self.port}",
        }

    def _start_portal(self, environment: dict[str, str]) -> str:
        """Prepare, start web, worker and beat at once, and return the sample people to show."""
        preparation = Preparation(self.folder / "prepared.json", identity=self._database_identity(environment))
        for step in steps():
            if preparation.is_due(step):
                with stage(step.title):
                    preparation.perform(step, environment=environment, log=self.folder / "preparation.log")
        names = {"web": _("画面"), "worker": _("処理係"), "beat": _("定時処理")}
        commands = {"web": processes.WEB, "worker": processes.WORKER, "beat": processes.BEAT}
        for key, name in names.items():
            child = Child(commands[key], environment, self.folder / f"{key}.log")
            child.start()
            self.children[name] = child
        for sandbox in sandboxes.sandboxes():
            self.children[sandbox.title] = Child(sandbox.command, environment, self.folder / f"{sandbox.key}.log")
            self.children[sandbox.title].start()
        self._remember()
        with ThreadPoolExecutor(max_workers=1) as pool:
            people = pool.submit(processes.run, ("demo_people",), environment=environment)
            with stage(names["web"]):
                self._require(self._web_answers(self.children[names["web"]]), names["web"])
            with stage(names["worker"]):
                worker = self.children[names["worker"]]
                self._require(worker.wait_until_it_says("worker_ready", seconds=READY_SECONDS), names["worker"])
            with stage(names["beat"]):
                beat = self.children[names["beat"]]
                self._require(beat.wait_until_it_says("beat_ready", seconds=READY_SECONDS), names["beat"])
            for sandbox in sandboxes.sandboxes():
                with stage(sandbox.title):
                    child = self.children[sandbox.title]
                    self._require(child.wait_until_it_says(sandbox.ready, seconds=READY_SECONDS), sandbox.title)
            return _people_or_advice(people.result())

    def _database_identity(self, environment: Mapping[str, str]) -> str:
        """Name this very database: one that was made anew needs everything again."""
        if self.database is None:
            return environment["DATABASE_URL"].rpartition("@")[2]
        return str((self.database.data / "PG_VERSION").stat().st_mtime_ns)

    def _web_answers(self, web: Child) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
        deadline = time.monotonic() + READY_SECONDS
        while web.is_running() and time.monotonic() < deadline:
            try:
                with direct.open(f"{self.address}health/ready", timeout=5):
                    return True
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        return False

    def _require(self, ready: bool, name: str) -> None:  # noqa: FBT001  one private word of state
        if not ready:
            raise failures.did_not_start(name, log=self.children[name].log, output=self.children[name].output())

    def _watch(self) -> None:
        while True:
            for name, child in self.children.items():
                if not child.is_running():
                    self._count_death(name, log=child.log)
                    child.start()
                    self._remember()
            if self.database is not None and not self.database.is_running():
                self._count_death("PostgreSQL", log=self.folder / "postgres.log")
                password = secrets_file.read_or_make(self.folder / "secrets.env")["DATABASE_PASSWORD"]
                self.database = postgres.start(self.folder / "postgres", password=password, port=self.database.port)
            if self.cache is not None and not self.cache.is_running():
                self._count_death("Valkey", log=self.folder / "valkey" / "valkey.log")
                password = secrets_file.read_or_make(self.folder / "secrets.env")["CACHE_PASSWORD"]
                self.cache = valkey.start(self.folder / "valkey", password=password, port=self.cache.port)
            time.sleep(_POLL_SECONDS)

    def _count_death(self, name: str, *, log: Path) -> None:
        now = time.monotonic()
        deaths = self._deaths[name]
        deaths[:] = [moment for moment in deaths if now - moment < RESTART_WINDOW_SECONDS] + [now]
        if len(deaths) > RESTARTS:
            raise failures.keeps_dying(name, log=log)
        say(_("%(name)sが止まったので、もう一度始めます。記録: %(log)s") % {"name": name, "log": log})

    def _remember(self) -> None:
        leftovers.remember(self.folder / "processes.json", [child.pid for child in self.children.values()])

    def _stop(self) -> None:
        """Stop in reverse order; a second interruption stops waiting."""
        if not (self.children or self.database or self.cache):
            return
        say(_("止めています。もう一度 Ctrl-C を押すと、待たずに止めます。"))
        try:
            for child in reversed(list(self.children.values())):
                child.stop()
            if self.cache is not None:
                self.cache.stop()
            if self.database is not None:
                self.database.stop()
        except KeyboardInterrupt:
            for child in self.children.values():
                child.kill()
            if self.cache is not None:
                self.cache.kill()
            if self.database is not None:
                self.database.stop(at_once=True)
        (self.folder / "processes.json").unlink(missing_ok=True)
        say(_("止まりました。"))


def _people_or_advice(shown: subprocess.CompletedProcess[str]) -> str:
    if shown.returncode != 0:
        return _(
            "見本の利用者を表示できませんでした。RESET=1 make demo で作り直せます（見本のデータはすべて消えます）。"
        )
    return shown.stdout.rstrip()


def empty(folder: Path, *, keep: Path) -> None:
    """RESET=1: delete the demo's data, wherever PostgreSQL's part of it lies, and keep one file (the lock)."""
    leftovers.stop_remembered(folder / "processes.json")
    places = [place_of(folder / "postgres")] if os.geteuid() == 0 else []
    for path in [*places, *folder.iterdir()]:
        if path != keep:
            leftovers.delete(path)
