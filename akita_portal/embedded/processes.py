"""The portal's own processes: web, worker, beat. Started alike by the demo, the tests and the benchmarks."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
WEB = ("gunicorn", "-c", "python:akita_portal.gunicorn")
WORKER = ("celery", "-A", "akita_portal", "worker", "--without-gossip", "--without-mingle")
BEAT = ("celery", "-A", "akita_portal", "beat", "--pidfile", "")
CARD_SANDBOX = ("gunicorn", "-c", "python:identity.sandbox.provider.gunicorn")
PAYMENT_SANDBOX = ("gunicorn", "-c", "python:payments.gateways.sandbox.server.gunicorn")
_POLL_SECONDS = 0.05


@dataclass
class Child:
    """A Python module run as a process in its own session; what it prints goes to `log`."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    _offset: int = field(default=0, repr=False)

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._offset = output.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=BASE_DIR,
                env={**self.environment, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid if self.process is not None else 0

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def output(self) -> str:
        """Return what it has printed since its last start."""
        return self.log.read_bytes()[self._offset :].decode(errors="replace")

    def wait_until_it_says(self, text: str, *, seconds: float = 60) -> bool:
        """Whether `text` came out within `seconds` while the process was running."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.is_running():
            if text in self.output():
                return True
            time.sleep(_POLL_SECONDS)
        return False

    def stop(self, *, seconds: float = 25) -> None:
        """Ask it to finish what it does and go; after `seconds` end it with all of its children."""
        if self.process is None:
            return
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """SIGKILL the process and all of its children, as a machine that lost its power would."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def run(command: tuple[str, ...], *, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` with these arguments to its end, and return what it printed (both streams together)."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=BASE_DIR,
        env=dict(environment),
    )
