from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from procedures.applications.events import ChainBroken, event_text, verify
from procedures.applications.models import ApplicationEvent
from procedures.applications.receipts import show_receipt
from procedures.workflow.commands import note
from tests.factories.applications import make_application

pytestmark = pytest.mark.django_db(transaction=True)


def with_events(clerk, count=3):
    application = make_application()
    for number in range(count - 1):
        note(
            actor=clerk.staff,
            application_id=application.pk,
            expected_revision=application.revision,
            command_key=f"note-{number}",
            text=f"メモ{number}",
        )
    return application


def tamper(sql: str) -> None:
    """What somebody with the database's superuser could do: switch the triggers off first."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.format(table="procedures_applications_applicationevent"))


def test_the_chain_of_an_untouched_application_holds(clerk):
    application = with_events(clerk)
    last = verify(application.events.order_by("sequence"))
    assert last is not None
    assert (last.sequence, event_text(last)) == (3, "メモ1")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {table} SET verb = 'withdraw' WHERE sequence = 2",
        "UPDATE {table} SET at = at + interval '1 second' WHERE sequence = 2",
        "UPDATE {table} SET data = '{{\"x\": 1}}' WHERE sequence = 2",
        "UPDATE {table} SET text = 'other' WHERE sequence = 2",
        "UPDATE {table} SET actor_kind = 'portal', actor_id = NULL WHERE sequence = 2",
        "UPDATE {table} SET command_key = 'other' WHERE sequence = 2",
        "DELETE FROM {table} WHERE sequence = 2",
        "DELETE FROM {table} WHERE sequence = 1",
    ],
)
def test_every_change_by_hand_breaks_the_chain(clerk, sql):
    application = with_events(clerk)
    tamper(sql)
    with pytest.raises(ChainBroken):
        verify(application.events.order_by("sequence"))
    with pytest.raises(CommandError, match=show_receipt(application.receipt)):
        call_command("verify_chain")


def test_a_broken_chain_stops_every_command(clerk):
    application = with_events(clerk)
    tamper("UPDATE {table} SET verb = 'withdraw' WHERE sequence = 2")
    with_key = {"expected_revision": application.revision, "command_key": "late", "text": "x"}
    with pytest.raises(ChainBroken):
        note(actor=clerk.staff, application_id=application.pk, **with_key)


def test_removing_all_events_is_noticed_too(clerk):
    application = with_events(clerk)
    tamper("DELETE FROM {table} WHERE true")
    with pytest.raises(CommandError, match=show_receipt(application.receipt)):
        call_command("verify_chain", application.receipt)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_event(clerk, change):
    with_events(clerk)
    events = ApplicationEvent.objects.filter(sequence=2)
    with pytest.raises(IntegrityError, match="append-only"):
        events.update(verb="withdraw") if change == "update" else events.delete()


def test_the_command_counts_what_it_verified(clerk):
    with_events(clerk)
    out = StringIO()
    call_command("verify_chain", stdout=out)
    assert out.getvalue() == "1 chains verified.\n"


def test_an_unknown_receipt_number_is_said(clerk):
    with pytest.raises(CommandError, match="no application"):
        call_command("verify_chain", "K7QF")
