import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from akita_portal.embedded import postgres
from akita_portal.embedded.failures import ServiceFailedError
from akita_portal.embedded.ports import LOOPBACK, free_port

PASSWORD = "correct-horse"
Start = Callable[..., postgres.Postgres]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    started = []

    def start(place: Path | None = None, **options):
        server = postgres.start(
            place or folder / "postgres", password=PASSWORD, durable=False, **{"room_needed": 0, **options}
        )
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def one(url: str, query: str):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchone()


def test_the_database_sorts_and_searches_japanese(start):
    server = start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), similarity('住民票の写し', '住民票')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        trigrams = connection.execute("SELECT cardinality(show_trgm('住民票'))").fetchone()
    assert row is not None
    assert row[:3] == ("b", "C.UTF-8", "UTF8")
    assert row[3] > 0.3
    assert trigrams == (4,)


def test_the_test_database_of_this_run_searches_japanese(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('住民票')), current_database()")
        assert cursor.fetchone()[0] == 4


def test_a_wrong_password_is_refused(start):
    server = start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url.replace(PASSWORD, "wrong"))


def test_data_outlives_a_stop(start):
    server = start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    assert not server.is_running()
    assert one(start().url, "SELECT answer FROM kept") == (42,)


def test_values_of_a_failing_statement_stay_out_of_the_log(start, folder):
    server = start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (name text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('秋田花子')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('秋田花子')")
    server.stop()
    log = (folder / "postgres.log").read_text()
    assert "duplicate key value" in log
    assert "秋田花子" not in log


def test_the_password_is_on_no_command_line(start):
    server = start()
    assert PASSWORD not in " ".join(psutil.Process(server.pid).cmdline())


def test_killed_while_writing_it_comes_back_with_what_was_committed(start):
    server = start()
    writer = psycopg.connect(server.url)
    writer.execute("CREATE TABLE kept AS SELECT 1 AS answer")
    writer.commit()
    writer.execute("INSERT INTO kept VALUES (2)")
    server.kill()
    again = start()
    writer.close()
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(1,)]


def test_a_server_left_running_is_stopped_and_its_data_taken_over(start):
    orphan = start()
    with psycopg.connect(orphan.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS answer")
    again = start()  # the starter of `orphan` is gone as far as this start can know
    assert orphan.process.wait(10) is not None
    assert one(again.url, "SELECT answer FROM kept") == (7,)


def test_backends_without_a_postmaster_are_ended(start):
    server = start()
    with psycopg.connect(server.url) as connection:
        backend = connection.info.backend_pid
        psutil.Process(backend).suspend()  # too busy to notice that its postmaster is gone
        server.kill()
        again = start()
        assert not psutil.pid_exists(backend) or psutil.Process(backend).status() == psutil.STATUS_ZOMBIE
    assert one(again.url, "SELECT 1") == (1,)


def test_a_stale_lock_file_naming_a_stranger_is_no_obstacle(start):
    server = start()
    server.stop()
    lock = server.data / "postmaster.pid"
    stranger = subprocess.Popen(["sleep", "60"])
    lock.write_text(f"{stranger.pid}\n{server.data}\n1700000000\n5432\n\n{LOOPBACK}\n\nready   \n")
    shutil.chown(lock, server.data.owner(), server.data.group())
    try:
        assert one(start().url, "SELECT 1") == (1,)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_cluster_is_made_again(start, folder):
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert one(start().url, "SELECT 1") == (1,)
    assert not half.exists()


@pytest.mark.parametrize("victim", ["global/pg_control", "PG_VERSION", "postgresql.conf"])
def test_a_corrupt_folder_is_told_in_one_line(start, victim):
    server = start()
    server.stop()
    (server.data / victim).unlink()
    with pytest.raises(ServiceFailedError) as failure:
        start()
    assert "RESET=1 make demo" in str(failure.value)
    assert "\n" not in str(failure.value)


def test_data_of_another_version_is_told_in_one_line(start):
    server = start()
    server.stop()
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(ServiceFailedError, match=r"PostgreSQL 15 で作られたデータで、いまの 18 では開けません"):
        start()


def test_a_taken_port_is_named(start):
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServiceFailedError, match=f"ポート {port} は別のプログラムが使っている"):
            start(port=port)


def test_a_given_port_is_kept(start):
    port = free_port()
    assert start(port=port).url.endswith(f"@127.0.0.1:{port}/portal?sslmode=disable")


def test_too_little_room_is_told_before_anything_is_written(start, folder):
    with pytest.raises(ServiceFailedError, match="ディスクの空きが足りません"):
        start(room_needed=shutil.disk_usage(folder).total * 2)
    assert not (folder / "postgres").exists()


def test_a_disk_that_fills_up_is_told_in_one_line(start, tiny_disk):
    with pytest.raises(ServiceFailedError, match="ディスクの空きが足りません") as failure:
        start(tiny_disk / "postgres")
    assert "\n" not in str(failure.value)
    assert [path.name for path in tiny_disk.iterdir()] == ["postgres.log"]


def test_an_interrupted_server_stops_in_order(start):
    server = start()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(20) == 0


def test_spaces_and_quotes_in_the_path_do_not_matter(start, folder):
    odd = folder / "空 白 ' と 引用符"
    odd.mkdir()
    assert one(start(odd / "postgres").url, "SELECT 1") == (1,)


def test_nothing_of_our_environment_reaches_the_server(start, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", secret := secrets.token_hex(8))
    server = start()
    assert secret not in psutil.Process(server.pid).environ().values()
    assert os.environ["SECRET_KEY"] == secret
