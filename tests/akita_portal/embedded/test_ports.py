import socket

import pytest

from akita_portal.embedded.failures import ServiceFailedError
from akita_portal.embedded.ports import LOOPBACK, free_port, parse_port, require_free


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "８０００", "80 00", "1e3"])
def test_what_is_no_port_is_told(text):
    with pytest.raises(ServiceFailedError, match=r"PORT=.*は使えません"):
        parse_port(text)


@pytest.mark.parametrize(("text", "port"), [("1", 1), ("8000", 8000), ("65535", 65535)])
def test_a_port_is_read(text, port):
    assert parse_port(text) == port


@pytest.mark.parametrize("address", [LOOPBACK, "0.0.0.0"])
def test_a_taken_port_is_named_with_a_way_out(address):
    with socket.socket() as taken:
        taken.bind((address, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServiceFailedError) as failure:
            require_free(port)
    assert f"ポート {port} は別のプログラムが使っています" in str(failure.value)
    assert "make demo" in str(failure.value)


def test_a_free_port_passes():
    require_free(free_port())
