"""verify_ledger finds what somebody did behind the services' back; each invariant is broken here on purpose."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from identity.access.actors import Portal
from payments.assessments.services import void
from payments.attempts.invariants import INVARIANTS, differences
from payments.attempts.looking_up import look_up
from payments.attempts.refunding import approve_refund, request_refund
from payments.attempts.submitting import submit_refund
from payments.attempts.tasks import verify_ledger
from payments.gateways.models import GatewayEvent
from payments.ledger.models import LedgerEntry, Source
from payments.ledger.receipts import issue_receipt
from tests.payments.scene import make_assessment, start

pytestmark = pytest.mark.django_db

T = "payments_attempts_paymentattempt"
A = "payments_assessments_feeassessment"
E = "payments_ledger_ledgerentry"
R = "payments_attempts_refund"
# What somebody with the database in their hands does, and the numbers of the invariants that notice.
BREAKS = [
    (f"ALTER TABLE {E} DISABLE TRIGGER append_only", {1}),
    (
        f"ALTER TABLE {E} DROP CONSTRAINT ledger_amount_in_range; UPDATE {E} SET amount_yen = 0 WHERE kind = 'refund'",
        {2},
    ),
    (f"ALTER TABLE {E} DISABLE TRIGGER append_only_whole", {1}),
    ("ALTER TABLE payments_ledger_statechange DISABLE TRIGGER append_only_whole", {1}),
    (f"UPDATE {T} SET amount_yen = 599", {6}),
    ("UPDATE payments_assessments_feeline SET unit_yen = 299, amount_yen = 598", {6}),
    (f"UPDATE {E} SET amount_yen = 601 WHERE kind = 'charge'", {7}),
    (f"UPDATE {A} SET status = 'assessed'", {13}),
    (f"UPDATE {A} SET status = 'settled'", {8, 13}),
    (f"UPDATE {R} SET amount_yen = 601", {9}),
    (f"UPDATE {E} SET refund = NULL", {10}),
    (f"UPDATE {T} SET state = 'expired'", {11, 13}),
    (f"UPDATE {E} SET attempt = NULL WHERE kind = 'charge'", {9, 12, 15}),
    (f"UPDATE {R} SET state = 'failed'", {13}),
    ("DELETE FROM payments_ledger_statechange WHERE target_state = 'open'", {14}),
    (f"UPDATE {T} SET paid_on = paid_on - 1", {15}),
    ("UPDATE payments_ledger_receiptcounter SET last = 2", {16}),
    ("UPDATE payments_ledger_receipt SET voided_at = NULL", {16}),
    (f"ALTER TABLE {T} DISABLE TRIGGER no_deletion", {17}),
    ("ALTER TABLE payments_ledger_receipt DISABLE TRIGGER append_only_whole", {17}),
    (f"UPDATE {E} SET claim = gen_random_uuid()", {8, 17}),
    (f"UPDATE {E} SET claim = (SELECT claim FROM {A} WHERE claim <> {E}.claim LIMIT 1)", {8, 17}),
    (f"ALTER TABLE {A} DROP CONSTRAINT assessment_zero_is_waived; UPDATE {A} SET total_yen = 0", {6, 8, 18}),
]


def found() -> set[int]:
    return {difference.number for difference in differences()}


@pytest.fixture
def story(fake, attempt, clerk, approver):
    """Paid, receipted, and refunded in part."""
    fake.pay(attempt.pk)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    issue_receipt(entry=LedgerEntry.objects.get())
    refund = request_refund(attempt_id=attempt.pk, amount_yen=100, reason="x", policy="x", by=clerk.staff)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    make_assessment()  # of somebody else
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def break_it(sql: str) -> None:
    with connection.cursor() as cursor:
        if "TRIGGER" not in sql:
            cursor.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        for statement in sql.split(";"):
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def test_there_are_eighteen():
    assert [invariant.number for invariant in INVARIANTS] == list(range(1, 19))


def test_a_sound_ledger(story, capsys):
    call_command("verify_ledger")
    assert capsys.readouterr().out == "All 18 invariants hold.\n"
    assert found() == set()


@pytest.mark.parametrize(("sql", "numbers"), BREAKS)
def test_a_broken_one_is_told(story, sql, numbers):
    break_it(sql)
    assert numbers <= found()


def test_a_second_live_attempt(fake, assessment):
    start(assessment)
    other = start(make_assessment())
    break_it(f"UPDATE {A} SET claim = '{assessment.claim}', revision = 2 WHERE id = '{other.assessment_id}'")
    assert 5 in found()


@pytest.mark.parametrize(
    ("table", "constraint", "columns", "number"),
    [
        (E, "ledger_entry_once", "provider_ref = 'same', kind = 'charge'", 3),
        ("payments_gateways_gatewayevent", "gateway_event_once", "event_id = 'same'", 4),
    ],
)
def test_doubles(story, table, constraint, columns, number):
    for name in ("a", "b"):
        GatewayEvent.objects.create(gateway="fake", event_id=name, type="x", run_after=timezone.now())
    break_it(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}; UPDATE {table} SET {columns}")
    assert number in found()


def test_the_command_prints_and_fails(story):
    break_it(f"UPDATE {T} SET paid_on = paid_on - 1")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 18 invariants"):
        call_command("verify_ledger", stdout=out)
    assert out.getvalue().startswith("15. dates and fiscal years are those of the payment in Japan: 1 (")


def test_the_nightly_task_logs_what_it_finds(story, caplog):
    break_it(f"UPDATE {T} SET paid_on = paid_on - 1")
    verify_ledger()
    assert "ledger_difference" in caplog.text


def test_unpaid_and_void_claims_are_sound(fake, assessment):
    start(assessment)
    void(assessment_id=assessment.pk, by=Portal(), reason="取下げ")
    make_assessment(draft=True)
    make_assessment(quantity=0)
    assert found() == set()
