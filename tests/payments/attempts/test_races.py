"""Several at once, on several connections: threads that all start at the same moment."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from identity.access.actors import Portal
from payments import hooks
from payments.assessments.models import FeeAssessment
from payments.assessments.services import Line, LiveAttempt, revise
from payments.attempts.applying import apply_snapshot
from payments.attempts.errors import PaymentRefused, RefundRefused
from payments.attempts.events import process_event, receive_webhook
from payments.attempts.invariants import differences
from payments.attempts.looking_up import due_attempts, look_up_on_return
from payments.attempts.models import PaymentAttempt, PaymentException, Refund
from payments.attempts.refunding import approve_refund, request_refund
from payments.attempts.submitting import submit_refund
from payments.gateways.contract import Method, Status
from payments.gateways.models import GatewayEvent
from payments.ledger.models import LedgerEntry, Receipt, Source, StateChange
from payments.ledger.receipts import NoReceipt, issue_receipt
from tests.payments.scene import KIND, make_assessment, make_item, start
from tests.waiting import waiting_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def settled() -> Iterator[list[Any]]:
    """How often the subject hears that it is settled; the invariants hold afterwards."""
    told: list[Any] = []
    hooks.settled.register(KIND, told.append)
    yield told
    hooks.settled.unregister(KIND)
    assert list(differences()) == []


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("payments.attempts.tasks.wake", lambda _task, _one: None)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run all at once, each on a connection of its own; what each returned or raised, in order."""
    gate = Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = work()
        except Exception as error:  # noqa: BLE001  what a thread raised is what the test looks at
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_payment_from_eight_doors(fake, attempt, settled):
    snapshot = fake.pay(attempt.pk)
    doors = [Source.RETURN, Source.WEBHOOK, Source.POLLER, Source.STAFF] * 2
    done = together(
        *(lambda door=door: apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=door) for door in doors)
    )
    assert sorted(one.entries for one in done) == [0] * 7 + [1]
    assert (LedgerEntry.objects.count(), len(settled)) == (1, 1)
    assert StateChange.objects.filter(target_state__in=["paid", "settled"]).count() == 2


def test_return_page_webhook_and_poller_race(fake, attempt, settled):
    fake.pay(attempt.pk)
    receive_webhook("fake", *fake.webhook(attempt.pk))
    event = GatewayEvent.objects.get().pk
    together(
        lambda: look_up_on_return(attempt_id=attempt.pk),
        lambda: process_event(event),
        lambda: process_event(event),
        lambda: look_up_on_return(attempt_id=attempt.pk),
    )
    assert (LedgerEntry.objects.count(), PaymentAttempt.objects.get().state, len(settled)) == (1, "paid", 1)


def test_one_webhook_delivered_eight_times_at_once(fake, attempt):
    raw, headers = fake.webhook(attempt.pk, event_id="evt_1")
    outcomes = together(*(lambda: receive_webhook("fake", raw, headers) for _again in range(8)))
    assert sorted(one.value for one in outcomes) == ["again"] * 7 + ["stored"]
    assert GatewayEvent.objects.count() == 1


def test_two_tabs_are_one_attempt(fake, assessment):
    done = together(*(lambda: start(assessment) for _tab in range(6)))
    assert {one.pk for one in done} == {PaymentAttempt.objects.get().pk}
    assert (len(fake.sessions), PaymentAttempt.objects.get().state) == (1, "open")


def test_two_tabs_with_two_methods_leave_one_live(fake, assessment):
    done = together(lambda: start(assessment, method=Method.CARD), lambda: start(assessment, method=Method.KONBINI))
    assert PaymentAttempt.objects.live().count() == 1
    assert all(isinstance(one, PaymentAttempt | PaymentRefused) for one in done)


def test_paying_while_the_amount_changes(fake, assessment):
    """Either the payment starts with the old amount and the change is refused, or the new amount is what is asked."""
    more = [Line(item=make_item(), quantity=3)]
    started, revised = together(
        lambda: start(assessment),
        lambda: revise(assessment_id=assessment.pk, lines=more, by=Portal(), reason="訂正"),
    )
    if isinstance(revised, LiveAttempt):
        assert (started.amount_yen, FeeAssessment.objects.get().status) == (600, "assessed")
    else:
        assert (isinstance(started, PaymentRefused), PaymentAttempt.objects.count()) == (True, 0)


def test_late_money_counts_for_the_revision_that_is_being_made(fake, attempt, settled):
    """An attempt that is over is paid all the same, while the claim is revised for the second time."""
    fake.change(attempt.pk, status=Status.EXPIRED)
    apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=Source.POLLER)
    lines = [Line(item=make_item(), quantity=2)]
    second = revise(assessment_id=attempt.assessment_id, lines=lines, by=Portal(), reason="訂正")
    snapshot = fake.pay(attempt.pk)
    applied = waiting_for(
        lambda: revise(assessment_id=second.pk, lines=lines, by=Portal(), reason="もう一度訂正"),
        lambda: apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.WEBHOOK),
    )
    third = FeeAssessment.objects.latest_revisions().get()
    assert (applied.entries, third.revision, third.status, len(settled)) == (1, 3, "settled", 1)
    assert not PaymentException.objects.filter(kind="paid_for_withdrawn").exists()


def test_two_attempts_of_one_claim_paid_at_once(fake, assessment, settled):
    first = start(assessment)
    second = start(assessment, method=Method.KONBINI)
    snapshots = {one.pk: fake.pay(one.pk) for one in (first, second)}
    together(
        *(
            lambda key=key, one=one: apply_snapshot(attempt_id=key, snapshot=one, source=Source.WEBHOOK)
            for key, one in snapshots.items()
        )
    )
    assert (LedgerEntry.objects.count(), FeeAssessment.objects.get().status, len(settled)) == (2, "settled", 1)
    assert PaymentException.objects.filter(kind="double_paid").count() == 1
    assert list(Refund.objects.values_list("amount_yen", flat=True)) == [600]


def test_refunds_asked_for_at_once_are_never_more_than_came_in(fake, attempt, clerk):
    snapshot = fake.pay(attempt.pk)
    apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.RETURN)
    staff = clerk.staff
    done = together(
        *(
            lambda: request_refund(attempt_id=attempt.pk, amount_yen=250, reason="x", policy="x", by=staff)
            for _clerk in range(6)
        )
    )
    assert sum(isinstance(one, Refund) for one in done) == 2
    assert sum(isinstance(one, RefundRefused) for one in done) == 4


def test_one_refund_submitted_by_many_workers_is_one_at_the_gateway(fake, attempt, clerk, approver):
    snapshot = fake.pay(attempt.pk)
    apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.RETURN)
    refund = request_refund(attempt_id=attempt.pk, amount_yen=600, reason="x", policy="x", by=clerk.staff)
    staff = approver.staff
    approvals = together(*(lambda: approve_refund(refund_id=refund.pk, by=staff) for _click in range(3)))
    assert sum(isinstance(one, Refund) for one in approvals) == 1
    together(*(lambda: submit_refund(refund_id=refund.pk) for _worker in range(4)))
    assert (Refund.objects.get().state, len(fake.refunds)) == ("succeeded", 1)
    assert LedgerEntry.objects.filter(kind="refund").count() == 1


def test_two_sweepers_find_different_attempts(fake, assessment):
    for _number in range(6):
        start(make_assessment())
    PaymentAttempt.objects.update(next_poll_at="2026-01-01T00:00Z")
    found = together(due_attempts, due_attempts, due_attempts)
    assert sorted(key for one in found for key in one) == sorted(PaymentAttempt.objects.values_list("pk", flat=True))


def test_receipts_issued_at_once_have_no_gap(fake, assessment):
    entries = []
    for _number in range(6):
        attempt = start(make_assessment())
        apply_snapshot(attempt_id=attempt.pk, snapshot=fake.pay(attempt.pk), source=Source.RETURN)
        entries.append(LedgerEntry.objects.get(attempt=attempt.pk))
    together(*(lambda entry=entry: issue_receipt(entry=entry) for entry in entries))
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_receipt_issued_while_the_money_goes_back_does_not_stay(fake, assessment, clerk, approver):
    """Whichever comes first: the receipt is refused, or it is void."""
    for _round in range(6):
        attempt = start(make_assessment())
        apply_snapshot(attempt_id=attempt.pk, snapshot=fake.pay(attempt.pk), source=Source.RETURN)
        entry = LedgerEntry.objects.get(attempt=attempt.pk)
        refund = request_refund(attempt_id=attempt.pk, amount_yen=600, reason="x", policy="x", by=clerk.staff)
        approve_refund(refund_id=refund.pk, by=approver.staff)
        together(partial(issue_receipt, entry=entry), partial(submit_refund, refund_id=refund.pk))
    assert Receipt.objects.filter(voided_at=None).count() == 0


def test_a_receipt_waits_for_a_refund_that_is_being_written(fake, attempt):
    snapshot = fake.pay(attempt.pk)
    apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.RETURN)
    entry = LedgerEntry.objects.get()
    fake.refund_outside(attempt.pk, 600)
    issued: list[Any] = []
    with transaction.atomic():
        apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=Source.WEBHOOK)
        issuer = Thread(target=lambda: issued.extend(together(partial(issue_receipt, entry=entry))))
        issuer.start()
        issuer.join(0.5)
        assert issued == []
    issuer.join()
    assert [type(one) for one in issued] == [NoReceipt]


def test_two_clerks_assess_at_once(fake, assessment):
    subject = make_assessment().subject_id
    FeeAssessment.objects.filter(subject_id=subject).update(status="void")
    StateChange.objects.create(
        object_kind="assessment",
        object_id=FeeAssessment.objects.get(subject_id=subject).pk,
        source_state="assessed",
        target_state="void",
        actor_kind="system",
    )
    done = together(*(lambda: make_assessment(subject=subject) for _clerk in range(4)))
    assert sum(isinstance(one, FeeAssessment) for one in done) == 1
    assert {type(one).__name__ for one in done} == {"FeeAssessment", "AssessmentRefused"}
