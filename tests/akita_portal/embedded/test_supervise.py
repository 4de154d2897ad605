"""`python -m akita_portal.embedded` as a process: what a person sees, and what happens when things are killed."""

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from akita_portal.embedded import leftovers, postgres, supervise
from akita_portal.embedded.failures import ServiceFailedError
from akita_portal.embedded.ports import LOOPBACK, free_port
from akita_portal.embedded.processes import BASE_DIR
from tests import services
from tests.live import wait_until

NOT_OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "TEST_SERVICES")


class Demo:
    """One run of the command; its lines are in `output()`."""

    def __init__(self, folder: Path, *, uid: int | None = None, **environment: str) -> None:
        self.folder = folder
        self.port = environment.get("PORT") or str(free_port())
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self.file = folder.parent / f"{folder.name}.{self.port}.out"
        command = [sys.executable, "-m", "akita_portal.embedded"]
        if uid is not None:
            # Python itself may lie where only root can reach it: become another user once all is loaded.
            code = (
                f"import os, sys; from akita_portal.embedded.__main__ import main; os.setuid({uid}); sys.exit(main())"
            )
            command = [sys.executable, "-c", code]
        with self.file.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=BASE_DIR,
                env={**inherited, "PORTAL_FOLDER": str(folder), "PORT": self.port, **environment},
            )

    def output(self) -> str:
        return self.file.read_text()

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://{LOOPBACK}:{self.port}/health/ready", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_until_open(self) -> None:
        wait_until(lambda: "止めるには" in self.output() or self.process.poll() is not None, "it opens", seconds=120)
        assert self.process.poll() is None, self.output()

    def ended(self) -> tuple[int, str]:
        """Return the exit status and the last line."""
        status = self.process.wait(120)
        assert "Traceback" not in self.output()
        return status, self.output().splitlines()[-1]

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def find(self, *words: str) -> psutil.Process | None:
        """Return the living child whose command line holds these words; None between a death and the next start."""
        for process in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                named = set(words) <= set(process.cmdline()) or (len(words) == 1 and words[0] in process.name())
                if named and process.status() != psutil.STATUS_ZOMBIE:
                    return process
        return None

    def named(self, *words: str) -> psutil.Process:
        wait_until(lambda: self.find(*words) is not None, f"{words} runs")
        found = self.find(*words)
        assert found is not None
        return found

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


@pytest.fixture(scope="module")
def home() -> Path:
    return services.folder("demo") / "portal"


@pytest.fixture(scope="module")
def demo(home) -> Iterator[Demo]:
    demo = Demo(home)
    demo.wait_until_open()
    yield demo
    demo.stop()


def test_it_shows_each_stage_the_address_and_the_people(demo):
    lines = demo.output().splitlines()
    stages = [
        "準備",
        "PostgreSQL",
        "Valkey",
        "データベースの更新",
        "画面の部品",
        "見本の市",
        "画面",
        "処理係",
        "定時処理",
        "見本の決済",
        "見本の本人確認",
    ]
    end = 1 + len(stages)
    assert [line.split(" … ")[0].strip() for line in lines[1:end]] == stages
    assert all("… 済み（" in line for line in lines[1:end])
    assert f"http://127.0.0.1:{demo.port}/" in lines[end]
    assert "見本の利用者" in demo.output()
    assert "確認コード" in demo.output()
    assert demo.is_ready()


def command_lines(demo) -> list[str]:
    """Of every process that still runs; short ones may end while one looks."""
    found = []
    for process in demo.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(" ".join(process.cmdline()))
    return found


def test_secrets_are_the_owners_alone_and_on_no_command_line(demo, home):
    secrets = [line.partition("=")[2] for line in (home / "secrets.env").read_text().splitlines()]
    commands = " ".join(command_lines(demo))
    assert not any(secret in commands for secret in secrets)


def test_a_second_one_on_the_same_folder_is_refused_and_harms_nothing(demo, home):
    status, line = Demo(home).ended()
    assert (status, "すでに動いています" in line) == (1, True)
    assert demo.is_ready()


def test_a_second_one_on_the_same_port_names_the_port(demo, folder):
    status, line = Demo(folder / "other", PORT=demo.port).ended()
    assert status == 1
    assert f"ポート {demo.port} は別のプログラムが使っています" in line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("処理係", ("celery", "worker")),
        ("定時処理", ("celery", "beat")),
        ("画面", ("gunicorn", "python:akita_portal.gunicorn")),
        ("見本の決済", ("gunicorn", "python:payments.gateways.sandbox.server.gunicorn")),
        ("見本の本人確認", ("gunicorn", "python:identity.sandbox.provider.gunicorn")),
        ("Valkey", ("valkey-server",)),
    ],
)
def test_what_is_killed_is_started_again_and_said(demo, name, words):
    victim = demo.named(*words)
    victim.kill()
    wait_until(lambda: f"{name}が止まったので、もう一度始めます" in demo.output(), "it is said")
    wait_until(lambda: demo.named(*words).pid != victim.pid, "it runs again")
    wait_until(demo.is_ready, "the portal answers")


def test_a_killed_postgres_is_started_again_at_the_same_address(demo):
    server = demo.named("postgres")
    port = server.net_connections()[0].laddr.port
    server.kill()
    wait_until(lambda: "PostgreSQLが止まったので、もう一度始めます" in demo.output(), "it is said")
    wait_until(demo.is_ready, "the portal answers")
    assert demo.named("postgres").net_connections()[0].laddr.port == port


def test_after_its_own_kill_the_next_start_cleans_up_and_prepares_nothing_again(demo, home):
    orphans = demo.processes()
    demo.process.kill()
    demo.process.wait()
    assert sum(process.is_running() for process in orphans) > 3
    again = Demo(home, PORT=demo.port)
    try:
        again.wait_until_open()
        assert [process for process in orphans if process.is_running()] == []
        assert "前回から残っていたプログラムを止めました" in again.output()
        assert not any(stage in again.output() for stage in ("データベースの更新", "画面の部品", "見本の市"))
        started = again.processes()
        again.process.send_signal(signal.SIGINT)
        status, line = again.ended()
        assert (status, line) == (0, "止まりました。")
        assert [process for process in started if process.is_running()] == []
        assert (home / "prepared.json").exists()
    finally:
        again.stop()


def test_a_damaged_secrets_file_is_told(folder):
    (folder / "portal").mkdir()
    (folder / "portal" / "secrets.env").write_text("SECRET_KEY=x\n")
    status, line = Demo(folder / "portal").ended()
    assert (status, "RESET=1 make demo" in line) == (1, True)


def test_a_port_that_is_none_is_told(folder):
    status, line = Demo(folder / "portal", PORT="eight").ended()
    assert (status, line) == (1, "PORT=eight は使えません。PORT=8001 のような数字にしてください。")


def test_a_full_disk_is_told(tiny_disk):
    status, line = Demo(tiny_disk / "portal").ended()
    assert (status, line.startswith("ディスクの空きが足りません")) == (1, True)


def test_a_corrupt_database_is_told(folder):
    home = folder / "portal"
    home.mkdir()
    server = postgres.start(home / "postgres", password="x", durable=False, room_needed=0)
    server.stop()
    (server.data / "global" / "pg_control").unlink()
    status, line = Demo(home).ended()
    assert (status, "RESET=1 make demo で作り直せます" in line) == (1, True)


def test_a_folder_that_may_not_be_written_is_told(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    status, line = Demo(closed / "portal", uid=pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None).ended()
    assert (status, line) == (
        1,
        f"{closed / 'portal'} に書き込めません。持ち主と権限を確かめてから、もう一度実行してください。",
    )


def test_a_lock_that_is_held_is_respected_before_anything_else(folder):
    home = folder / "portal"
    home.mkdir()
    (home / "secrets.env").write_text("kept")
    with (home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, line = Demo(home, RESET="1").ended()
    assert (status, "すでに動いています" in line) == (1, True)
    assert (home / "secrets.env").read_text() == "kept"


def test_reset_empties_the_folder_and_postgres_place(folder):
    home = folder / "portal"
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "PG_VERSION").write_text("18")
    (home / "secrets.env").write_text("old")
    (home / "lock").touch()
    supervise.empty(home, keep=home / "lock")
    assert [path.name for path in home.iterdir()] == ["lock"]


def test_servers_given_in_the_environment_are_used_instead(folder, capsys):
    given = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": os.environ["REDIS_URL"]}
    supervisor = supervise.Supervisor(folder=folder, port=free_port(), given=given)
    environment = supervisor._start_services()
    assert (supervisor.database, supervisor.cache) == (None, None)
    assert {name: environment[name] for name in given} == given
    assert "DATABASE_URL のものを使います" in capsys.readouterr().out


def test_what_dies_again_and_again_ends_the_demo(folder):
    supervisor = supervise.Supervisor(folder=folder, port=1, given={})
    for _time in range(supervise.RESTARTS):
        supervisor._count_death("画面", log=folder / "web.log")
    with pytest.raises(ServiceFailedError, match="画面が何度も止まるため、すべて止めました"):
        supervisor._count_death("画面", log=folder / "web.log")


def test_people_that_cannot_be_shown_are_no_traceback():
    failed = subprocess.CompletedProcess([], 1, stdout="Traceback (most recent call last)")
    assert supervise._people_or_advice(failed).startswith("見本の利用者を表示できませんでした")


def test_a_stranger_with_a_remembered_number_is_left_alone(folder):
    stranger = subprocess.Popen(["sleep", "60"])
    file = folder / "processes.json"
    file.write_text(f'{{"{stranger.pid}": 12345.0}}')
    try:
        assert leftovers.stop_remembered(file) == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_taken_port_is_told_before_any_server_starts(folder):
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        status, line = Demo(folder / "portal", PORT=str(taken.getsockname()[1])).ended()
    assert (status, "PORT=" in line) == (1, True)
    assert not (folder / "portal" / "postgres").exists()
    shutil.rmtree(folder / "portal")
