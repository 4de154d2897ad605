import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis

from akita_portal.embedded import valkey
from akita_portal.embedded.failures import ServiceFailedError
from akita_portal.embedded.ports import LOOPBACK


@pytest.fixture
def start(folder: Path) -> Iterator:
    started = []

    def start(place: Path | None = None, **options):
        server = valkey.start(place or folder / "valkey", password="correct-horse", **options)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def test_it_answers_with_the_password_and_only_with_it(start):
    server = start()
    with redis.Redis.from_url(server.url) as client:
        assert client.ping() is True
    with socket.create_connection((LOOPBACK, server.port), timeout=5) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")


def test_the_password_is_on_no_command_line(start):
    assert "correct-horse" not in " ".join(psutil.Process(start().pid).cmdline())


def test_a_server_left_running_is_stopped(start):
    orphan = start()
    again = start()
    assert orphan.process.wait(10) is not None
    with redis.Redis.from_url(again.url) as client:
        assert client.ping() is True


def test_it_comes_back_at_the_same_address_after_a_kill(start):
    server = start()
    server.kill()
    assert start(port=server.port).url == server.url


def test_a_taken_port_is_named(start):
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServiceFailedError, match=f"ポート {port} は別のプログラムが使っている"):
            start(port=port)


def test_a_file_in_the_folders_place_is_told_in_one_line(start, folder):
    (folder / "valkey").write_text("")
    with pytest.raises(ServiceFailedError) as failure:
        start()
    assert "\n" not in str(failure.value)


def test_it_writes_no_data_to_disk(start, folder):
    server = start()
    with redis.Redis.from_url(server.url) as client:
        client.set("name", "秋田花子")
    server.stop()
    assert sorted(path.name for path in (folder / "valkey").iterdir()) == ["valkey.log"]
