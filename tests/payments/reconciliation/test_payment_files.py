"""Files of payments by hand: every line gets a verdict before anything is recorded, and the same file twice is once."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from payments.assessments.balances import balance
from payments.attempts.closing import close_attempt
from payments.attempts.models import AttemptState, ExceptionKind, PaymentAttempt, PaymentException, Refund
from payments.gateways import registry
from payments.gateways.contract import Method
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration
from payments.gateways.manual.files import Row, read, write
from payments.gateways.manual.numbers import payment_number
from payments.ledger.models import Confirmation, LedgerEntry
from payments.money import fiscal_year
from payments.reconciliation.models import PaymentFile
from payments.reconciliation.paymentfiles import Verdict, examine, take_in
from tests.payments.scene import make_assessment, start

pytestmark = pytest.mark.django_db
UNKNOWN = payment_number(PaymentAttempt().pk)


@pytest.fixture(autouse=True)
def by_hand() -> Iterator[ManualGateway]:
    gateway = ManualGateway(Configuration(payment_counter="市民課", payment_bank_account="見本銀行"))
    with registry.replaced(gateway):
        yield gateway


def waiting(method: Method = Method.COUNTER, **changes: Any) -> PaymentAttempt:
    return start(make_assessment(**changes), gateway="manual", method=method)


def number(attempt: PaymentAttempt) -> str:
    return payment_number(attempt.pk)


def file(*lines: tuple[Any, ...]) -> tuple[Row, ...]:
    text = io.StringIO()
    csv.writer(text).writerows([("納付番号", "金額", "納付日", "証拠番号", "区分", "方法"), *lines])
    return read(text.getvalue().encode())


def line(attempt: PaymentAttempt, amount: int = 600, evidence: str = "12", kind: str = "", method: str = "") -> Any:
    return (number(attempt), amount, "2026-11-20", evidence, kind, method)


def verdicts(rows: tuple[Row, ...]) -> list[str]:
    return [one.verdict.value for one in examine(rows)]


def counts(done: PaymentFile) -> tuple[int, int, int, int]:
    return done.recorded, done.told, done.unchanged, done.failed


def test_what_fits_is_recorded_once(treasurer: Any) -> None:
    first, second = waiting(), waiting(Method.BANK_TRANSFER)
    rows = file(line(first), line(second, evidence="B-7", method="振込"))
    assert verdicts(rows) == ["record", "record"]
    assert counts(take_in(rows, chosen=frozenset(), by=treasurer.staff)) == (2, 0, 0, 0)
    entry = LedgerEntry.objects.get(attempt=first.pk)
    assert (entry.amount_yen, entry.occurred_on, entry.provider_ref) == (
        600,
        date(2026, 11, 20),
        f"{number(first)}:12",
    )
    assert entry.fiscal_year == fiscal_year(date(2026, 11, 20))
    first.refresh_from_db()
    assert (first.state, balance(first.assessment).outstanding_yen) == (AttemptState.PAID, 0)
    assert verdicts(rows) == ["nothing", "nothing"]
    assert counts(take_in(rows, chosen=frozenset(), by=treasurer.staff)) == (0, 0, 2, 0)
    assert (LedgerEntry.objects.count(), PaymentException.objects.count(), PaymentFile.objects.count()) == (2, 0, 2)


def test_another_amount_is_recorded_and_told(treasurer: Any) -> None:
    attempt = waiting()
    rows = file(line(attempt, amount=599))
    assert verdicts(rows) == ["record_and_tell"]
    for expected in ((1, 0, 0, 0), (0, 0, 1, 0)):
        assert counts(take_in(rows, chosen=frozenset(), by=treasurer.staff)) == expected
    assert LedgerEntry.objects.get().amount_yen == 599
    assert PaymentException.objects.get().kind == ExceptionKind.AMOUNT_MISMATCH
    assert balance(attempt.assessment).outstanding_yen == 1


def test_another_method_is_recorded_and_told(treasurer: Any) -> None:
    rows = file(line(waiting(), method="振込"))
    assert verdicts(rows) == ["record_and_tell"]
    take_in(rows, chosen=frozenset(), by=treasurer.staff)
    told = PaymentException.objects.get()
    assert (told.kind, told.detail["difference"]) == (ExceptionKind.SETTLEMENT_DIFF, "method_differs")
    assert LedgerEntry.objects.get().amount_yen == 600


def test_a_second_paper_is_a_second_payment_only_if_somebody_says_so(treasurer: Any) -> None:
    attempt = waiting()
    take_in(file(line(attempt)), chosen=frozenset(), by=treasurer.staff)
    rows = file(line(attempt, evidence="99"))
    assert verdicts(rows) == ["choose"]
    assert counts(take_in(rows, chosen=frozenset(), by=treasurer.staff)) == (0, 1, 0, 0)
    assert (LedgerEntry.objects.count(), PaymentException.objects.get().kind) == (1, ExceptionKind.SETTLEMENT_DIFF)
    assert counts(take_in(rows, chosen=frozenset({0}), by=treasurer.staff)) == (1, 0, 0, 0)
    assert balance(attempt.assessment).overpaid_yen == 600
    assert set(PaymentException.objects.values_list("kind", flat=True)) == {"settlement_diff", "double_paid"}
    assert Refund.objects.get().amount_yen == 600


@pytest.mark.parametrize(
    ("kinds", "told"),
    [(("取消",), {"settlement_diff": 1}), (("", ""), {"settlement_diff": 2})],
)
def test_cancelled_first_or_named_twice_is_for_a_person(treasurer: Any, kinds: Any, told: dict[str, int]) -> None:
    attempt = waiting()
    rows = file(*(line(attempt, evidence=str(place), kind=kind) for place, kind in enumerate(kinds)))
    assert set(verdicts(rows)) == {Verdict.TELL}
    for unchanged in (0, len(kinds)):
        done = take_in(rows, chosen=frozenset({0, 1}), by=treasurer.staff)
        assert (done.recorded, done.unchanged) == (0, unchanged)
    assert LedgerEntry.objects.count() == 0
    assert PaymentException.objects.filter(kind="settlement_diff").count() == told["settlement_diff"]


def test_money_for_nobody_is_for_the_treasurer(treasurer: Any) -> None:
    rows = file((UNKNOWN, 600, "2026-11-20", "12", "", ""))
    assert verdicts(rows) == ["tell"]
    take_in(rows, chosen=frozenset(), by=treasurer.staff)
    told = PaymentException.objects.get()
    assert (told.kind, told.assessment, told.detail["reported_yen"]) == (ExceptionKind.ORPHAN_PAYMENT, None, 600)
    assert "該当のない納付" in treasurer.client().get("/staff/payments/").content.decode()


@pytest.mark.parametrize("evidence", ["12", "0000012"])
def test_a_final_report_confirms_the_provisional_one(treasurer: Any, evidence: str) -> None:
    attempt = waiting()
    take_in(file(line(attempt, kind="速報")), chosen=frozenset(), by=treasurer.staff)
    attempt.refresh_from_db()
    assert (attempt.state, balance(attempt.assessment).received_yen) == (AttemptState.PROCESSING, 0)
    assert verdicts(file(line(attempt, kind="速報"))) == ["nothing"]
    rows = file(line(attempt, evidence=evidence, kind="確報"))
    assert verdicts(rows) == ["record"]
    assert counts(take_in(rows, chosen=frozenset(), by=treasurer.staff)) == (1, 0, 0, 0)
    attempt.refresh_from_db()
    assert (attempt.state, balance(attempt.assessment).received_yen) == (AttemptState.PAID, 600)
    assert (LedgerEntry.objects.count(), Confirmation.objects.count()) == (1, 1)


def test_money_for_a_payment_that_was_given_up_is_late_and_counts(treasurer: Any) -> None:
    attempt = waiting()
    close_attempt(attempt_id=attempt.pk, by=treasurer.staff)
    take_in(file(line(attempt)), chosen=frozenset(), by=treasurer.staff)
    told = PaymentException.objects.get()
    assert (told.kind, told.resolution) == (ExceptionKind.LATE_PAID, "settled")
    assert balance(attempt.assessment).outstanding_yen == 0


def test_a_row_that_fails_leaves_the_others(treasurer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = waiting(), waiting()
    rows = file(line(first), line(second))
    from payments.reconciliation import paymentfiles

    real = paymentfiles.apply_snapshot

    def fail_once(**said: Any) -> Any:
        if said["attempt_id"] == first.pk:
            raise IntegrityError
        return real(**said)

    monkeypatch.setattr(paymentfiles, "apply_snapshot", fail_once)
    assert counts(take_in(rows, chosen=frozenset(), by=treasurer.staff)) == (1, 0, 0, 1)
    monkeypatch.undo()
    assert counts(take_in(rows, chosen=frozenset(), by=treasurer.staff)) == (1, 0, 1, 0)


@pytest.mark.parametrize("payments", [1, 3])
def test_examining_costs_three_statements(django_assert_num_queries: Any, payments: int) -> None:
    rows = file(*(line(waiting()) for _ in range(payments)))
    with django_assert_num_queries(3):
        assert len(examine(rows)) == payments


def test_a_file_written_again_reads_the_same() -> None:
    rows = file((UNKNOWN, 600, "2026-11-20", "領収\n12", "速報", "窓口"), (UNKNOWN, 1, "2026-11-20", "x", "", ""))
    again = read(write(rows).encode())
    assert [(one.number, one.amount_yen, one.kind, one.method) for one in again] == [
        (one.number, one.amount_yen, one.kind, one.method) for one in rows
    ]
    assert again[0].evidence == "領収 12"


def test_what_was_taken_in_stays(treasurer: Any) -> None:
    take_in((), chosen=frozenset(), by=treasurer.staff)
    with pytest.raises(IntegrityError, match="append-only"):
        PaymentFile.objects.update(rows=3)


def test_without_payments_by_hand_there_is_nothing_to_compare() -> None:
    with registry.replaced(), pytest.raises(ValueError, match="by hand"):
        examine(())
