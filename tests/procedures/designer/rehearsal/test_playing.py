"""The whole life of what is sent in a trial, for every seeded procedure, and that nothing of it stays or is taken."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from identity.access import clock
from identity.access.assurance import Level
from procedures.applications.models import Application, State
from procedures.catalogue.models import Procedure, Slot
from procedures.catalogue.seeding import load_seeds
from procedures.designer.rehearsal.acts import act
from procedures.designer.rehearsal.desk import TrialDesk
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.people import PEOPLE
from procedures.designer.rehearsal.playing import played, take_step
from procedures.designer.rehearsal.rehearsing import NotOnStage
from procedures.designer.rehearsal.seen import Case, letter, see
from procedures.designer.rehearsal.sources import Source, source_of
from procedures.designer.rehearsal.trials import Step, TrialChanged, read_trial, save_trial, start_trial
from procedures.documents.rendering import render_pdf
from procedures.workflow.transitions import Verb
from tests.cast import Player
from tests.catalogue import SMALL_ANSWERS, make_procedure
from tests.factories.applications import make_application
from tests.procedures.documents.test_letters import words_in
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 24)
FIX: tuple[Verb, dict[str, Any]] = (Verb.FIX_FEE, {"granted": True, "text": ""})
PAY: tuple[Verb, dict[str, Any]] = (Verb.SETTLE, {})
STEPS: tuple[tuple[Verb, dict[str, Any]], ...] = (
    *(FIX, PAY),  # where the review waits for it
    (Verb.CLAIM, {}),
    *(FIX, PAY),
    (Verb.DECIDE, {"outcome": "approved", "text": ""}),
    (Verb.COMPLETE, {}),
)


def text_of(number: int, key: str = "1") -> Source:
    source = source_of(number, key)
    assert source is not None
    return source


def begin(administrator: Player, *, person: str = "hanako", level: Level = Level.CONTACT, number: int = 9001) -> Trial:
    return start_trial(by=administrator.staff, source=text_of(number), person=person, level=level, day=DAY)


def now(trial: Trial) -> Case:
    with played(trial, read_trial(trial)) as play:
        assert play.refusal is None
        case = see(play.stage)
    assert case is not None
    return case


def send(trial: Trial, answers: Any = None) -> None:
    refusal = take_step(trial, read_trial(trial), Verb.SUBMIT, answers=answers or SMALL_ANSWERS)
    assert refusal is None, refusal


def go_through(administrator: Player, number: int) -> Case | None:
    """Send it as the first person for whom it is, and do what there is to do until it is over."""
    for person in PEOPLE:
        trial = begin(administrator, person=person.code, level=Level.SIGNATURE, number=number)
        desk = TrialDesk(trial, read_trial(trial))
        with clock.set_to(desk.contents.now):
            desk.fill_all()
            sent = Step(Verb.SUBMIT, clock.now().isoformat(), {"answers": desk.contents.answers})
        with played(trial, replace(desk.contents, steps=(sent,))) as play:
            if play.refusal is None:
                for verb, said in STEPS:
                    case = see(play.stage)
                    if case is not None and verb in case.verbs:
                        act(play.stage, verb, said)
                return see(play.stage)
    return None


def test_every_seeded_procedure_is_tried_to_its_end(administrator):
    load_seeds()
    from akita_portal.demo.slots import make_sample_slots

    with time_machine.travel(f"{DAY}T10:00:00+09:00"):
        make_sample_slots()
    before = row_counts() | {"procedures_designer_trial": 0}
    cases = {number: go_through(administrator, number) for number in Procedure.objects.values_list("number", flat=True)}
    assert {number for number, case in cases.items() if case is None} == set()
    assert {case.state for case in cases.values() if case} == {State.COMPLETED}
    assert {len(case.papers) > 0 for case in cases.values() if case} == {True}
    assert row_counts() | {"procedures_designer_trial": 0} == before
    assert not Slot.objects.filter(booked__gt=0).exists()


def test_the_papers_carry_a_mark_on_every_page(administrator):
    make_procedure()
    trial = begin(administrator)
    send(trial)
    with played(trial, read_trial(trial)) as play:
        html = letter(play.stage, 0)
        assert letter(play.stage, 1) is None
        assert letter(play.stage, -1) is None
    assert html is not None
    marked, plain = render_pdf(html, mark="試行"), render_pdf(html)
    assert "試行" in words_in(marked)
    assert "試行" not in words_in(plain)


def test_a_real_application_neither_limits_a_trial_nor_is_limited_by_it(administrator):
    version = make_procedure(accepts={"limit": 1})
    make_application(version=version)
    trial = begin(administrator)
    send(trial)
    assert now(trial).state == State.RECEIVED
    assert Application.objects.count() == 1


def test_trials_of_two_are_played_beside_each_other(administrator):
    """Neither waits for the other, though both hold their rows at the same moment."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    make_procedure()
    trials = [begin(administrator), begin(administrator)]
    for trial in trials:
        send(trial)
    both = Barrier(2, timeout=20)

    def play(trial: Trial) -> str:
        try:
            with played(trial, read_trial(trial)) as play:
                both.wait()
                case = see(play.stage)
                assert case is not None
                return case.receipt
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(play, trials))
    assert len(set(receipts)) == 2


def test_a_person_may_send_while_somebody_tries_the_same_procedure(administrator):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    version = make_procedure(accepts={"limit": 5})
    trial = begin(administrator)
    send(trial)

    def apply() -> str:
        try:
            return make_application(version=version).receipt
        finally:
            connection.close()

    with played(trial, read_trial(trial)) as play, ThreadPoolExecutor(1) as pool:
        assert pool.submit(apply).result(timeout=20)
        assert play.stage.application is not None
    assert Application.objects.count() == 1


def test_the_same_receipt_number_on_every_page(administrator):
    make_procedure()
    trial = begin(administrator)
    send(trial)
    assert now(trial).receipt == now(trial).receipt


def test_a_step_that_cannot_be_done_is_not_kept(administrator):
    make_procedure()
    trial = begin(administrator)
    send(trial)
    refusal = take_step(trial, read_trial(trial), Verb.DECIDE, outcome="approved", text="")
    assert refusal is not None
    assert (refusal.index, refusal.why) == (1, "いまの状態では、この操作はできません。")
    assert len(read_trial(trial).steps) == 1


def test_what_is_not_complete_is_not_sent(administrator):
    make_procedure()
    refusal = take_step(trial := begin(administrator), read_trial(trial), Verb.SUBMIT, answers={"wish": "早めに"})
    assert refusal is not None
    assert "入力の終わっていないページ" in refusal.why


def test_who_is_not_meant_is_refused(administrator):
    make_procedure(eligibility=[{"when": {"==": [{"var": "wish"}, "早めに"]}, "message": "窓口へ。"}])
    refusal = take_step(trial := begin(administrator), read_trial(trial), Verb.SUBMIT, answers=SMALL_ANSWERS)
    assert refusal is not None
    assert refusal.why == "「対象の条件」に当てはまらない人です。"


@pytest.mark.parametrize("clock_time", ["00:00:30", "10:00:00", "23:59:30"])
def test_steps_follow_each_other_in_time(administrator, clock_time):
    make_procedure()
    trial = begin(administrator)
    with time_machine.travel(f"2026-11-24T{clock_time}+09:00"):
        send(trial)
        for verb in (Verb.CLAIM, Verb.RELEASE, Verb.CLAIM):
            assert take_step(trial, read_trial(trial), verb) is None
    moments = [step.moment for step in read_trial(trial).steps]
    assert moments == sorted(set(moments))
    assert {timezone.localdate(moment) for moment in moments} == {DAY}


def test_a_trial_is_not_played_within_a_transaction(administrator):
    from django.db import transaction

    make_procedure()
    trial = begin(administrator)
    with transaction.atomic(), pytest.raises(NotOnStage), played(trial, read_trial(trial)):
        pass


def test_two_tabs_do_not_overwrite_each_other(administrator):
    make_procedure()
    trial = begin(administrator)
    other = Trial.objects.get(pk=trial.pk)
    save_trial(trial, replace(read_trial(trial), answers=SMALL_ANSWERS))
    with pytest.raises(TrialChanged):
        save_trial(other, replace(read_trial(other), answers={}))
    assert read_trial(Trial.objects.get(pk=trial.pk)).answers == SMALL_ANSWERS
