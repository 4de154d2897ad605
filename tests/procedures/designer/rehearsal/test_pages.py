"""The pages of a trial, as an administrator goes through them."""

import re
from typing import Any

import pytest
from django.test import Client

from procedures.designer.rehearsal.models import Trial
from tests.catalogue import make_procedure
from tests.procedures.backoffice.pages import text
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)
START = "/designer/9001/try/"
DAY = {"day-year": "2026", "day-month": "11", "day-day": "24"}


@pytest.fixture
def client(administrator) -> Client:
    return administrator.client()


def begin(client: Client, **chosen: str) -> Trial:
    """A trial as 山王 花子 at level 1, on 24 November 2026."""
    answer = client.post(START, {"person": "hanako", "level": "1", **DAY, **chosen})
    assert answer.status_code == 302, text(answer)
    return Trial.objects.latest("started_at")


class Author:
    """Somebody who tries a procedure: presses what the pages offer."""

    def __init__(self, client: Client, trial: Trial) -> None:
        self.client = client
        self.trial = trial

    def url(self, place: str) -> str:
        return f"{START}{self.trial.pk}/{place}"

    def see(self, place: str) -> str:
        return text(self.client.get(self.url(place)))

    def press(self, place: str, **data: Any) -> Any:
        self.trial.refresh_from_db()
        return self.client.post(self.url(place), {"_revision": self.trial.revision, **data})

    def do(self, verb: str, **data: Any) -> Any:
        answer = self.press(f"do/{verb}/", **data)
        assert answer.status_code == 302, text(answer)
        return answer

    def send(self) -> Any:
        return self.press("check/")


@pytest.fixture
def author(client) -> Author:
    make_procedure()
    return Author(client, begin(client))


def test_from_start_to_end(author):
    before = row_counts()
    assert "試行です。どこにも送られません" in author.see("pages/applicant/")
    assert author.press("fill/").status_code == 302
    assert "山王 花子（サンノウ ハナコ）" in author.see("check/")
    assert author.send()["Location"] == author.url("sent/")
    said = author.see("sent/")
    assert "請求を受け付けました" in said
    assert re.search(r"XXXX-[2-9A-Y]{4}-[2-9A-Y]", said)
    assert "あて先 hanako@example.jp（送りません）" in said
    assert "受付票（PDF）" in said
    author.do("claim")
    author.do("decide", outcome="approved", text="")
    author.do("complete")
    said = author.see("staff/")
    assert "状態 完了" in said
    assert "決定：認める" in said
    paper = author.client.get(author.url("papers/1/"))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert row_counts() == before
