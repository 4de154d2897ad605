"""What a trial must never do to anybody: make them wait, show itself to them, or leave something behind."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import psycopg
import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import InterfaceError, connection, transaction
from django.test import Client
from django.utils import timezone

from identity.access import clock
from identity.access.actors import Visitor
from identity.access.assurance import Level
from procedures.applications.models import Application
from procedures.catalogue import published
from procedures.catalogue.models import ProcedureVersion, Slot
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.playing import MOST_STEPS, played, take_step
from procedures.designer.rehearsal.rehearsing import rehearsing
from procedures.designer.rehearsal.seen import see
from procedures.designer.rehearsal.sources import source_of
from procedures.designer.rehearsal.trials import read_trial, start_trial
from procedures.workflow import commands
from procedures.workflow.transitions import Verb
from tests.cast import Player
from tests.catalogue import SMALL_ANSWERS, make_procedure, small_document
from tests.designs import make_design
from tests.factories.applications import make_application, make_draft
from tests.payments.scene import make_item
from tests.procedures.designer.rehearsal.author import Author, begin
from tests.procedures.designer.rehearsal.test_playing import send
from tests.slots import answer_to, fill, make_calendar
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)
FEES = {"timing": "before_review", "lines": [{"item": "juminhyo"}]}


@pytest.fixture
def another() -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection to the same database."""
    known = connection.get_connection_params()
    names = {"dbname", "user", "password", "host", "port"}
    with psycopg.connect(**{name: value for name, value in known.items() if name in names}) as other:
        yield other


def held_tables(other: psycopg.Connection[Any]) -> set[str]:
    """Tables with a row that somebody else would have to wait for, whatever they want of it."""
    held = set()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        try:
            other.execute(f'SELECT 1 FROM "{table}" FOR UPDATE NOWAIT')
        except psycopg.errors.LockNotAvailable:
            held.add(table)
        other.rollback()
    return held


def with_a_slot() -> tuple[list[Slot], dict[str, Any]]:
    """A procedure that is paid first and books a time; its slots, and answers that take the first."""
    make_item()
    slots = fill(make_calendar())
    document = small_document()
    document["pages"][0]["items"].append({"id": "visit", "type": "slot", "label": "来る日", "slots_from": "visits"})
    make_procedure(pages=document["pages"], fees=FEES)
    return slots, SMALL_ANSWERS | {"visit": answer_to(slots[0])}


def begin_today(administrator: Player, key: str = "1") -> Trial:
    source, today = source_of(9001, key), timezone.localdate()
    assert source is not None
    return start_trial(by=administrator.staff, source=source, person="hanako", level=Level.CONTACT, day=today)


class TestNobodyWaits:
    def test_no_row_of_anybody_is_locked(self, administrator, another):
        """Every table there is, while the trial stands with its slot booked, its fee paid and its case decided."""
        _slots, answers = with_a_slot()
        make_application(version=make_procedure(number=9002))
        trial = begin_today(administrator)
        send(trial, answers)
        for verb, said in ((Verb.SETTLE, {}), (Verb.CLAIM, {}), (Verb.DECIDE, {"outcome": "approved", "text": ""})):
            assert take_step(trial, read_trial(trial), verb, **said) is None
        with played(trial, read_trial(trial)) as play:
            assert play.refusal is None
            assert see(play.stage) is not None
            assert held_tables(another) == set()

    def test_the_same_slot_is_booked_for_real_in_the_meantime(self, administrator):
        """The last place, too: the trial holds none of them."""
        slots, answers = with_a_slot()
        Slot.objects.update(capacity=1)
        trial = begin_today(administrator)
        send(trial, answers)
        draft = make_draft(version=ProcedureVersion.objects.get(), answers=answers)

        def apply() -> str:
            try:
                return commands.submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk).receipt
            finally:
                connection.close()

        with played(trial, read_trial(trial)) as play, ThreadPoolExecutor(1) as pool:
            assert play.refusal is None
            assert pool.submit(apply).result(timeout=20)
        assert list(Slot.objects.filter(booked=1).values_list("pk", flat=True)) == [slots[0].pk]
        with played(trial, read_trial(trial)) as play:
            assert play.refusal is None  # what was sent stays sent
        late = begin_today(administrator)
        refusal = take_step(late, read_trial(late), Verb.SUBMIT, answers=answers)
        assert refusal is not None
        assert "入力の終わっていないページか、直す必要のあるページがあります。" in refusal.why

    def test_it_cannot_stand_for_long(self):
        """A process that stops in the middle is cut off, and then nothing of it is left."""
        bounds = "SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('statement_timeout')"
        with connection.cursor() as cursor:
            cursor.execute(bounds)
            usual = cursor.fetchone()
            with rehearsing():
                cursor.execute(bounds)
                assert cursor.fetchone() == ("15s", "15s")
            cursor.execute(bounds)
            assert cursor.fetchone() == usual

    def test_it_does_not_grow_without_end(self, administrator):
        make_procedure()
        trial = begin_today(administrator)
        send(trial)
        contents = read_trial(trial)
        many = replace(contents, steps=contents.steps * MOST_STEPS)
        refusal = take_step(trial, many, Verb.CLAIM)
        assert refusal is not None
        assert "はじめからやり直してください" in refusal.why


class TestNobodySeesIt:
    def test_others_see_nothing_of_it_while_it_stands(self, administrator, another):
        make_procedure()
        trial = begin_today(administrator)
        send(trial)
        before = row_counts()
        with played(trial, read_trial(trial)) as play:
            assert play.stage.application is not None
            within = row_counts()
            seen = {}
            for table in before:
                found = another.execute(f'SELECT count(*) FROM "{table}"').fetchone()
                assert found is not None
                seen[table] = found[0]
        assert within["procedures_applications_application"] == 1
        assert seen == before

    def test_queues_and_numbers_of_real_clerks(self, administrator, clerk, supervisor):
        """Every list of the office, fetched while the trial stands and after it."""
        make_application(version=make_procedure())
        trial = begin_today(administrator)
        send(trial)
        pages = ("/staff/", "/staff/queue/unassigned/", "/staff/search/?q=山王", "/staff/payments/", "/staff/effects/")

        def look(player: Player) -> list[tuple[int, bool]]:
            try:
                client = player.client()
                return [
                    (answer.status_code, b"XXXX" in answer.content)
                    for answer in (client.get(page, follow=True) for page in pages)
                ]
            finally:
                connection.close()

        with played(trial, read_trial(trial)) as play, ThreadPoolExecutor(1) as pool:
            assert play.stage.application is not None
            found = [pool.submit(look, player).result(timeout=60) for player in (clerk, supervisor)]
        assert {marked for one in found for _status, marked in one} == {False}
        assert Application.objects.count() == 1


class TestNothingIsLeft:
    def test_of_a_text_that_nobody_published(self, administrator):
        """What is tried is not kept among the published definitions: neither in the way nor in memory."""
        make_procedure()
        make_design(administrator.user, title="まだ公開しない名前")
        version = make_application().version
        kept = published.definition.cache_info().currsize
        trial = begin_today(administrator, "design")
        send(trial)
        with played(trial, read_trial(trial)) as play:
            assert play.stage.application is not None
            assert str(play.stage.application.version.definition.title) == "まだ公開しない名前"
            assert version.definition.title.ja != "まだ公開しない名前"
        assert published.definition.cache_info().currsize == kept

    def test_in_valkey_and_in_the_mail(self, administrator):
        """Counts of rate limits, tasks for workers, entries of caches: all of it is there as it was, key by key."""
        make_procedure()
        author = Author(administrator.client(), begin(administrator.client()))
        author.see("check/")
        valkey = redis.Redis.from_url(settings.CELERY_BROKER_URL)

        def contents() -> dict[Any, bytes | None]:
            return {key: valkey.dump(key) for key in valkey.scan_iter()}

        before = contents()
        author.press("fill/")
        author.send()
        author.do("claim")
        author.do("decide", outcome="approved", text="")
        author.do("complete")
        assert author.client.get(author.url("papers/0/")).status_code == 200
        assert contents() == before
        assert mail.outbox == []

    @pytest.mark.parametrize("broken", ["see", "letter"])
    def test_of_a_page_that_failed(self, administrator, monkeypatch, broken):
        """Clock and connection are as they were, and the next page works."""
        make_procedure()
        client: Client = administrator.client()
        author = Author(client, begin(client))
        author.press("fill/")
        author.send()
        before = row_counts()

        def fail(*_args: object) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")

        client.raise_request_exception = False
        with monkeypatch.context() as patched:
            patched.setattr(f"procedures.designer.views.trial_case.{broken}", fail)
            place = "staff/" if broken == "see" else "papers/0/"
            assert client.get(author.url(place)).status_code == 500
        assert clock._shift.get().total_seconds() == 0
        assert transaction.get_autocommit()
        assert not connection.in_atomic_block
        assert row_counts() == before
        assert client.get(author.url("staff/")).status_code == 200

    @pytest.mark.parametrize("fault", [InterfaceError, RuntimeError])
    def test_where_it_cannot_be_taken_back_the_connection_is_given_up(self, monkeypatch, fault):
        before = row_counts()

        def fail() -> None:
            raise fault

        with monkeypatch.context() as patched:
            patched.setattr(transaction, "rollback", fail)
            try:
                with rehearsing():
                    make_application()
            except RuntimeError:
                assert fault is RuntimeError
        assert connection.connection is None
        assert row_counts() == before
        assert transaction.get_autocommit()
