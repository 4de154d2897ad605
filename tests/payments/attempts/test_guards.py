"""What the database itself refuses about attempts and assessments, column by column: raw SQL meets it too."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from payments.assessments.models import FeeAssessment
from payments.attempts.applying import apply_snapshot
from payments.attempts.models import PaymentAttempt
from payments.ledger.models import Source
from tests.payments.fake_gateway import FakeGateway
from tests.payments.scene import make_assessment, start

LATER = timezone.now() + timedelta(days=1)


def pay(fake: FakeGateway, assessment: FeeAssessment) -> PaymentAttempt:
    attempt = start(assessment)
    fake.pay(attempt.pk)
    return apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=Source.WEBHOOK).attempt


@pytest.mark.parametrize(
    "change",
    [
        {"id": uuid4()},
        {"assessment_id": uuid4()},
        {"sequence": 9},
        {"gateway": "other"},
        {"amount_yen": 1},
        {"credited_yen": 1},
        {"created_at": LATER},
        {"session_id": "cs_other"},
    ],
)
def test_an_open_attempt_keeps_what_it_was_made_with(attempt, change):
    with pytest.raises(IntegrityError, match="keeps its amount"), transaction.atomic():
        PaymentAttempt.objects.filter(pk=attempt.pk).update(**change)


@pytest.mark.parametrize("change", [{"state": "open"}, {"paid_at": LATER}, {"payment_id": "pi_other"}])
def test_paid_has_no_exit_in_the_database(fake, assessment, change):
    attempt = pay(fake, assessment)
    with pytest.raises(IntegrityError, match="paid has no exit"), transaction.atomic():
        PaymentAttempt.objects.filter(pk=attempt.pk).update(**change)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(looked_up_at=LATER)


def test_a_whole_row_saved_with_another_amount_is_refused(attempt):
    row = PaymentAttempt.objects.get(pk=attempt.pk)
    row.amount_yen += 1
    with pytest.raises(IntegrityError, match="keeps its amount"), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "change",
    [
        {"id": uuid4()},
        {"number": 1},
        {"claim": uuid4()},
        {"subject_kind": "other"},
        {"subject_id": uuid4()},
        {"kind": "other"},
        {"revision": 9},
        {"title": "x"},
        {"revenue_code": "x"},
        {"total_yen": 1},
        {"basis": {"x": 1}},
        {"fiscal_year": 2020},
    ],
)
def test_an_assessment_keeps_what_it_was_made_with(db, change):
    made = make_assessment()
    with pytest.raises(IntegrityError, match="stays as it was made"), transaction.atomic():
        FeeAssessment.objects.filter(pk=made.pk).update(**change)


@pytest.mark.parametrize("over", ["void", "superseded"])
def test_a_revision_that_is_over_stays_over(db, over):
    made = make_assessment()
    FeeAssessment.objects.filter(pk=made.pk).update(status=over)
    with pytest.raises(IntegrityError, match="stays as it was made"), transaction.atomic():
        FeeAssessment.objects.filter(pk=made.pk).update(status="assessed")


@pytest.mark.parametrize("change", [{"settled_at": LATER}, {"settled_at": None}, {"assessed_at": LATER}])
def test_the_dates_of_the_books_stay(fake, assessment, change):
    pay(fake, assessment)
    with pytest.raises(IntegrityError, match="its dates too"), transaction.atomic():
        FeeAssessment.objects.filter(pk=assessment.pk).update(**change)
