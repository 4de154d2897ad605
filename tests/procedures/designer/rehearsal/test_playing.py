"""The whole life of a trial, and that nothing of it stays."""

from dataclasses import replace
from datetime import date

import pytest

from identity.access.assurance import Level
from procedures.applications.models import State
from procedures.designer.rehearsal.playing import played, take_step
from procedures.designer.rehearsal.seen import letter, see
from procedures.designer.rehearsal.sources import source_of
from procedures.designer.rehearsal.trials import read_trial, save_trial, start_trial
from procedures.workflow.transitions import Verb
from tests.catalogue import SMALL_ANSWERS, make_procedure
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 24)


@pytest.fixture
def trial(administrator):
    make_procedure()
    source = source_of(9001, "1")
    assert source is not None
    return start_trial(by=administrator.staff, source=source, person="hanako", level=Level.CONTACT, day=DAY)


def test_from_the_first_step_to_the_last_letter(trial):
    save_trial(trial, replace(read_trial(trial), answers=SMALL_ANSWERS))
    before = row_counts()
    assert take_step(trial, read_trial(trial), Verb.SUBMIT, answers=SMALL_ANSWERS) is None
    assert take_step(trial, read_trial(trial), Verb.CLAIM) is None
    assert take_step(trial, read_trial(trial), Verb.DECIDE, outcome="approved", text="") is None
    assert take_step(trial, read_trial(trial), Verb.COMPLETE) is None
    with played(trial, read_trial(trial)) as play:
        case = see(play.stage)
        html = letter(play.stage, 1)
    assert case.state == State.COMPLETED
    assert [paper.title for paper in case.papers] == ["受付票", "決定通知書"]
    assert html is not None
    assert "決定" in html
    assert row_counts() == before
