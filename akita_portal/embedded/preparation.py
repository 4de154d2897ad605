"""What runs before the portal opens: migrations, static files, the sample city; each only when its sources changed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from akita_portal.embedded import failures, processes
from akita_portal.embedded.processes import BASE_DIR

_ROOMS = ("akita_portal", "procedures", "payments", "identity", "accessibility")


@dataclass(frozen=True)
class Step:
    """A management command and the files (glob patterns below the repository) whose change makes it run again."""

    title: str
    commands: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]


def steps() -> tuple[Step, ...]:
    migrations = tuple(f"{room}/**/migrations/*.py" for room in _ROOMS)
    seeds = tuple(f"{room}/**/seeds/**/*" for room in _ROOMS)
    return (
        Step(
            _("データベースの更新"), (("migrate", "--noinput", "--verbosity", "0"),), ("requirements.txt", *migrations)
        ),
        Step(
            _("画面の部品"),
            (("collectstatic", "--noinput", "--clear", "--verbosity", "0"),),
            ("requirements.txt", "static/**/*", *(f"{room}/**/static/**/*" for room in _ROOMS)),
        ),
        Step(
            _("見本の市"),
            (("seed_demo",),),
            ("akita_portal/management/commands/seed_*.py", "akita_portal/demo/**/*.py", *migrations, *seeds),
        ),
    )


class Preparation:
    """Remembers in `file` which sources each step last ran with, for the database named by `identity`."""

    def __init__(self, file: Path, *, identity: str) -> None:
        self.file = file
        self.identity = identity
        try:
            self._done: dict[str, str] = json.loads(file.read_text())
        except (OSError, ValueError):
            self._done = {}

    def is_due(self, step: Step) -> bool:
        return self._done.get(step.title) != self._fingerprint(step)

    def perform(self, step: Step, *, environment: Mapping[str, str], log: Path) -> None:
        """Run the step's commands. Raises ServiceFailedError; what the command printed is in `log`."""
        for command in step.commands:
            ended = processes.run(command, environment=environment)
            with log.open("a") as file:
                file.write(ended.stdout)
            if ended.returncode != 0:
                raise _failure(step, ended.stdout, log)
        self._done[step.title] = self._fingerprint(step)
        self.file.write_text(json.dumps(self._done, ensure_ascii=False))

    def _fingerprint(self, step: Step) -> str:
        digest = hashlib.sha256(self.identity.encode())
        for path in _files(step.sources):
            digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def _files(patterns: Iterable[str]) -> list[Path]:
    return sorted({path for pattern in patterns for path in BASE_DIR.glob(pattern) if path.is_file()})


def _failure(step: Step, output: str, log: Path) -> failures.ServiceFailedError:
    if "No space left on device" in output:
        return failures.disk_full(log.parent)
    return failures.ServiceFailedError(
        _("「%(step)s」が終わりませんでした。理由は %(log)s の最後にあります。") % {"step": step.title, "log": log}
    )
