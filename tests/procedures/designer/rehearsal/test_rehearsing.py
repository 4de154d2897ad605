"""Nothing that is written in a rehearsal stays, whatever happens in it."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from identity.access.actors import Visitor
from identity.people.models import User
from payments.gateways.registry import outside_transactions
from procedures.designer.rehearsal.rehearsing import NotOnStage, rehearsing
from procedures.workflow.commands import submit
from tests.factories.applications import make_draft
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)


def send() -> None:
    """A real command on real rows, with everything that it writes."""
    draft = make_draft()
    submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)


def send_and_raise(fault: type[BaseException], write: Callable[[], object] = send) -> None:
    write()
    raise fault


def is_as_before() -> bool:
    return transaction.get_autocommit() and not connection.in_atomic_block and connection.run_on_commit == []


def test_what_commands_write_is_there_within_and_gone_after():
    before = row_counts()
    with rehearsing():
        send()
        within = row_counts()
    changed = {table for table in before if within[table] != before[table]}
    assert {"procedures_applications_application", "procedures_applications_effect"} <= changed
    assert {"procedures_notifications_message", "procedures_catalogue_procedureversion"} <= changed
    assert row_counts() == before
    assert is_as_before()


def test_no_worker_is_woken(monkeypatch):
    woken: list[object] = []
    monkeypatch.setattr("procedures.applications.effects.wake", woken.append)
    with rehearsing():
        send()
        assert len(connection.run_on_commit) == 1
    assert woken == []
    send()
    assert len(woken) == 1


@pytest.mark.parametrize("fault", [ZeroDivisionError, IntegrityError, KeyboardInterrupt])
def test_it_is_taken_back_on_any_exception(fault):
    before = row_counts()
    with pytest.raises(fault), rehearsing():
        send_and_raise(fault)
    assert row_counts() == before
    assert is_as_before()


def test_a_statement_that_failed_does_no_harm():
    before = row_counts()
    with pytest.raises(DatabaseError), rehearsing():
        User.objects.create(pk=-2, kind="nobody")
    assert row_counts() == before
    assert is_as_before()


def test_an_exception_within_a_command_leaves_the_stage_usable():
    with rehearsing():
        with pytest.raises(ZeroDivisionError), transaction.atomic(durable=True):
            send_and_raise(ZeroDivisionError, User(pk=-2).save)
        assert not User.objects.filter(pk=-2).exists()
        send()


def test_postgresql_refuses_to_commit_it():
    before = row_counts()
    with rehearsing():
        send()
        with pytest.raises(IntegrityError):
            connection.commit()
    assert row_counts() == before
    assert is_as_before()


def test_it_does_not_begin_within_a_transaction():
    with transaction.atomic():
        User.objects.create(pk=-2)
        with pytest.raises(NotOnStage), rehearsing():
            pass
        assert User.objects.filter(pk=-2).exists()
    assert User.objects.filter(pk=-2).exists()


def test_it_does_not_begin_within_another():
    with rehearsing():
        User.objects.create(pk=-2)
        with pytest.raises(NotOnStage), rehearsing():
            pass
        assert User.objects.filter(pk=-2).exists()
    assert not User.objects.filter(pk=-2).exists()


def test_a_lost_connection_leaves_nothing_and_the_next_statement_connects_anew():
    before = row_counts()
    with rehearsing():
        send()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        other.close()
    assert row_counts() == before
    assert is_as_before()


def test_no_gateway_is_called():
    with rehearsing(), pytest.raises(RuntimeError, match="outside of transactions"):
        outside_transactions("manual")
