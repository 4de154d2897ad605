"""Somebody who tries a procedure."""

from typing import Any

from django.test import Client

from procedures.designer.rehearsal.models import Trial
from tests.procedures.backoffice.pages import text

START = "/designer/9001/try/"


DAY = {"day-year": "2026", "day-month": "11", "day-day": "24"}


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


def form_of(author: Author) -> dict[str, str]:
    """What the browser would send of the filled-in page."""
    name = {"family": "山王", "given": "花子", "family_kana": "サンノウ", "given_kana": "ハナコ"}
    return {**{f"applicant_name-{part}": value for part, value in name.items()}, "applicant_email": "hanako@example.jp"}
