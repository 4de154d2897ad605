from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.utils import timezone

from identity.access.assurance import NOBODY, Assurance, Level, assurance_of, raise_assurance


@pytest.fixture
def request_(rf):
    request = rf.get("/")
    request.session = SessionStore()
    return request


def test_a_session_without_a_proof_is_nobody(request_):
    assert assurance_of(request_) == NOBODY


def test_what_was_proved_is_read_back(request_):
    raised = raise_assurance(request_, level=Level.CARD, method="card")
    read = assurance_of(request_)
    assert (read.level, read.method) == (Level.CARD, "card")
    assert read.at is not None
    assert raised.at is not None
    assert abs(read.at - raised.at) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "kept",
    [
        "card",
        {},
        {"level": 9, "method": "card", "at": "2026-11-01T00:00:00+00:00"},
        {"level": 2, "method": "card", "at": "x"},
    ],
)
def test_what_cannot_be_read_is_nobody(request_, kept):
    request_.session["assurance"] = kept
    assert assurance_of(request_) == NOBODY


def test_a_level_that_is_too_low_or_too_old_does_not_reach():
    with time_machine.travel("2026-11-01T10:00:00+09:00", tick=False):
        proved = Assurance(Level.CARD, "card", timezone.now())
        assert proved.reaches(2, within=timedelta(minutes=30))
        assert not proved.reaches(3)
    with time_machine.travel("2026-11-01T10:30:01+09:00", tick=False):
        assert not proved.reaches(2, within=timedelta(minutes=30))
        assert proved.reaches(2)
    assert NOBODY.reaches(0, within=timedelta(minutes=1))
