from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.core import signing

from procedures.applications.drafts import LIFETIME
from procedures.applications.resume import make_resume_token, read_resume_token

DRAFT = UUID("3f2f0f0e-0000-4000-8000-000000000000")
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def test_a_token_gives_its_draft_back_as_long_as_a_draft_is_kept():
    with time_machine.travel(NOW, tick=False):
        token = make_resume_token(DRAFT)
    with time_machine.travel(NOW + LIFETIME, tick=False):
        assert read_resume_token(token) == DRAFT
    with time_machine.travel(NOW + LIFETIME + timedelta(seconds=2), tick=False):
        assert read_resume_token(token) is None


@pytest.mark.parametrize(
    "token",
    ["", "x", "a:b:c", "\x00", "あ", signing.dumps(DRAFT.hex), signing.dumps([1], salt="portal.resume")],
    ids=["empty", "letter", "parts", "null", "kana", "other purpose", "other content"],
)
def test_what_nobody_signed_for_this_is_no_token(token):
    assert read_resume_token(token) is None


def test_a_changed_token_is_none():
    token = make_resume_token(DRAFT)
    assert read_resume_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
