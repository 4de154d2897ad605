"""Every environment variable is checked at start with a sentence, and stands in docs/operations.md."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from akita_portal.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "s" * 50,
    "SEARCH_HASH_KEY": "h" * 50,
    "SEALING_KEYS": "2026:" + "A" * 43 + "=",
    "DATABASE_URL": "postgresql://portal:secret@localhost/portal",
    "REDIS_URL": "redis://localhost/0",
}


def start(**changed: str | None) -> subprocess.CompletedProcess[str]:
    """Read the environment in a process of its own, with some variables changed (None: not set)."""
    environment = {"PATH": os.environ["PATH"], **GOOD, **changed}
    return subprocess.run(
        [sys.executable, "-c", "from akita_portal.environment import environment; environment()"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_whole_environment_starts():
    ended = start()
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_variable_is_named(name):
    ended = start(**{name: None})
    assert ended.returncode == 78
    assert ended.stderr.splitlines()[0] == f"Environment variable {name}: is not set."
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SEARCH_HASH_KEY", "short"),
        ("DATABASE_URL", "mysql://localhost/portal"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", "localhost:6379"),
        ("SEALING_KEYS", "2026"),
        ("SEALING_KEYS", "2026:short"),
        ("SEALING_KEYS", "2026:" + "A" * 43 + "=,2026:" + "B" * 43 + "="),
        ("SITE_URL", "portal.example"),
        ("SITE_URL", "https://portal.example/"),
        ("ALLOWED_HOSTS", ""),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_POOL_SIZE", "many"),
        ("TRUSTED_PROXIES", "-1"),
        ("EMAIL_PORT", "70000"),
        ("EMAIL_TLS", "perhaps"),
        ("MAINTENANCE", "soon"),
        ("WEB_BIND", "8000"),
        ("WEB_WORKERS", "0"),
        ("WEB_THREADS", "0"),
        ("WORKER_PROCESSES", "0"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(name, value):
    ended = start(**{name: value})
    assert ended.returncode == 78
    first, last = ended.stderr.splitlines()[0], ended.stderr.splitlines()[-1]
    assert first.startswith(f"Environment variable {name}: ")
    assert last == "The portal did not start. docs/operations.md lists every variable."
    if "KEY" in name and value != "2026":
        assert value not in first.removeprefix(f"Environment variable {name}: ")


def test_several_faults_are_told_at_once():
    ended = start(SECRET_KEY=None, LOG_LEVEL="LOUD")
    assert [line.partition(":")[0] for line in ended.stderr.splitlines()[:2]] == [
        "Environment variable SECRET_KEY",
        "Environment variable LOG_LEVEL",
    ]


def test_operations_lists_every_variable_with_its_default():
    text = (ROOT / "docs" / "operations.md").read_text()
    section = text.partition("## Environment variables")[2].partition("`make demo` reads")[0]
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| [^|]*\| (?:`([^`]*)`)? ?\|", section, re.MULTILINE))
    fields = {
        name.upper(): "" if field.is_required() or field.default is None else str(field.default)
        for name, field in Environment.model_fields.items()
    }
    fields = {name: value.lower() if value in {"True", "False"} else value for name, value in fields.items()}
    fields["STATIC_ROOT"] = ".portal/static"
    assert rows == fields
