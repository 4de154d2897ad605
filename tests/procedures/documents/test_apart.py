"""A PDF made by a process of its own: the same document, and nothing of it stays behind."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from procedures.documents import apart
from procedures.documents.apart import PressFailed, render_pdf_apart
from procedures.documents.rendering import OutsideAddress
from tests.procedures.documents.test_letters import words_in

LETTER = '<!doctype html><html lang="ja"><head><title>試し</title></head><body><h1>山王 花子</h1>{}</body></html>'


def test_it_is_made_with_its_mark():
    pdf = render_pdf_apart(LETTER.format(""), mark="試行")
    assert pdf.startswith(b"%PDF")
    assert "山王花子試行" in words_in(pdf)


def test_this_process_does_not_load_what_makes_it():
    """Asked of a process that has made none: the one of the tests has, elsewhere."""
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'akita_portal.settings.test'; import django;"
        "django.setup(); from procedures.documents.apart import render_pdf_apart;"
        "assert render_pdf_apart(sys.argv[1]).startswith(b'%PDF'); print('weasyprint' in sys.modules)"
    )
    root = Path(apart.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code, LETTER.format("")], capture_output=True, text=True, check=True, cwd=root
    )
    assert run.stdout.strip() == "False"


def test_nothing_from_outside():
    with pytest.raises(OutsideAddress):
        render_pdf_apart(LETTER.format('<img alt="x" src="http://127.0.0.1:1/x.png">'))


def test_it_gets_no_secrets_and_tells_nothing_on_the_command_line(monkeypatch):
    seen: dict[str, Any] = {}

    def run(command: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        seen.update(more, command=command)
        return subprocess.CompletedProcess(command, 0, b"%PDF", b"")

    monkeypatch.setattr(subprocess, "run", run)
    render_pdf_apart(LETTER.format(""))
    assert {"SECRET_KEY", "SEALING_KEYS", "DATABASE_URL", "REDIS_URL"} & set(seen["env"]) == set()
    assert "花子" not in " ".join(seen["command"])
    assert "花子" in seen["input"].decode("unicode-escape")


@pytest.mark.parametrize(
    "ending",
    [
        subprocess.TimeoutExpired("press", 30),
        OSError("no memory"),
        subprocess.CompletedProcess("press", 1, b"", b"fault"),
        subprocess.CompletedProcess("press", 0, b"", b""),
        subprocess.CompletedProcess("press", -9, b"%PDF", b""),
    ],
    ids=["late", "not-begun", "failed", "empty", "killed"],
)
def test_what_goes_wrong_is_one_thing_and_the_next_is_made(monkeypatch, ending):
    def run(*_args: Any, **_more: Any) -> Any:
        if isinstance(ending, Exception):
            raise ending
        return ending

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", run)
        with pytest.raises(PressFailed):
            render_pdf_apart(LETTER.format(""))
    assert render_pdf_apart(LETTER.format("")).startswith(b"%PDF")
