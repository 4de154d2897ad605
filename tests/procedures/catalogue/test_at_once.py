"""Two at once, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from procedures.applications.migration import migrate_drafts
from procedures.applications.models import Draft, DraftMigration
from procedures.catalogue.errors import PublishedMeanwhile
from procedures.catalogue.models import Procedure, ProcedureRecord, ProcedureVersion
from procedures.catalogue.services import publish
from procedures.catalogue.switching import switch_due
from tests.catalogue import make_department, make_procedure, small_document
from tests.factories.applications import make_draft

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except PublishedMeanwhile as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def publisher(title: str, expected: int):
    department = make_department()

    def call():
        document = small_document(title=title)
        return publish(number=9001, department=department, document=document, expected=expected)

    return call


@pytest.mark.parametrize("known", [0, 1])
def test_of_two_who_publish_one_wins_and_the_other_is_told(known):
    if known:
        make_procedure()
    done = at_once(publisher("一つ目", known), publisher("二つ目", known))
    (won,) = [one for one in done if isinstance(one, ProcedureVersion)]
    (lost,) = [one for one in done if isinstance(one, PublishedMeanwhile)]
    assert (won.number, lost.number) == (known + 1, known + 1)
    assert "もう一度公開してください" in str(lost)
    procedure = Procedure.objects.get()
    assert (procedure.current_id, procedure.title) == (won.pk, won.definition.title.ja)


def test_two_who_publish_the_same_text_make_one_version():
    first, second = at_once(publisher("同じ", 0), publisher("同じ", 0))
    assert first.pk == second.pk
    assert ProcedureVersion.objects.count() == 1


def test_two_tasks_switch_once():
    make_procedure()
    moment = timezone.now() + timedelta(days=1)
    document = small_document(title="新しい名前")
    publish(number=9001, department=make_department(), document=document, effective_from=moment)
    assert sum(at_once(lambda: switch_due(moment), lambda: switch_due(moment))) == 1
    assert ProcedureRecord.objects.filter(kind="switched").count() == 1


def test_a_draft_is_started_while_a_switch_is_under_way():
    old = make_procedure()
    moment = timezone.now() + timedelta(days=1)
    publish(
        number=9001, department=make_department(), document=small_document(title="新しい名前"), effective_from=moment
    )

    def start():
        try:
            return Client().post("/procedures/9001/start/")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Procedure.objects.select_for_update().get()
            response = pool.submit(start).result(timeout=20)  # waits for nobody
        assert response.status_code == 302
    assert Draft.objects.get().version_id == old.pk
    switch_due(moment)
    assert Draft.objects.get().version_id == old.pk


def test_two_who_move_a_draft_move_it_once():
    draft = make_draft()
    version = make_procedure(title="新しい名前")
    results = at_once(*[lambda: migrate_drafts([draft.pk], version, None)] * 2)
    assert sorted(bool(one.effect) for (one,) in results) == [False, True]
    assert DraftMigration.objects.count() == 1
