import subprocess
import sys
from pathlib import Path

import pytest

from akita_portal import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two locks, and a Python that only notes what it is asked to do."""
    for name in bootstrap.LOCKS["test"]:
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\ncat {tmp_path}/answer 2>/dev/null && exit 1\nexit 0\n'
    )
    python.chmod(0o755)
    monkeypatch.setattr(bootstrap, "BASE_DIR", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    monkeypatch.setattr(bootstrap, "INSTALLED", tmp_path / ".venv" / "installed.json")
    return tmp_path


def asked(place: Path) -> list[str]:
    return (place / "asked").read_text().splitlines()


def test_it_needs_nothing_but_the_standard_library():
    code = (
        "import sys; import akita_portal.bootstrap; print(sorted(m for m in sys.modules if m in {'django', 'psutil'}))"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "[]\n"


def test_packages_are_installed_with_hashes_and_once_per_lock(place):
    bootstrap.ensure_packages("demo")
    bootstrap.ensure_packages("demo")
    (line,) = asked(place)
    assert "--require-hashes" in line
    assert line.endswith("requirements.txt")
    (place / "requirements.txt").write_text("changed")
    bootstrap.ensure_packages("demo")
    assert len(asked(place)) == 2


def test_what_the_tests_installed_suffices_for_the_demo(place):
    bootstrap.ensure_packages("test")
    bootstrap.ensure_packages("demo")
    (line,) = asked(place)
    assert line.endswith("requirements-dev.txt")


@pytest.mark.parametrize(
    ("answer", "told"),
    [("network", "ネットワークを確かめて"), ("No space left on device", "ディスクの空きが足りません")],
)
def test_a_failed_installation_is_told_and_tried_again_next_time(place, answer, told):
    (place / "answer").write_text(answer)
    with pytest.raises(bootstrap.CannotError, match=told):
        bootstrap.ensure_packages("demo")
    assert not bootstrap.INSTALLED.exists()


def test_a_working_environment_is_kept_and_a_broken_one_made_anew(place, monkeypatch):
    made = []
    monkeypatch.setattr(bootstrap.venv, "create", lambda path, **options: made.append((path, options)))
    bootstrap.ensure_environment()
    assert made == []
    bootstrap.PYTHON.unlink()
    bootstrap.ensure_environment()
    assert made == [(place / ".venv", {"clear": True, "with_pip": True})]


def test_system_packages_that_cannot_be_installed_are_named(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "missing_packages", lambda _kind: ["libpango-1.0-0"])
    monkeypatch.setattr(bootstrap, "_install", lambda _packages: False)
    bootstrap.ensure_system("demo")
    assert "PDF の文書は作れません" in capsys.readouterr().err
    with pytest.raises(bootstrap.CannotError, match=r"管理者に入れてもらってから.*libpango-1\.0-0"):
        bootstrap.ensure_system("test")


def test_a_name_the_release_does_not_know_keeps_no_other_out(monkeypatch):
    tried: list[list[str]] = []

    def works(command: list[str]) -> bool:
        tried.append(command)
        return "unknown" not in command

    monkeypatch.setattr(bootstrap, "_works", works)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert bootstrap._install(["known", "unknown"]) is False
    assert [command[-1] for command in tried if "install" in command] == ["unknown", "known", "unknown"]


def test_this_machine_has_everything():
    assert bootstrap.missing_packages("test") in ([], ["chromium"])
