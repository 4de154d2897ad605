"""What somebody can do to the money with nothing but SQL: every statement here is refused by PostgreSQL itself."""

from collections.abc import Callable
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from payments.attempts.looking_up import look_up
from payments.attempts.refunding import refuse_refund, request_refund
from payments.ledger.models import LedgerEntry, Source
from payments.ledger.receipts import issue_receipt
from tests.payments.scene import make_assessment

A, L = "payments_assessments_feeassessment", "payments_assessments_feeline"
T, R = "payments_attempts_paymentattempt", "payments_attempts_refund"
E, C = "payments_ledger_ledgerentry", "payments_ledger_receiptcounter"
# A copy of the row there is, with some columns changed.
COPY_ATTEMPT = f"""
    INSERT INTO {T} SELECT (jsonb_populate_record(null::{T}, to_jsonb(t) || jsonb_build_object(
        'id', gen_random_uuid(), 'sequence', 2, 'session_id', '', 'payment_id', '') || '%s')).* FROM {T} t
"""
COPY_REFUND = f"""
    INSERT INTO {R} SELECT (jsonb_populate_record(null::{R}, to_jsonb(r) || jsonb_build_object(
        'id', gen_random_uuid()) || '%s')).* FROM {R} r
"""
COPY_ENTRY = f"""
    INSERT INTO {E} SELECT (jsonb_populate_record(null::{E}, to_jsonb(e) || jsonb_build_object('id', 1000000)
        || '%s')).* FROM {E} e
"""
LINE = f"""
    INSERT INTO {L} (assessment_id, position, label, unit, quantity, unit_yen, reduction_yen, amount_yen)
    SELECT id, 9, 'x', '', 1, 100, 0, 100 FROM {A}
"""


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def paid(fake, attempt, clerk, approver):
    """600 yen received and receipted, 100 of them asked back, 500 asked back and refused."""
    fake.pay(attempt.pk)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    issue_receipt(entry=LedgerEntry.objects.get())
    refused = request_refund(attempt_id=attempt.pk, amount_yen=500, reason="x", policy="x", by=clerk.staff)
    refuse_refund(refund_id=refused.pk, by=approver.staff, reason="x")
    request_refund(attempt_id=attempt.pk, amount_yen=101, reason="x", policy="x", by=clerk.staff)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return attempt


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        # 1: the ledger
        f"UPDATE {E} SET amount_yen = 1",
        f"UPDATE {E} SET provider_ref = 'x' WHERE kind = 'charge'",
        f"DELETE FROM {E}",
        f"MERGE INTO {E} USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
        "UPDATE payments_ledger_statechange SET reason = 'x'",
        "DELETE FROM payments_ledger_statechange",
        # 2: money
        COPY_ENTRY % '{"provider_ref": "x", "amount_yen": 0}',
        COPY_ENTRY % '{"provider_ref": "x", "amount_yen": -1}',
        COPY_ENTRY % '{"provider_ref": "x", "amount_yen": 10000001}',
        COPY_ENTRY % '{"provider_ref": "x", "amount_yen": 600.5}',
        # 3: one movement, one entry
        COPY_ENTRY % "{}",
        # 5, 6, 18: attempts
        COPY_ATTEMPT % '{"state": "open"}',
        f"UPDATE {T} SET amount_yen = 599",
        f"UPDATE {T} SET credited_yen = 1",
        # 8, 17: assessments and their lines
        f"UPDATE {A} SET total_yen = 599",
        f"UPDATE {A} SET assessed_at = assessed_at - interval '1 day'",
        f"UPDATE {A} SET settled_at = NULL",
        f"DELETE FROM {A}",
        LINE,
        f"UPDATE {L} SET quantity = 3, amount_yen = 900",
        f"DELETE FROM {L}",
        # 9, 10: refunds
        COPY_REFUND % '{"amount_yen": 600, "state": "requested"}',
        COPY_REFUND % '{"amount_yen": 600, "state": "succeeded"}',
        COPY_REFUND % '{"amount_yen": 600, "state": "approved", "origin": "external"}',
        f"UPDATE {R} SET state = 'requested' WHERE state = 'refused'",
        f"UPDATE {R} SET state = 'approved' WHERE state = 'requested'",
        f"UPDATE {R} SET approved_by_id = requested_by_id, state = 'approved' WHERE state = 'requested'",
        f"UPDATE {R} SET amount_yen = 1",
        f"DELETE FROM {R}",
        # 11: paid stays, with its day
        f"UPDATE {T} SET state = 'expired'",
        f"UPDATE {T} SET paid_on = paid_on - 1",
        f"UPDATE {T} SET paid_at = paid_at - interval '1 day'",
        f"UPDATE {T} SET payment_id = 'pi_other'",
        f"DELETE FROM {T}",
        # 15: dates
        COPY_ENTRY % '{"provider_ref": "x", "occurred_on": "2020-01-01"}',
        COPY_ENTRY % '{"provider_ref": "x", "fiscal_year": 1999}',
        # 16: receipts
        f"UPDATE {C} SET last = last + 2",
        f"UPDATE {C} SET last = last - 1",
        f"DELETE FROM {C}",
        "UPDATE payments_ledger_receipt SET number = 7",
        "DELETE FROM payments_ledger_receipt",
    ],
)
def test_is_refused(paid, sql):
    with pytest.raises((IntegrityError, DataError)):
        run(sql)


@pytest.mark.django_db
def test_what_is_allowed_goes_through_by_the_same_door(paid):
    """The statements above fail for what they do, and not for how they are sent."""
    run(COPY_ENTRY % '{"provider_ref": "another"}', f"UPDATE {A} SET reminded_at = now()")
    run(COPY_REFUND.replace(f"FROM {R} r", f"FROM {R} r WHERE state = 'requested'") % '{"amount_yen": 499}')
    assert (LedgerEntry.objects.count(), paid.refunds.count()) == (2, 3)


@pytest.mark.django_db
def test_a_zero_fee_has_no_attempt(fake, db):
    free = make_assessment(quantity=0)
    with pytest.raises(IntegrityError):
        run(
            f"INSERT INTO {T} (id, assessment_id, sequence, gateway, method, amount_yen, credited_yen, state,"
            " session_id, payment_id, return_url, cancel_url, expires_at, decline, declines, polls, created_at)"
            f" VALUES ('{uuid4()}', '{free.pk}', 1, 'fake', 'card', 1, 0, 'created', '', '', '', '', now(), '', 0, 0,"
            " now())"
        )
    with pytest.raises(IntegrityError):
        run(f"UPDATE {A} SET status = 'assessed'")


@pytest.mark.django_db
def test_an_assessment_is_not_revised_under_an_open_attempt(attempt):
    with pytest.raises(IntegrityError, match="may be paying"):
        run(f"UPDATE {A} SET status = 'superseded'")


TABLES_WITH_MONEY = (
    *("payments_ledger_ledgerentry", "payments_ledger_confirmation", "payments_ledger_statechange"),
    *("payments_ledger_receipt", "payments_ledger_receiptcounter"),
    *("payments_assessments_feeassessment", "payments_assessments_feeline", "payments_assessments_exemptionclaim"),
    *("payments_attempts_paymentattempt", "payments_attempts_refund", "payments_attempts_paymentexception"),
    *("payments_reconciliation_settlementbatch", "payments_reconciliation_settlementline"),
    "payments_reconciliation_bookexport",
)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES_WITH_MONEY)
def test_no_table_with_money_is_emptied(table):
    """The function lets a test database through by its name; here the name of the city's own is put in its place."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('portal_refuse_change'::regproc)")
        cursor.execute(cursor.fetchone()[0].replace("current_database()", "'portal'"))
        with pytest.raises(IntegrityError, match=f"{table} is append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_an_attempt_and_a_revision_written_at_once_by_hand(fake, assessment):
    """The service locks the claim first; whoever does not is held up by the trigger all the same."""
    inserted, go = Event(), Event()

    def insert() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {T} (id, assessment_id, sequence, gateway, method, amount_yen, credited_yen, state,"
                " session_id, payment_id, return_url, cancel_url, expires_at, decline, declines, polls, created_at)"
                " VALUES (gen_random_uuid(), %s, 1, 'fake', 'card', 600, 0, 'created', '', '', '', '', now(), '', 0, 0,"
                " now())",
                [assessment.pk],
            )
            inserted.set()
            go.wait(10)
        connection.close()

    writer = Thread(target=insert)
    writer.start()
    inserted.wait(10)
    waiting = Thread(target=_once_somebody_waits, args=(go.set,))
    waiting.start()
    try:
        with pytest.raises(IntegrityError, match="may be paying"):
            run(f"UPDATE {A} SET status = 'superseded'")
    finally:
        go.set()
        writer.join()
        waiting.join()
    run(f"UPDATE {T} SET state = 'expired'")


def _once_somebody_waits(then: Callable[[], None]) -> None:
    """Call `then` when a session waits for another's lock; or, if none ever does, after a while."""
    pause = Event()
    for _look in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock' AND query LIKE 'UPDATE payments_assessments%'"
            )
            if cursor.fetchone()[0]:
                break
        pause.wait(0.02)
    connection.close()
    then()
