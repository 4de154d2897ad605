"""取消 of a 速報, in every order: before it, after it, after the 確報, twice; the ledger adds up each time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.attempts.applying import apply_snapshot
from payments.attempts.checks import check_amount
from payments.attempts.invariants import differences
from payments.attempts.models import AttemptState, ExceptionKind, PaymentAttempt, PaymentException, Refund
from payments.attempts.refunding import available_yen
from payments.attempts.starting import start_payment
from payments.gateways import registry
from payments.gateways.contract import CURRENCY, Method, Snapshot, Status
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration
from payments.ledger.entries import Movement, confirm, record_entry
from payments.ledger.models import Confirmation, EntryKind, LedgerEntry, Source
from payments.money import JST
from payments.reconciliation.models import PaymentFile
from payments.reconciliation.paymentfiles import examine, take_in
from tests.payments.fake_gateway import FakeGateway
from tests.payments.reconciliation.test_payment_files import file, line, waiting
from tests.payments.scene import Heard, make_assessment, make_trustee, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_hand() -> Iterator[None]:
    with registry.replaced(ManualGateway(Configuration(payment_counter="市民課")), FakeGateway()):
        yield


@pytest.fixture(autouse=True)
def sound(by_hand: None, db: None) -> Iterator[None]:
    """After each test every invariant of verify_ledger holds."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(differences()) == []


@pytest.fixture
def attempt() -> PaymentAttempt:
    return waiting()


def bring(treasurer: Any, *lines: Any) -> tuple[int, int, int, int]:
    done: PaymentFile = take_in(file(*lines), chosen=frozenset(), by=treasurer.staff)
    return done.recorded, done.told, done.unchanged, done.failed


def verdict(*lines: Any) -> list[str]:
    return [one.verdict.value for one in examine(file(*lines))]


def kinds() -> list[tuple[str, int, bool]]:
    return list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount_yen", "provisional"))


def sums(attempt: PaymentAttempt) -> tuple[str, int, int, int]:
    """State of the attempt; received, provisional and outstanding yen of its claim."""
    attempt.refresh_from_db()
    found = balance(FeeAssessment.objects.get(pk=attempt.assessment_id))
    return attempt.state, found.received_yen, found.provisional_yen, found.outstanding_yen


@pytest.mark.parametrize("evidence", ["12", "0000012"])
def test_a_provisional_payment_is_taken_back(
    treasurer: Any, attempt: PaymentAttempt, heard: Heard, evidence: str
) -> None:
    bring(treasurer, line(attempt, kind="速報"))
    assert sums(attempt) == (AttemptState.PROCESSING, 0, 600, 600)
    cancelled = line(attempt, kind="取消", evidence=evidence)
    assert verdict(cancelled) == ["take_back"]
    assert bring(treasurer, cancelled) == (1, 0, 0, 0)
    assert kinds() == [("charge", 600, True), ("charge_reversal", 600, True)]
    assert sums(attempt) == (AttemptState.CANCELLED, 0, 0, 600)
    assert (heard.names, heard.notices[0].total_yen) == (["TakenBack"], 600)
    assert check_amount(attempt.assessment) == 0  # it may be paid again


@pytest.mark.parametrize("evidence", ["12", "0000012"])
def test_twice_is_once(treasurer: Any, attempt: PaymentAttempt, heard: Heard, evidence: str) -> None:
    bring(treasurer, line(attempt, kind="速報"))
    cancelled = line(attempt, kind="取消", evidence=evidence)
    bring(treasurer, cancelled)
    assert verdict(cancelled) == ["nothing"]
    assert bring(treasurer, cancelled) == (0, 0, 1, 0)
    assert bring(treasurer, line(attempt, kind="速報")) == (0, 0, 1, 0)  # old news
    assert (len(kinds()), heard.names, PaymentException.objects.count()) == (2, ["TakenBack"], 0)


def test_before_its_provisional_payment_it_is_for_a_person(treasurer: Any, attempt: PaymentAttempt) -> None:
    assert verdict(line(attempt, kind="取消")) == ["tell"]
    assert bring(treasurer, line(attempt, kind="取消")) == (0, 1, 0, 0)
    assert verdict(line(attempt, kind="速報")) == ["tell"]
    assert bring(treasurer, line(attempt, kind="速報")) == (0, 1, 0, 0)
    assert (kinds(), sums(attempt)) == ([], (AttemptState.OPEN, 0, 0, 600))
    assert bring(treasurer, line(attempt, kind="速報")) == (0, 0, 1, 0)
    assert PaymentException.objects.filter(kind=ExceptionKind.SETTLEMENT_DIFF).count() == 2


def test_money_is_money_although_a_cancellation_came_first(treasurer: Any, attempt: PaymentAttempt) -> None:
    bring(treasurer, line(attempt, kind="取消"))
    assert verdict(line(attempt, kind="確報")) == ["record_and_tell"]
    assert bring(treasurer, line(attempt, kind="確報")) == (1, 0, 0, 0)
    assert sums(attempt) == (AttemptState.PAID, 600, 0, 0)


def test_both_in_one_file_whatever_the_order(treasurer: Any, attempt: PaymentAttempt) -> None:
    both = (line(attempt, kind="取消"), line(attempt, kind="速報"))
    assert verdict(*both) == ["take_back", "record"]
    assert bring(treasurer, *both) == (2, 0, 0, 0)
    assert sums(attempt) == (AttemptState.CANCELLED, 0, 0, 600)
    assert bring(treasurer, *both) == (0, 0, 2, 0)


@pytest.mark.parametrize("final", ["確報", ""])
def test_after_the_final_report_it_is_for_a_person(
    treasurer: Any, attempt: PaymentAttempt, heard: Heard, final: str
) -> None:
    bring(treasurer, line(attempt, kind="速報"))
    bring(treasurer, line(attempt, kind=final))
    assert verdict(line(attempt, kind="取消")) == ["tell"]
    assert bring(treasurer, line(attempt, kind="取消")) == (0, 1, 0, 0)
    assert sums(attempt) == (AttemptState.PAID, 600, 0, 0)
    assert heard.names == ["Settled", "ExceptionOpened"]
    assert PaymentException.objects.get().detail["difference"] == "cancelled"


def test_a_final_report_after_all_is_money_and_for_a_person(
    treasurer: Any, attempt: PaymentAttempt, heard: Heard
) -> None:
    for kind in ("速報", "取消"):
        bring(treasurer, line(attempt, kind=kind))
    final = line(attempt, kind="確報")
    assert verdict(final) == ["record_and_tell"]
    assert bring(treasurer, final) == (1, 0, 0, 0)
    assert sums(attempt) == (AttemptState.PAID, 600, 0, 0)
    assert (len(kinds()), Confirmation.objects.count()) == (3, 0)
    assert "Settled" in heard.names
    told = set(PaymentException.objects.values_list("kind", flat=True))
    assert told == {ExceptionKind.SETTLEMENT_DIFF, ExceptionKind.LATE_PAID}
    assert bring(treasurer, final) == (0, 0, 1, 0)


def test_what_was_taken_back_is_not_given_back(treasurer: Any, attempt: PaymentAttempt) -> None:
    """600 yen came in once: the 確報 after the 取消. As much may be refunded, whoever asks."""
    for kind in ("速報", "取消", "確報"):
        bring(treasurer, line(attempt, kind=kind))
    assert (sums(attempt)[:2], available_yen(attempt_id=attempt.pk)) == ((AttemptState.PAID, 600), 600)
    with pytest.raises(IntegrityError, match="more would go back"), transaction.atomic():
        Refund.objects.create(attempt=attempt, amount_yen=601, reason="", policy="x", method="bank")


def test_another_amount_is_for_a_person(treasurer: Any, attempt: PaymentAttempt) -> None:
    bring(treasurer, line(attempt, kind="速報"))
    assert bring(treasurer, line(attempt, kind="取消", amount=599)) == (0, 1, 0, 0)
    assert sums(attempt) == (AttemptState.PROCESSING, 0, 600, 600)


def test_paid_again_by_another_paper(treasurer: Any, attempt: PaymentAttempt) -> None:
    for kind in ("速報", "取消"):
        bring(treasurer, line(attempt, kind=kind))
    bring(treasurer, line(attempt, kind="速報", evidence="13"))
    assert sums(attempt) == (AttemptState.CANCELLED, 0, 600, 600)
    bring(treasurer, line(attempt, kind="確報", evidence="13"))
    assert sums(attempt) == (AttemptState.PAID, 600, 0, 0)


def test_a_claim_that_is_paid_otherwise_is_not_asked_for_again(
    treasurer: Any, attempt: PaymentAttempt, heard: Heard
) -> None:
    bring(treasurer, line(attempt, kind="速報", evidence="1"))
    bring(treasurer, line(attempt, evidence="2"))
    bring(treasurer, line(attempt, kind="取消", evidence="1"))
    assert sums(attempt) == (AttemptState.PAID, 600, 0, 0)
    assert "TakenBack" not in heard.names


def test_a_gateway_may_say_it_too(heard: Heard) -> None:
    make_trustee()
    found = start(make_assessment())
    said: dict[str, Any] = {
        "amount_yen": 600,
        "currency": CURRENCY,
        "payment_id": "k1",
        "paid_at": datetime(2026, 11, 20, 12, tzinfo=JST),
        "method": Method.KONBINI,
        "provisional": True,
    }
    for status in (Status.PAID, Status.CANCELLED, Status.CANCELLED):
        apply_snapshot(attempt_id=found.pk, snapshot=Snapshot(status=status, **said), source=Source.POLLER)
    assert (sums(found), heard.names) == ((AttemptState.CANCELLED, 0, 0, 600), ["TakenBack"])
    other = said | {"payment_id": "k2"}
    applied = apply_snapshot(
        attempt_id=found.pk, snapshot=Snapshot(status=Status.CANCELLED, **other), source=Source.POLLER
    )
    assert (applied.entries, applied.exceptions) == (0, 1)


class TestTheDatabase:
    def entry(self, attempt: PaymentAttempt, kind: EntryKind, **changes: Any) -> LedgerEntry:
        values: dict[str, Any] = {
            "kind": kind,
            "amount_yen": 600,
            "provider": "manual",
            "provider_ref": "r1",
            "claim": attempt.assessment.claim,
            "attempt": attempt.pk,
            "occurred_at": datetime(2026, 11, 20, 12, tzinfo=JST),
            "revenue_code": "",
            "source": Source.STAFF,
            "provisional": True,
        } | changes
        made = record_entry(Movement(**values))
        assert made.entry is not None
        return LedgerEntry.objects.get(pk=made.entry)

    @pytest.mark.parametrize("changes", [{"amount_yen": 599}, {"provisional": False}, {"provider_ref": "r2"}])
    def test_a_counter_entry_fits_its_payment(self, attempt: PaymentAttempt, changes: Any) -> None:
        self.entry(attempt, EntryKind.CHARGE)
        with pytest.raises(IntegrityError, match="only a provisional payment"), transaction.atomic():
            self.entry(attempt, EntryKind.CHARGE_REVERSAL, **changes)

    def test_what_was_taken_back_is_not_confirmed(self, attempt: PaymentAttempt) -> None:
        charge = self.entry(attempt, EntryKind.CHARGE)
        self.entry(attempt, EntryKind.CHARGE_REVERSAL)
        with pytest.raises(IntegrityError, match="not confirmed"), transaction.atomic():
            confirm(charge, Source.STAFF)

    def test_what_was_confirmed_is_not_taken_back(self, attempt: PaymentAttempt) -> None:
        apply_snapshot(attempt_id=attempt.pk, snapshot=_final(attempt), source=Source.STAFF)
        with pytest.raises(IntegrityError, match="only a provisional payment"), transaction.atomic():
            self.entry(attempt, EntryKind.CHARGE_REVERSAL, provider_ref="r9")


def _final(attempt: PaymentAttempt) -> Snapshot:
    return Snapshot(
        status=Status.PAID,
        amount_yen=600,
        currency=CURRENCY,
        payment_id="r9",
        paid_at=datetime(2026, 11, 20, 12, tzinfo=JST),
    )


def test_the_citizen_may_start_another_payment(treasurer: Any, attempt: PaymentAttempt) -> None:
    for kind in ("速報", "取消"):
        bring(treasurer, line(attempt, kind=kind))
    again = start_payment(
        assessment_id=attempt.assessment_id,
        gateway="manual",
        method=Method.COUNTER,
        by=treasurer.staff,
        return_url="https://portal.example/{attempt}/",
        cancel_url="https://portal.example/{attempt}/",
    )
    assert again.state == AttemptState.OPEN
