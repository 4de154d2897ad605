from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from importlib import import_module
from threading import Barrier
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from procedures.applications.answers import read_answers, read_digest
from procedures.applications.drafts import Contents, read_draft, save_draft
from procedures.applications.events import event_text, verify
from procedures.applications.models import Application, ApplicationEvent, Draft, Effect, State
from procedures.applications.models.application import Outcome
from procedures.catalogue.models import Procedure
from procedures.documents.models import Document
from procedures.notifications.models import Message
from procedures.workflow.commands import (
    claim,
    complete,
    decide,
    note,
    release,
    request_correction,
    resubmit,
    submit,
    withdraw,
)
from procedures.workflow.corrections import correction_draft
from procedures.workflow.errors import (
    AnswersIncomplete,
    NotAccepting,
    NotAllowed,
    NotEligible,
    NothingChanged,
    Overtaken,
    ReasonMissing,
)
from tests.catalogue import FOUR_EYES, SMALL_ANSWERS, make_procedure
from tests.factories.applications import claimed, guest_of, make_application, make_draft

pytestmark = pytest.mark.django_db(transaction=True)

JST = ZoneInfo("Asia/Tokyo")


def order(application: Application, **more):
    application.refresh_from_db()
    return {
        "application_id": application.pk,
        "expected_revision": application.revision,
        "command_key": str(uuid4()),
    } | more


def at(year: int, month: int, day: int, hour: int = 10):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=JST), tick=False)


def in_parallel(*jobs):
    """Run jobs at the same moment, each on a connection of its own; results or exceptions in order."""
    barrier = Barrier(len(jobs))

    def one(job):
        barrier.wait()
        try:
            return job()
        except Exception as error:  # noqa: BLE001  the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


class TestSubmit:
    def test_a_draft_becomes_an_application(self, citizen):
        draft = make_draft(citizen.visitor)
        application = submit(actor=citizen.visitor, draft_id=draft.pk)
        assert (application.state, application.revision, application.owner_id) == (State.RECEIVED, 1, citizen.user.pk)
        assert read_answers(application) == SMALL_ANSWERS
        assert read_digest(application).name == "山王 花子"
        assert read_digest(application).email == "hanako@example.jp"
        assert list(application.events.values_list("verb", "actor_kind")) == [("submit", "citizen")]
        assert Message.objects.get().topic == "received"
        assert Effect.objects.get().kind == "notifications.send_notice"
        assert not Draft.objects.exists()

    def test_personal_answers_stand_nowhere_in_the_clear(self, citizen):
        make_application(citizen.visitor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
            tables = [name for (name,) in cursor.fetchall() if not name.startswith("identity_people_user")]
            words = ["%山王%", "%早めに%"]
            for table in tables:
                cursor.execute(f'SELECT count(*) FROM "{table}" AS r WHERE r::text LIKE ANY (%s)', [words])
                assert cursor.fetchone() == (0,), table

    def test_sending_twice_gives_the_same_application(self, citizen):
        draft = make_draft(citizen.visitor)
        first = submit(actor=citizen.visitor, draft_id=draft.pk)
        assert submit(actor=citizen.visitor, draft_id=draft.pk).pk == first.pk
        assert (Application.objects.count(), Effect.objects.count()) == (1, 1)

    def test_a_double_click_is_one_application(self, citizen):
        draft = make_draft(citizen.visitor)
        results = in_parallel(*[lambda: submit(actor=citizen.visitor, draft_id=draft.pk)] * 4)
        assert len({result.receipt for result in results}) == 1
        assert (Application.objects.count(), ApplicationEvent.objects.count(), Effect.objects.count()) == (1, 1, 1)

    def test_nobody_else_sends_it(self, citizen, other_citizen):
        draft = make_draft(citizen.visitor)
        with pytest.raises(Draft.DoesNotExist):
            submit(actor=other_citizen.visitor, draft_id=draft.pk)
        submit(actor=citizen.visitor, draft_id=draft.pk)
        with pytest.raises(Draft.DoesNotExist):
            submit(actor=other_citizen.visitor, draft_id=draft.pk)

    def test_an_incomplete_draft_is_not_sent_and_not_lost(self, citizen):
        draft = make_draft(citizen.visitor, answers={"wish": "早めに"})
        with pytest.raises(AnswersIncomplete):
            submit(actor=citizen.visitor, draft_id=draft.pk)
        assert read_draft(Draft.objects.get()).answers == {"wish": "早めに"}

    def test_what_came_too_late_or_too_early_is_not_received(self, citizen):
        version = make_procedure(accepts={"from": "2026-11-24", "until": "2026-11-30"})
        draft = make_draft(citizen.visitor, version=version)
        for day in (23, 31):
            moment = datetime(2026, 11, 1, 10, tzinfo=JST) + timedelta(days=day - 1)
            with time_machine.travel(moment, tick=False), pytest.raises(NotAccepting):
                submit(actor=citizen.visitor, draft_id=draft.pk)
        with at(2026, 11, 30, 23):
            assert submit(actor=citizen.visitor, draft_id=draft.pk).state == State.RECEIVED

    def test_a_closed_procedure_takes_open_drafts_until_its_last_moment(self, citizen):
        draft = make_draft(citizen.visitor)
        now = timezone.now()
        closing = {"closes_at": now - timedelta(days=2), "closing_message": "終わりました。"}
        Procedure.objects.update(drafts_until=now - timedelta(days=1), **closing)
        with pytest.raises(NotAccepting):
            submit(actor=citizen.visitor, draft_id=draft.pk)
        Procedure.objects.update(drafts_until=now + timedelta(days=1))
        assert submit(actor=citizen.visitor, draft_id=draft.pk).state == State.RECEIVED

    def test_who_is_not_eligible_cannot_send(self, citizen):
        version = make_procedure(
            eligibility=[{"when": {"==": [{"var": "wish"}, "早めに"]}, "message": "窓口へお越しください。"}]
        )
        draft = make_draft(citizen.visitor, version=version)
        with pytest.raises(NotEligible):
            submit(actor=citizen.visitor, draft_id=draft.pk)
        assert Draft.objects.count() == 1

    def test_a_taken_receipt_number_is_drawn_again(self, citizen, monkeypatch):
        taken = make_application(citizen.visitor).receipt
        draws = iter([taken, taken, "K7KF3M9DX"])
        monkeypatch.setattr(import_module("procedures.workflow.commands.submit"), "draw_receipt", lambda: next(draws))
        assert make_application(citizen.visitor, version=make_procedure(number=9002)).receipt == "K7KF3M9DX"

    def test_the_application_stays_with_the_version_it_was_started_with(self, citizen):
        version = make_procedure()
        draft = make_draft(citizen.visitor, version=version)
        newer = make_procedure(title="新しい版")
        application = submit(actor=citizen.visitor, draft_id=draft.pk)
        assert (newer.pk != version.pk, application.version_id) == (True, version.pk)
        assert Application.objects.get().version.definition.title.ja == "小さな手続"


class TestClock:
    def test_the_promised_date_counts_opening_days(self):
        with at(2026, 12, 25):  # a Friday; 12/29–1/3 closed
            application = make_application()
        assert application.due_on == date(2027, 1, 5)  # 12/28, 1/4, 1/5

    def test_it_stands_still_while_a_correction_is_awaited(self, clerk):
        with at(2026, 11, 24):
            application = claimed(make_application(), clerk.staff)
            assert application.due_on == date(2026, 11, 27)
        with at(2026, 11, 25):
            request_correction(actor=clerk.staff, text="希望を書いてください", items=["wish"], **order(application))
        application.refresh_from_db()
        assert (application.state, application.stopped_on) == (State.CORRECTION, date(2026, 11, 25))
        with at(2026, 12, 2):
            send_correction(application, "昼ごろ")
        application.refresh_from_db()
        # Five opening days passed (26, 27, 30, 1, 2): the promise moves by five.
        assert (application.due_on, application.stopped_on) == (date(2026, 12, 4), None)

    def test_a_report_has_no_clock(self):
        assert make_application(version=make_procedure(kind="report")).due_on is None


def send_correction(application: Application, wish: str):
    application.refresh_from_db()
    visitor = guest_of(application)
    draft = correction_draft(application=application, visitor=visitor)
    visitor = type(visitor)(grants=visitor.grants | {draft.pk})
    save_draft(draft, Contents(answers=read_draft(draft).answers | {"wish": wish}), expected_revision=draft.revision)
    return resubmit(
        actor=visitor, application_id=application.pk, draft_id=draft.pk, expected_revision=application.revision
    )


@pytest.fixture
def in_correction(clerk):
    application = claimed(make_application(), clerk.staff)
    request_correction(actor=clerk.staff, text="希望を書いてください", items=["wish"], **order(application))
    return application


class TestCorrection:
    def test_the_mended_answers_arrive_and_the_earlier_ones_stay(self, in_correction):
        event = send_correction(in_correction, "昼ごろ")
        in_correction.refresh_from_db()
        assert (in_correction.state, in_correction.answers_number) == (State.IN_REVIEW, 2)
        assert [read_answers(in_correction, number=n)["wish"] for n in (1, 2)] == ["早めに", "昼ごろ"]
        assert event.data == {"answers": 2, "changed": ["wish"]}
        assert not Draft.objects.exists()

    def test_asking_needs_words(self, clerk):
        application = claimed(make_application(), clerk.staff)
        with pytest.raises(ReasonMissing):
            request_correction(actor=clerk.staff, text=" 　", items=[], **order(application))
        application.refresh_from_db()
        assert application.state == State.IN_REVIEW

    def test_there_is_one_draft_however_often_it_is_opened(self, in_correction):
        in_correction.refresh_from_db()
        visitor = guest_of(in_correction)
        drafts = {correction_draft(application=in_correction, visitor=visitor).pk for _ in range(3)}
        assert len(drafts) == 1

    def test_sending_it_unchanged_is_refused_and_keeps_the_draft(self, in_correction):
        with pytest.raises(NothingChanged):
            send_correction(in_correction, "早めに")
        assert Draft.objects.count() == 1

    def test_the_words_of_the_request_are_sealed(self, in_correction):
        event = in_correction.events.get(verb="request_correction")
        assert event_text(event) == "希望を書いてください"
        assert "希望".encode() not in bytes(event.text)

    def test_withdrawing_takes_the_correction_draft_along(self, in_correction):
        in_correction.refresh_from_db()
        correction_draft(application=in_correction, visitor=guest_of(in_correction))
        withdraw(actor=guest_of(in_correction), **order(in_correction))
        in_correction.refresh_from_db()
        assert (in_correction.state, in_correction.stopped_on, Draft.objects.count()) == (State.WITHDRAWN, None, 0)


class TestDecision:
    def test_approval_makes_a_notice_and_a_message(self, clerk):
        application = claimed(make_application(), clerk.staff)
        event = decide(actor=clerk.staff, outcome=Outcome.APPROVED, **order(application))
        application.refresh_from_db()
        assert (application.state, application.outcome) == (State.DECIDED, Outcome.APPROVED)
        assert application.decided_at is not None
        assert Document.objects.get().event_id == event.pk
        assert set(Message.objects.values_list("topic", flat=True)) == {"received", "decided"}
        complete(actor=clerk.staff, **order(application))
        application.refresh_from_db()
        assert (application.state, application.closed_at is not None) == (State.COMPLETED, True)

    def test_refusal_needs_reasons(self, clerk):
        application = claimed(make_application(), clerk.staff)
        with pytest.raises(ReasonMissing):
            decide(actor=clerk.staff, outcome=Outcome.REFUSED, **order(application))
        event = decide(
            actor=clerk.staff, outcome=Outcome.REFUSED, reasons="対象の方が住民でないため", **order(application)
        )
        assert event_text(event) == "対象の方が住民でないため"

    def test_a_notification_cannot_be_refused(self, clerk):
        application = claimed(make_application(version=make_procedure(kind="notification")), clerk.staff)
        for outcome in (Outcome.REFUSED, Outcome.APPROVED):
            with pytest.raises(NotAllowed):
                decide(actor=clerk.staff, outcome=outcome, reasons="x", **order(application))
        complete(actor=clerk.staff, **order(application))
        application.refresh_from_db()
        assert application.state == State.COMPLETED

    def test_two_deciding_at_once_are_one_decision_and_the_other_is_told(self, approver, supervisor, clerk):
        application = claimed(make_application(version=make_procedure(workflow=FOUR_EYES)), clerk.staff)
        supervisor.user.roles.create(department="citizen-affairs", role="approver", valid_from="2020-04-01")
        orders = [order(application), order(application)]
        results = in_parallel(
            lambda: decide(actor=approver.staff, outcome=Outcome.APPROVED, **orders[0]),
            lambda: decide(actor=supervisor.staff, outcome=Outcome.REFUSED, reasons="要件を満たさない", **orders[1]),
        )
        told = [result for result in results if isinstance(result, Overtaken)]
        made = [result for result in results if isinstance(result, ApplicationEvent)]
        assert (len(told), len(made)) == (1, 1)
        winner = {approver.user.pk: "鈴木 誠", supervisor.user.pk: "田中 明"}[made[0].actor_id]
        assert (told[0].verb, told[0].by, told[0].at) == ("decide", winner, made[0].at)
        assert application.events.filter(verb="decide").count() == 1
        assert Document.objects.count() == 1

    def test_the_same_click_twice_is_one_decision(self, clerk):
        application = claimed(make_application(), clerk.staff)
        once = order(application)
        events = in_parallel(*[lambda: decide(actor=clerk.staff, outcome=Outcome.APPROVED, **once)] * 3)
        assert len({event.pk for event in events}) == 1
        assert Document.objects.count() == 1


class TestHandling:
    def test_claim_and_release(self, clerk, colleague):
        application = claimed(make_application(), clerk.staff)
        assert application.assignee_id == clerk.user.pk
        with pytest.raises(NotAllowed):
            claim(actor=colleague.staff, **order(application))
        with pytest.raises(NotAllowed):
            release(actor=colleague.staff, **order(application))
        release(actor=clerk.staff, **order(application))
        application.refresh_from_db()
        assert (application.state, application.assignee_id) == (State.RECEIVED, None)

    def test_two_claiming_at_once_are_one_claim(self, clerk, colleague):
        application = make_application()
        orders = [order(application), order(application)]
        results = in_parallel(
            lambda: claim(actor=clerk.staff, **orders[0]), lambda: claim(actor=colleague.staff, **orders[1])
        )
        assert sorted(type(result).__name__ for result in results) == ["ApplicationEvent", "Overtaken"]

    def test_a_note_overtakes_nobody(self, clerk, colleague):
        application = claimed(make_application(), clerk.staff)
        planned = order(application)
        note(actor=colleague.staff, text="電話で確認済み", **order(application))
        decide(actor=clerk.staff, outcome=Outcome.APPROVED, **planned)
        application.refresh_from_db()
        assert application.state == State.DECIDED
        assert verify(application.events.order_by("sequence")).verb == "decide"

    def test_a_citizen_withdraws_and_staff_can_do_nothing_more(self, citizen, clerk):
        application = claimed(make_application(citizen.visitor), clerk.staff)
        late = order(application)
        withdraw(actor=citizen.visitor, reason="引越しをやめた", **order(application))
        with pytest.raises(Overtaken) as told:
            decide(actor=clerk.staff, outcome=Outcome.APPROVED, **late)
        assert (told.value.verb, told.value.by) == ("withdraw", "")
