"""Giving money back: a second person approves, the same key over all tries, never more than came in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from identity.access.actors import Portal
from payments.assessments.models import FeeAssessment
from payments.attempts import submitting
from payments.attempts.applying import apply_snapshot
from payments.attempts.errors import RefundRefused, StaleAmount
from payments.attempts.exceptions import resolve_exception, take_exception
from payments.attempts.invariants import differences
from payments.attempts.looking_up import look_up
from payments.attempts.models import PaymentAttempt, PaymentException, Refund, RefundState, Resolution
from payments.attempts.payees import Payee, note_payee, read_payee
from payments.attempts.refunding import (
    approve_refund,
    available_yen,
    note_transferred,
    refuse_refund,
    request_refund,
    retry_refund,
)
from payments.attempts.submitting import due_refunds, submit_refund
from payments.gateways.contract import (
    DisputeSnapshot,
    DisputeStatus,
    Method,
    RefundStatus,
    Refused,
    Unreachable,
)
from payments.ledger.models import LedgerEntry, Receipt, Source
from payments.ledger.receipts import NoReceipt, issue_receipt
from tests.payments.scene import start

pytestmark = pytest.mark.django_db

PAYEE = Payee(bank="見本銀行", branch="山王支店", kind="普通", number="1234567", holder_kana="サンノウ ハナコ")


@pytest.fixture(autouse=True)
def _invariants_hold(db):
    yield
    assert list(differences()) == []


@pytest.fixture(autouse=True)
def woken(monkeypatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr("payments.attempts.tasks.wake", lambda _task, one: found.append(one))
    return found


@pytest.fixture
def paid(fake, attempt):
    fake.pay(attempt.pk)
    return look_up(attempt_id=attempt.pk, source=Source.RETURN)


def ask(paid, clerk, amount=600, **changes):
    values = {"reason": "証明書を交付できなかったため", "policy": "not_issued", "by": clerk.staff} | changes
    return request_refund(attempt_id=paid.pk, amount_yen=amount, **values)


def state(refund) -> str:
    return Refund.objects.get(pk=refund.pk).state


def claim_status() -> str:
    return FeeAssessment.objects.get().status


def ledger() -> list[tuple[str, int]]:
    return list(LedgerEntry.objects.order_by("id").values_list("kind", "amount_yen"))


def test_a_refund_from_request_to_the_ledger(fake, paid, clerk, approver, heard, django_capture_on_commit_callbacks):
    refund = ask(paid, clerk)
    assert (state(refund), due_refunds(), fake.calls[-1]) == ("requested", [], "fetch")
    with django_capture_on_commit_callbacks(execute=True):
        approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    assert (state(refund), claim_status(), ledger()) == ("succeeded", "refunded", [("charge", 600), ("refund", 600)])
    told = heard.notices[-1]
    assert (heard.names, told.amount_yen, told.whole, told.refund) == (["Refunded"], 600, True, refund.pk)
    assert Refund.objects.get().done_on == timezone.localdate()
    submit_refund(refund_id=refund.pk)
    assert fake.calls.count("refund") == 1


def test_approval_wakes_a_worker(paid, clerk, approver, woken, django_capture_on_commit_callbacks):
    refund = ask(paid, clerk)
    with django_capture_on_commit_callbacks(execute=True):
        approve_refund(refund_id=refund.pk, by=approver.staff)
    assert woken == [str(refund.pk)]
    assert due_refunds() == [refund.pk]
    assert due_refunds() == []


def test_nobody_approves_their_own(paid, clerk):
    refund = ask(paid, clerk)
    with pytest.raises(RefundRefused, match="別の職員"):
        approve_refund(refund_id=refund.pk, by=clerk.staff)
    for change in ({"approved_by": clerk.user}, {"state": "approved"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Refund.objects.filter(pk=refund.pk).update(**change)


def test_a_refused_refund_frees_the_amount(paid, clerk, approver):
    refund = ask(paid, clerk)
    assert available_yen(attempt_id=paid.pk) == 0
    with pytest.raises(RefundRefused, match="理由"):
        refuse_refund(refund_id=refund.pk, by=approver.staff, reason=" ")
    refuse_refund(refund_id=refund.pk, by=approver.staff, reason="審査手数料は返さない")
    assert (state(refund), available_yen(attempt_id=paid.pk)) == ("refused", 600)
    with pytest.raises(RefundRefused, match="処理が進んで"):
        approve_refund(refund_id=refund.pk, by=approver.staff)


@pytest.mark.parametrize("amount", [0, -1, 601])
def test_no_more_than_came_in(paid, clerk, amount):
    with pytest.raises(RefundRefused, match="1円から600円まで"):
        ask(paid, clerk, amount)


def test_two_parts(fake, paid, clerk, approver, heard):
    for amount in (200, 300):
        refund = ask(paid, clerk, amount)
        approve_refund(refund_id=refund.pk, by=approver.staff)
        submit_refund(refund_id=refund.pk)
    assert (claim_status(), available_yen(attempt_id=paid.pk)) == ("refunded_part", 100)
    with pytest.raises(RefundRefused):
        ask(paid, clerk, 101)
    assert [notice.whole for notice in heard.notices] == [False, False]


def test_a_stale_page_is_refused(paid, clerk):
    ask(paid, clerk, 200, expected_available_yen=600)
    with pytest.raises(StaleAmount):
        ask(paid, clerk, 200, expected_available_yen=600)


def test_the_database_refuses_too_much_whoever_writes(paid, clerk):
    ask(paid, clerk, 500)
    with pytest.raises(IntegrityError, match="more would go back"), transaction.atomic():
        Refund.objects.create(attempt=paid, amount_yen=101, reason="", policy="x", method="gateway")


@pytest.mark.parametrize("happened", [True, False])
def test_a_timeout_is_tried_again_with_the_same_key(clock, fake, paid, clerk, approver, happened):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    (fake.after if happened else fake.before)["refund"] = Unreachable("timeout")
    submit_refund(refund_id=refund.pk)
    assert (state(refund), ledger()) == ("submitting", [("charge", 600)])
    assert due_refunds() == []
    clock.shift(timedelta(minutes=1))
    assert due_refunds() == [refund.pk]
    submit_refund(refund_id=refund.pk)
    assert (state(refund), list(fake.refunds)) == ("succeeded", [refund.pk])
    assert fake.calls.count("refund") == (1 if happened else 2)
    assert fake.calls.count("fetch_refund") == 1


def test_a_killed_worker_leaves_the_refund_to_the_sweeper(clock, fake, paid, clerk, approver):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submitting._claim(refund.pk)  # and the worker dies here
    assert (state(refund), due_refunds()) == ("submitting", [])
    clock.shift(submitting.LEASE)
    assert due_refunds() == [refund.pk]
    submit_refund(refund_id=refund.pk)
    assert state(refund) == "succeeded"


def test_nobody_knows_after_many_tries_and_the_key_is_kept(clock, fake, paid, clerk, approver):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    for _try in range(submitting.MAX_TRIES):
        fake.before["refund"] = fake.before["fetch_refund"] = Unreachable("timeout")
        submit_refund(refund_id=refund.pk)
        clock.shift(timedelta(hours=1))
    found = Refund.objects.get()
    assert (found.state, found.failed_definitely) == ("failed", False)
    assert PaymentException.objects.get().kind == "refund_failed"
    fake.before.clear()
    again = retry_refund(refund_id=refund.pk, by=clerk.staff)
    assert again.pk == refund.pk
    submit_refund(refund_id=refund.pk)
    assert (state(refund), list(fake.refunds)) == ("succeeded", [refund.pk])


def test_a_definite_no_needs_a_new_key(fake, paid, clerk, approver, colleague):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    fake.before["refund"] = Refused("charge_too_old")
    submit_refund(refund_id=refund.pk)
    found = Refund.objects.get()
    assert (found.state, found.failed_definitely, found.problem) == ("failed", True, "charge_too_old")
    assert available_yen(attempt_id=paid.pk) == 600
    again = retry_refund(refund_id=refund.pk, by=colleague.staff, method="bank")
    assert (again.pk != refund.pk, again.replaces_id, again.state) == (True, refund.pk, "manual_transfer")
    with pytest.raises(RefundRefused, match="失敗した還付だけ"):
        retry_refund(refund_id=refund.pk, by=colleague.staff)


def test_a_pending_refund_succeeds_by_webhook_and_fails_late(fake, paid, clerk, approver, heard):
    fake.refund_status = RefundStatus.PENDING
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    assert (state(refund), ledger(), claim_status()) == ("submitted", [("charge", 600)], "settled")
    fake.settle_refund(refund.pk, paid.pk, RefundStatus.SUCCEEDED)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    assert (state(refund), claim_status()) == ("succeeded", "refunded")
    old = fake.sessions[paid.pk]
    fake.settle_refund(refund.pk, paid.pk, RefundStatus.FAILED)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    assert (state(refund), claim_status()) == ("failed", "settled")
    assert ledger() == [("charge", 600), ("refund", 600), ("refund_reversal", 600)]
    assert list(PaymentException.objects.values_list("kind", flat=True)) == ["refund_failed"]
    # An old report of the success changes nothing any more.
    apply_snapshot(attempt_id=paid.pk, snapshot=old, source=Source.POLLER)
    assert (state(refund), len(ledger())) == ("failed", 3)


def test_a_refund_that_never_succeeded_moved_nothing(fake, paid, clerk, approver):
    fake.refund_status = RefundStatus.PENDING
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    fake.settle_refund(refund.pk, paid.pk, RefundStatus.FAILED)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    assert (state(refund), claim_status(), ledger()) == ("failed", "settled", [("charge", 600)])
    assert Refund.objects.get().failed_definitely is True
    # Nobody retries what he approved himself: another person approves anew.
    again = retry_refund(refund_id=refund.pk, by=approver.staff)
    assert (again.state, again.approved_by) == ("requested", None)


@pytest.mark.parametrize(("changes", "entries"), [({"amount_yen": 599}, 2), ({"currency": "usd"}, 1)])
def test_a_refund_of_another_amount_or_currency_is_for_a_person(fake, paid, clerk, approver, changes, entries):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    fake.after["refund"] = Unreachable("slow answer")
    submit_refund(refund_id=refund.pk)
    fake.change(paid.pk, refunds=(replace(fake.refunds[refund.pk], **changes),))
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    assert ledger() == [("charge", 600), ("refund", 599)][:entries]
    assert list(PaymentException.objects.values_list("kind", flat=True)) == ["amount_mismatch"]


def test_a_webhook_faster_than_the_answer(fake, paid, clerk, approver):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    fake.after["refund"] = Unreachable("slow answer")
    submit_refund(refund_id=refund.pk)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    assert (state(refund), ledger()) == ("succeeded", [("charge", 600), ("refund", 600)])


def test_a_refund_without_our_identifier_is_the_one_just_sent(fake, paid, clerk, approver):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    fake.after["refund"] = Unreachable("slow answer")
    submit_refund(refund_id=refund.pk)
    nameless = replace(fake.refunds[refund.pk], refund=None)
    fake.change(paid.pk, refunds=(nameless,))
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    assert (Refund.objects.count(), state(refund)) == (1, "succeeded")


@pytest.mark.parametrize("told_apart", [True, False])
@pytest.mark.parametrize("by_answer", [True, False])
def test_one_of_the_same_amount_made_at_the_gateway_meanwhile_is_not_lost(
    clock, fake, paid, clerk, approver, told_apart, by_answer
):
    """Ours is under way and unanswered; somebody gives back as much in the gateway's own pages, which is told first."""
    refund = ask(paid, clerk, 300)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    fake.after["refund"] = Unreachable("slow answer")
    submit_refund(refund_id=refund.pk)
    outside, ours = fake.refund_outside(paid.pk, 300), fake.refunds[refund.pk]
    if told_apart:
        fake.change(paid.pk, refunds=(outside,))
        look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    fake.change(paid.pk, refunds=(outside, ours))
    if by_answer:
        Refund.objects.filter(pk=refund.pk).update(next_try_at=timezone.now())
        submit_refund(refund_id=refund.pk)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    assert ledger() == [("charge", 600), ("refund", 300), ("refund", 300)]
    assert list(PaymentException.objects.values_list("kind", flat=True)) == ["external_refund"]


def test_a_refund_made_at_the_gateway_is_written_down_and_shown(fake, paid, heard):
    fake.refund_outside(paid.pk, 250)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    refund = Refund.objects.get()
    assert (refund.origin, refund.state, refund.amount_yen) == ("external", "succeeded", 250)
    assert (ledger(), claim_status()) == ([("charge", 600), ("refund", 250)], "refunded_part")
    assert list(PaymentException.objects.values_list("kind", flat=True)) == ["external_refund"]
    assert heard.names == ["ExceptionOpened", "Refunded"]


def test_what_waits_for_approval_is_refused_if_the_money_went_back_meanwhile(fake, paid, clerk, approver):
    refund = ask(paid, clerk)
    fake.refund_outside(paid.pk, 600)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    with pytest.raises(RefundRefused, match="ほかの還付"):
        approve_refund(refund_id=refund.pk, by=approver.staff)
    refuse_refund(refund_id=refund.pk, by=approver.staff, reason="決済事業者が返した")
    assert state(refund) == "refused"


@pytest.mark.parametrize(
    ("method", "amount", "way"),
    [
        (Method.CARD, 100, "gateway"),
        (Method.WALLET, 600, "gateway"),
        (Method.WALLET, 100, "bank"),
        (Method.KONBINI, 600, "bank"),
    ],
)
def test_the_way_back_is_the_way_in_where_the_gateway_can(fake, assessment, clerk, method, amount, way):
    attempt = start(assessment, method=method)
    fake.pay(attempt.pk)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    assert ask(attempt, clerk, amount).method == way


def test_the_window_of_the_gateway(clock, fake, attempt, clerk):
    fake.pay(attempt.pk)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    clock.shift(timedelta(days=180))
    assert ask(attempt, clerk, 100).method == "bank"


def test_a_bank_transfer_seals_and_purges_the_account(clock, fake, assessment, clerk, approver, heard):
    attempt = start(assessment, method=Method.KONBINI)
    fake.pay(attempt.pk)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    refund = ask(attempt, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    assert (state(refund), due_refunds()) == ("manual_transfer", [])
    note_payee(refund_id=refund.pk, payee=PAYEE, by=clerk.staff)
    stored = Refund.objects.get()
    assert (read_payee(stored), "1234567" in stored.payee) == (PAYEE, False)
    with pytest.raises(RefundRefused, match="今日まで"):
        note_transferred(refund_id=refund.pk, transferred_on=timezone.localdate() + timedelta(days=1), by=clerk.staff)
    with pytest.raises(RefundRefused, match="決裁の日"):
        note_transferred(refund_id=refund.pk, transferred_on=timezone.localdate() - timedelta(days=1), by=clerk.staff)
    day = timezone.localdate() + timedelta(days=2)
    clock.shift(timedelta(days=3))
    for _twice in range(2):
        note_transferred(refund_id=refund.pk, transferred_on=day, by=clerk.staff)
    stored.refresh_from_db()
    assert (stored.state, stored.payee, read_payee(stored), stored.done_on) == ("transferred", "", None, day)
    entry = LedgerEntry.objects.get(kind="refund")
    assert (entry.provider, entry.provider_ref, entry.occurred_on) == ("bank", str(refund.pk), day)
    assert (claim_status(), heard.names) == ("refunded", ["Settled", "Refunded"])
    with pytest.raises(RefundRefused, match="登録できません"):
        note_payee(refund_id=refund.pk, payee=PAYEE, by=clerk.staff)


def test_a_refund_makes_the_receipt_void(fake, paid, clerk, approver):
    receipt = issue_receipt(entry=LedgerEntry.objects.get())
    refund = ask(paid, clerk, 100)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    found = Receipt.objects.get()
    assert (found.pk, found.voided_at is not None, found.void_reason) == (receipt.pk, True, "refund")


def test_a_refund_that_failed_after_all_leaves_room_for_a_new_receipt(fake, paid, clerk, approver):
    entry = LedgerEntry.objects.get()
    first = issue_receipt(entry=entry)
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    with pytest.raises(NoReceipt, match="還付した"):
        issue_receipt(entry=entry)
    fake.settle_refund(refund.pk, paid.pk, RefundStatus.FAILED)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    second = issue_receipt(entry=entry)
    first.refresh_from_db()
    assert (first.number, first.voided_at is None, second.number, second.voided_at) == (1, False, 2, None)


@pytest.mark.parametrize("tries", [0, 1])
def test_what_the_payer_took_back_since_the_approval_is_not_given_back_too(clock, fake, paid, clerk, approver, tries):
    refund = ask(paid, clerk)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    for _try in range(tries):
        fake.before["refund"] = Unreachable("timeout")
        submit_refund(refund_id=refund.pk)
    taken = DisputeSnapshot(
        dispute_id="dp_1",
        status=DisputeStatus.WITHDRAWN,
        amount_yen=600,
        currency="jpy",
        happened_at=timezone.now(),
    )
    fake.dispute(paid.pk, taken)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    submit_refund(refund_id=refund.pk)
    found = Refund.objects.get()
    assert (found.state, found.failed_definitely, found.problem) == ("failed", True, "not-covered")
    assert (ledger(), fake.refunds) == ([("charge", 600), ("chargeback", 600)], {})
    with pytest.raises(RefundRefused, match="ほかの還付"):
        retry_refund(refund_id=refund.pk, by=clerk.staff)


def test_the_refund_of_a_double_payment_leaves_the_claim_settled(fake, attempt, approver):
    fake.pay(attempt.pk)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    fake.pay(attempt.pk, payment_id="pi_second")
    look_up(attempt_id=attempt.pk, source=Source.WEBHOOK)
    refund = Refund.objects.get()
    assert (refund.state, refund.origin, refund.amount_yen) == ("requested", "system", 600)
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    assert (claim_status(), ledger()) == ("settled", [("charge", 600), ("charge", 600), ("refund", 600)])


def test_too_much_by_one_yen_settles_once_it_went_back(fake, attempt, approver, heard):
    fake.pay(attempt.pk, amount_yen=601)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)
    refund = Refund.objects.get()
    assert (refund.amount_yen, claim_status()) == (1, "assessed")
    approve_refund(refund_id=refund.pk, by=approver.staff)
    submit_refund(refund_id=refund.pk)
    assert (claim_status(), heard.names[-1]) == ("settled", "Settled")


def test_a_proposal_by_the_portal_stands_in_a_commands_transaction(paid):
    with transaction.atomic():
        refund = request_refund(
            attempt_id=paid.pk, amount_yen=600, reason="不許可のため", policy="not_issued", by=Portal()
        )
    assert (refund.origin, refund.requested_by_id, refund.state) == ("system", None, RefundState.REQUESTED)


def test_an_exception_has_an_owner_and_says_how_it_ended(fake, paid, clerk, colleague):
    fake.refund_outside(paid.pk, 100)
    look_up(attempt_id=paid.pk, source=Source.WEBHOOK)
    exception = PaymentException.objects.get()
    assert take_exception(exception_id=exception.pk, by=clerk.staff).owner_id == clerk.user.pk
    for _twice in range(2):
        done = resolve_exception(
            exception_id=exception.pk, resolution=Resolution.NO_ACTION, by=colleague.staff, note="窓口で確認"
        )
    assert (done.state, done.closed_by_id, done.note) == ("resolved", colleague.user.pk, "窓口で確認")
    with pytest.raises(ValueError, match="another way"):
        resolve_exception(exception_id=exception.pk, resolution=Resolution.REFUNDED, by=clerk.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentException.objects.update(state="open")


def test_a_gateway_that_left_refunds_by_bank(fake, paid, clerk):
    from payments.gateways import registry

    with registry.replaced():
        assert ask(paid, clerk).method == "bank"
    assert PaymentAttempt.objects.get().state == "paid"
