import base64
import stat

import pytest

from akita_portal.embedded.failures import ServiceFailedError
from akita_portal.embedded.secrets_file import read_or_make
from akita_portal.environment import Environment


def test_secrets_are_made_once_and_are_the_owners_alone(tmp_path):
    file = tmp_path / "secrets.env"
    first = read_or_make(file)
    assert read_or_make(file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_demos_share_no_secret(tmp_path):
    one, other = read_or_make(tmp_path / "a"), read_or_make(tmp_path / "b")
    assert set(one.values()) & set(other.values()) == set()


def test_the_portal_accepts_them(tmp_path, monkeypatch):
    for name, value in read_or_make(tmp_path / "secrets.env").items():
        monkeypatch.setenv(name, value)
    environment = Environment()
    name, _, key = environment.sealing_keys.partition(":")
    assert (name, len(base64.urlsafe_b64decode(key))) == ("demo", 32)


@pytest.mark.parametrize("content", ["", "SECRET_KEY=x\n", "\x00\x01", "SECRET_KEY=\nSEALING_KEYS=\n"])
def test_a_damaged_file_is_told_and_kept(tmp_path, content):
    file = tmp_path / "secrets.env"
    file.write_text(content)
    with pytest.raises(ServiceFailedError, match="RESET=1 make demo"):
        read_or_make(file)
    assert file.read_text() == content
