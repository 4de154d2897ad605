"""What a gateway says is applied once, whatever the order, the source and the number of times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from identity.access.actors import Portal
from payments import hooks
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.assessments.services import Line, revise, void
from payments.attempts.applying import apply_snapshot
from payments.attempts.errors import PaymentRefused
from payments.attempts.exceptions import resolve_exception
from payments.attempts.invariants import differences
from payments.attempts.models import PaymentAttempt, PaymentException, Refund, Resolution
from payments.gateways.contract import DisputeSnapshot, DisputeStatus, Method, Status
from payments.ledger.entries import Movement, record_entry
from payments.ledger.models import Confirmation, EntryKind, LedgerEntry, Source, StateChange
from payments.ledger.receipts import issue_receipt
from tests.payments.scene import KIND, make_assessment, make_item, make_trustee, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _invariants_hold(db):
    yield
    assert list(differences()) == []


def tell(fake, attempt, source=Source.WEBHOOK):
    return apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=source)


def opened() -> list[tuple[str, str]]:
    return list(PaymentException.objects.order_by("kind").values_list("kind", "state"))


def ledger() -> list[tuple[str, int]]:
    return list(LedgerEntry.objects.order_by("id").values_list("kind", "amount_yen"))


def status() -> str:
    return FeeAssessment.objects.latest_revisions().get().status


def test_a_payment_settles_its_claim(fake, attempt, heard):
    fake.pay(attempt.pk)
    tell(fake, attempt, Source.RETURN)
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_yen, entry.provider, entry.attempt) == ("charge", 600, "fake", attempt.pk)
    assert (entry.provider_ref, entry.revenue_code, entry.method) == (f"pi_{attempt.pk.hex}", "14-02-01", "card")
    assert PaymentAttempt.objects.get().state == "paid"
    found = FeeAssessment.objects.get()
    assert (found.status, balance(found).received_yen) == ("settled", 600)
    assert heard.names == ["Settled"]
    assert (heard.notices[0].paid_on, heard.notices[0].total_yen) == (entry.occurred_on, 600)
    assert opened() == []


def test_a_plain_payment_takes_two_statements(fake, attempt, django_assert_num_queries):
    """Lock, and write: what it costs is measured by `make bench NAME=webhook`. (And the test's own savepoint.)"""
    fake.pay(attempt.pk)
    with django_assert_num_queries(2 + 2):
        tell(fake, attempt)
    assert (ledger(), status()) == ([("charge", 600)], "settled")


def test_a_payment_that_looked_plain_and_is_not_the_first(fake, attempt, heard):
    """Everything written with the second entry, as if it were the only one, is undone and done in the long way."""
    record_entry(
        Movement(
            kind=EntryKind.MANUAL,
            amount_yen=600,
            provider="bank",
            provider_ref="slip-1",
            claim=attempt.assessment.claim,
            occurred_at=timezone.now(),
            revenue_code=attempt.assessment.revenue_code,
            source=Source.STAFF,
        )
    )
    fake.pay(attempt.pk)
    applied = tell(fake, attempt)
    assert (applied.entries, applied.exceptions, applied.attempt.state) == (1, 1, "paid")
    assert ledger() == [("manual", 600), ("charge", 600)]
    assert (status(), opened()) == ("assessed", [("double_paid", "open")])
    assert StateChange.objects.filter(object_id=attempt.pk, target_state="paid").count() == 1
    assert heard.names.count("Settled") == 0


def test_the_same_answer_again_changes_nothing(fake, attempt, heard):
    fake.pay(attempt.pk)
    counts = [tell(fake, attempt, source).entries for source in (Source.WEBHOOK, Source.RETURN, Source.POLLER)]
    assert counts == [1, 0, 0]
    assert (ledger(), heard.names) == ([("charge", 600)], ["Settled"])


@pytest.mark.parametrize("late", [Status.OPEN, Status.PROCESSING, Status.EXPIRED, Status.FAILED, Status.CANCELLED])
def test_paid_has_no_exit(fake, attempt, heard, late):
    before = fake.sessions[attempt.pk]
    fake.pay(attempt.pk)
    tell(fake, attempt)
    apply_snapshot(attempt_id=attempt.pk, snapshot=replace(before, status=late), source=Source.POLLER)
    assert (PaymentAttempt.objects.get().state, status(), heard.names) == ("paid", "settled", ["Settled"])


def test_a_declined_card_leaves_the_attempt_open_and_is_counted(fake, attempt):
    fake.change(attempt.pk, decline="insufficient_funds")
    tell(fake, attempt)
    tell(fake, attempt)
    found = PaymentAttempt.objects.get()
    assert (found.state, found.decline, found.declines) == ("open", "insufficient_funds", 1)
    fake.pay(attempt.pk)
    tell(fake, attempt)
    assert (PaymentAttempt.objects.get().state, status()) == ("paid", "settled")


@pytest.mark.parametrize("end", [Status.EXPIRED, Status.CANCELLED, Status.FAILED])
def test_late_money_for_an_open_claim_settles_it_and_is_on_record(fake, attempt, heard, end):
    fake.change(attempt.pk, status=end)
    tell(fake, attempt)
    assert PaymentAttempt.objects.get().state == end.value
    fake.pay(attempt.pk)
    tell(fake, attempt)
    assert (PaymentAttempt.objects.get().state, status()) == ("paid", "settled")
    assert opened() == [("late_paid", "resolved")]
    assert heard.names == ["Settled", "ExceptionOpened"]


@pytest.mark.parametrize("reported", [599, 601, 1, 60_000])
def test_another_amount_is_recorded_and_settles_nothing(fake, attempt, heard, reported):
    fake.pay(attempt.pk, amount_yen=reported)
    tell(fake, attempt)
    tell(fake, attempt)
    assert (ledger(), status(), PaymentAttempt.objects.get().state) == ([("charge", reported)], "assessed", "paid")
    assert opened() == [("amount_mismatch", "open")]
    found = balance(FeeAssessment.objects.get())
    assert (found.overpaid_yen, found.outstanding_yen) == (max(0, reported - 600), max(0, 600 - reported))
    # What is too much is proposed for refund at once; a person approves.
    proposed = list(Refund.objects.values_list("amount_yen", "state", "origin"))
    assert proposed == ([(reported - 600, "requested", "system")] if reported > 600 else [])
    assert "Settled" not in heard.names


def test_another_currency_ends_the_try_and_opens_an_exception(fake, attempt, clerk):
    fake.pay(attempt.pk, currency="usd")
    tell(fake, attempt)
    tell(fake, attempt)
    found = PaymentAttempt.objects.get()
    assert (ledger(), found.state, found.decline) == ([], "failed", "currency-usd")
    told = PaymentException.objects.get()
    assert told.detail == {"reported": 600, "currency": "usd"}
    with pytest.raises(PaymentRefused, match="職員が確認"):
        start(attempt.assessment)
    resolve_exception(exception_id=told.pk, resolution=Resolution.NO_ACTION, by=clerk.staff)
    again = start(attempt.assessment)
    assert (again.state, again.pk == attempt.pk) == ("open", False)


def test_yen_after_another_currency_are_money(fake, attempt):
    fake.pay(attempt.pk, currency="usd")
    tell(fake, attempt)
    fake.pay(attempt.pk, currency="jpy")
    tell(fake, attempt)
    assert (len(ledger()), PaymentAttempt.objects.get().state) == (1, "paid")


def test_a_payment_of_nothing_is_no_payment(fake, attempt):
    fake.pay(attempt.pk, amount_yen=0)
    tell(fake, attempt)
    assert (ledger(), PaymentAttempt.objects.get().state) == ([], "failed")
    assert opened() == [("amount_mismatch", "open")]


@pytest.mark.parametrize("reported", [599, 601])
def test_a_gateway_that_changes_its_word_about_an_amount_is_not_followed(fake, attempt, reported):
    fake.pay(attempt.pk)
    tell(fake, attempt)
    fake.change(attempt.pk, amount_yen=reported)
    tell(fake, attempt)
    tell(fake, attempt)
    assert (ledger(), status(), opened()) == ([("charge", 600)], "settled", [("amount_mismatch", "open")])


def test_paid_three_times_is_asked_back_twice(fake, attempt):
    for payment in ("pi_1", "pi_2", "pi_3"):
        fake.pay(attempt.pk, payment_id=payment)
        tell(fake, attempt)
    assert (len(ledger()), status()) == (3, "settled")
    assert list(Refund.objects.values_list("amount_yen", flat=True)) == [600, 600]


def test_paid_after_withdrawal_is_recorded_for_people_to_look_at(fake, attempt, heard):
    void(assessment_id=attempt.assessment_id, by=Portal(), reason="取下げ")
    fake.pay(attempt.pk)
    tell(fake, attempt)
    assert (ledger(), FeeAssessment.objects.get().status) == ([("charge", 600)], "void")
    assert opened() == [("paid_for_withdrawn", "open")]
    assert heard.names == ["ExceptionOpened"]


def test_paid_twice_by_two_gateways(two_gateways, db, heard):
    first, second = two_gateways
    for gateway in two_gateways:
        make_trustee(gateway.code)
    assessment = make_assessment()
    one = start(assessment, gateway="fake")
    two = start(assessment, gateway="other")
    assert PaymentAttempt.objects.get(pk=one.pk).state == "expired"
    second.pay(two.pk)
    apply_snapshot(attempt_id=two.pk, snapshot=second.sessions[two.pk], source=Source.WEBHOOK)
    first.pay(one.pk)
    apply_snapshot(attempt_id=one.pk, snapshot=first.sessions[one.pk], source=Source.WEBHOOK)
    assert (ledger(), status()) == ([("charge", 600), ("charge", 600)], "settled")
    assert opened() == [("double_paid", "open")]
    refund = Refund.objects.get()
    assert (refund.attempt_id, refund.amount_yen, refund.state, refund.origin) == (one.pk, 600, "requested", "system")
    assert heard.names == ["Settled", "ExceptionOpened", "Overpaid"]


def test_two_payments_in_one_session(fake, attempt):
    fake.pay(attempt.pk)
    tell(fake, attempt)
    fake.pay(attempt.pk, payment_id="pi_second")
    tell(fake, attempt)
    assert (ledger(), opened()) == ([("charge", 600), ("charge", 600)], [("double_paid", "open")])
    assert PaymentAttempt.objects.get().payment_id == f"pi_{attempt.pk.hex}"


def test_a_reference_that_another_payment_has_is_nobodys_money(fake, attempt, assessment):
    fake.pay(attempt.pk)
    tell(fake, attempt)
    other = start(make_assessment())
    fake.pay(other.pk, payment_id=f"pi_{attempt.pk.hex}")
    tell(fake, other)
    assert ledger() == [("charge", 600)]
    assert opened() == [("orphan_payment", "open")]
    assert PaymentAttempt.objects.get(pk=other.pk).state == "open"


def test_a_slip_is_provisional_until_it_is_confirmed(fake, assessment, heard):
    attempt = start(assessment, method=Method.KONBINI)
    fake.pay(attempt.pk, provisional=True)
    tell(fake, attempt)
    assert (ledger(), PaymentAttempt.objects.get().state, status()) == ([("charge", 600)], "processing", "assessed")
    assert balance(FeeAssessment.objects.get()).provisional_yen == 600
    fake.change(attempt.pk, provisional=False)
    tell(fake, attempt)
    tell(fake, attempt)
    assert (Confirmation.objects.count(), PaymentAttempt.objects.get().state, status()) == (1, "paid", "settled")
    assert heard.names == ["Settled"]


def test_konbini_number_waits_then_lapses_then_is_paid_all_the_same(fake, assessment):
    attempt = start(assessment, method=Method.KONBINI)
    fake.change(attempt.pk, status=Status.PROCESSING)
    tell(fake, attempt)
    fake.change(attempt.pk, status=Status.FAILED)
    tell(fake, attempt)
    assert PaymentAttempt.objects.get().state == "failed"
    fake.pay(attempt.pk)
    tell(fake, attempt)
    assert (PaymentAttempt.objects.get().state, status()) == ("paid", "settled")


@pytest.mark.parametrize(
    ("paid_at", "day", "year"),
    [
        (datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC), "2027-03-31", 2026),
        (datetime(2027, 3, 31, 15, 0, 0, tzinfo=UTC), "2027-04-01", 2027),
        (datetime(2028, 2, 29, 3, 0, 0, tzinfo=UTC), "2028-02-29", 2027),
    ],
)
def test_the_day_and_the_year_are_those_of_the_payment_in_japan(fake, attempt, paid_at, day, year):
    fake.pay(attempt.pk, at=paid_at)
    tell(fake, attempt)
    entry = LedgerEntry.objects.get()
    assert (str(entry.occurred_on), entry.fiscal_year) == (day, year)
    assert str(PaymentAttempt.objects.get().paid_on) == day


def test_a_chargeback_opens_the_claim_again_and_a_won_dispute_settles_it(fake, attempt, heard):
    fake.pay(attempt.pk)
    tell(fake, attempt)
    lost = DisputeSnapshot(
        dispute_id="dp_1",
        status=DisputeStatus.WITHDRAWN,
        amount_yen=600,
        currency="jpy",
        happened_at=timezone.now(),
    )
    fake.dispute(attempt.pk, lost)
    tell(fake, attempt)
    tell(fake, attempt)
    assert (status(), opened()) == ("assessed", [("chargeback", "open")])
    won = replace(lost, status=DisputeStatus.RETURNED, returned_at=timezone.now())
    fake.dispute(attempt.pk, won)
    tell(fake, attempt)
    assert status() == "settled"
    assert ledger() == [("charge", 600), ("chargeback", 600), ("chargeback_reversal", 600)]
    assert heard.names == ["Settled", "ExceptionOpened", "Unsettled", "Settled"]


@pytest.mark.parametrize(("currency", "amount"), [("usd", 600), ("jpy", 0)])
def test_a_dispute_about_no_yen_moves_none(fake, attempt, currency, amount):
    fake.pay(attempt.pk)
    taken = DisputeSnapshot(
        dispute_id="dp_1",
        status=DisputeStatus.WITHDRAWN,
        amount_yen=amount,
        currency=currency,
        happened_at=timezone.now(),
    )
    fake.dispute(attempt.pk, taken)
    tell(fake, attempt)
    assert (ledger(), status()) == ([("charge", 600)], "settled")
    assert opened() == ([("amount_mismatch", "open")] if amount else [])


def test_a_chargeback_makes_the_receipt_void(fake, attempt):
    fake.pay(attempt.pk)
    tell(fake, attempt)
    receipt = issue_receipt(entry=LedgerEntry.objects.get())
    taken = DisputeSnapshot(
        dispute_id="dp_1", status=DisputeStatus.WITHDRAWN, amount_yen=600, currency="jpy", happened_at=timezone.now()
    )
    fake.dispute(attempt.pk, taken)
    tell(fake, attempt)
    receipt.refresh_from_db()
    assert (receipt.voided_at is None, receipt.void_reason) == (False, "chargeback")


def test_a_question_about_a_payment_is_no_chargeback(fake, attempt):
    fake.pay(attempt.pk)
    asked = DisputeSnapshot(
        dispute_id="dp_1", status=DisputeStatus.OPEN, amount_yen=600, currency="jpy", happened_at=timezone.now()
    )
    fake.dispute(attempt.pk, asked)
    tell(fake, attempt)
    assert (ledger(), status(), opened()) == ([("charge", 600)], "settled", [("chargeback", "open")])


def test_money_for_an_old_revision_counts_and_is_looked_at(fake, attempt):
    fake.change(attempt.pk, status=Status.EXPIRED)
    tell(fake, attempt)
    revise(
        assessment_id=attempt.assessment_id,
        lines=[Line(item=make_item(), quantity=3)],
        by=Portal(),
        reason="部数の訂正",
    )
    fake.pay(attempt.pk)
    tell(fake, attempt)
    found = FeeAssessment.objects.latest_revisions().get()
    assert (found.status, found.total_yen, balance(found).outstanding_yen) == ("assessed", 900, 300)
    assert opened() == [("amount_mismatch", "open"), ("late_paid", "open")]


def test_what_a_subscriber_raises_undoes_everything(fake, attempt):
    def refuse(notice):
        raise RuntimeError("the case cannot move")

    fake.pay(attempt.pk)
    hooks.settled.register(KIND, refuse)
    try:
        with pytest.raises(RuntimeError, match="cannot move"):
            tell(fake, attempt)
    finally:
        hooks.settled.unregister(KIND)
    assert (ledger(), PaymentAttempt.objects.get().state, status()) == ([], "open", "assessed")


def test_every_change_says_who_and_why(fake, attempt, clerk):
    fake.pay(attempt.pk)
    apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=Source.STAFF, by=clerk.staff)
    changes = StateChange.objects.filter(object_id=attempt.pk).order_by("id")
    assert [(change.source_state, change.target_state, change.actor_kind, change.reason) for change in changes] == [
        ("", "created", "system", "start"),
        ("created", "open", "gateway", "start"),
        ("open", "paid", "staff", "staff"),
    ]
    assert changes[2].actor_id == clerk.user.pk


def test_one_more_look_is_planned_for_an_attempt_that_ended_unpaid(fake, attempt):
    fake.change(attempt.pk, status=Status.EXPIRED)
    tell(fake, attempt)
    planned = PaymentAttempt.objects.get().next_poll_at
    assert planned is not None
    assert planned - timezone.now() > timedelta(hours=23)
    fake.pay(attempt.pk)
    tell(fake, attempt)
    assert PaymentAttempt.objects.get().next_poll_at is None
