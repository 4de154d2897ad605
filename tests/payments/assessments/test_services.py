"""What is owed: made once, changed by revisions, never edited."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from identity.access.actors import Portal
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment, FeeLine
from payments.assessments.services import AssessmentRefused, Line, assess, current, finalise, revise, void, waive
from payments.attempts.looking_up import look_up
from payments.fees.models import ExemptionRule, FeeItem
from payments.hooks import Subject
from payments.ledger.models import Source, StateChange
from tests.payments.scene import KIND, REVENUE, make_assessment, make_item, start

pytestmark = pytest.mark.django_db


def pay(fake, assessment) -> None:
    attempt = start(assessment)
    fake.pay(attempt.pk)
    look_up(attempt_id=attempt.pk, source=Source.RETURN)


def lines(quantity: int) -> list[Line]:
    return [Line(item=make_item(), quantity=quantity)]


def make_rule(**changes) -> ExemptionRule:
    values = {
        "code": "disability",
        "label": "障害者手帳をお持ちの方",
        "percent": 100,
        "basis": "秋田市手数料条例第5条",
        "verification": "sample",
        "valid_from": timezone.localdate(),
    }
    return ExemptionRule.objects.create(**(values | changes))


def test_the_total_is_the_sum_of_the_lines(db, clerk):
    made = assess(
        subject=Subject(KIND, uuid4()),
        title="住民票の写し",
        lines=[
            Line(item=make_item(), quantity=2),
            Line(label="郵送料", quantity=1, unit_yen=110, revenue_code=REVENUE),
        ],
        by=clerk.staff,
        basis={"copies": 2},
    )
    rows = made.lines.values_list("position", "label", "unit", "quantity", "unit_yen", "amount_yen")
    assert list(rows) == [(1, "住民票の写し", "通", 2, 300, 600), (2, "郵送料", "", 1, 110, 110)]
    assert (made.total_yen, made.status, made.revision, made.revenue_code) == (710, "assessed", 1, REVENUE)
    assert (made.assessed_by_id, made.basis) == (clerk.user.pk, {"copies": 2})
    made.refresh_from_db()
    assert made.number > 0


def test_numbers_go_up(db):
    first, second = make_assessment(), make_assessment()
    numbers = FeeAssessment.objects.in_bulk([first.pk, second.pk])
    assert numbers[second.pk].number == numbers[first.pk].number + 1


def test_a_second_assessment_of_the_same_fee_is_refused(db):
    first = make_assessment()
    with pytest.raises(AssessmentRefused, match="調定済み"):
        make_assessment(subject=first.subject_id)
    assert make_assessment(subject=first.subject_id, kind="postage").revision == 1
    assert current(subject=first.subject) == first


def test_what_has_no_revenue_belongs_to_what_it_comes_with(db):
    postage = make_item(code="postage", amount=110, revenue_code="")
    made = make_assessment(lines=[Line(item=postage, quantity=1), *lines(1)])
    assert (made.revenue_code, made.total_yen) == (REVENUE, 410)


def test_different_revenues_are_assessed_apart(db):
    with pytest.raises(AssessmentRefused, match="歳入科目"):
        make_assessment(lines=[*lines(1), Line(item=make_item(code="koseki", revenue_code="14-02-02"), quantity=1)])


@pytest.mark.parametrize(
    "line",
    [
        {"label": "高額", "quantity": 1, "unit_yen": 10_000_001},
        {"label": "負", "quantity": 1, "unit_yen": -1},
        {"label": "減額", "quantity": 1, "unit_yen": 100, "reduction_yen": 101},
    ],
)
def test_an_amount_out_of_range_is_refused(db, line):
    with pytest.raises(AssessmentRefused, match="正しくありません"):
        make_assessment(lines=[Line(**line)])


def test_nothing_to_pay_is_waived_and_no_gateway(db):
    made = make_assessment(quantity=0)
    assert (made.status, balance(made).owed_yen) == ("waived", 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeAssessment.objects.update(status="assessed")


def test_a_draft_is_finalised_by_staff(db, clerk, heard):
    draft = make_assessment(draft=True)
    assert (draft.status, draft.assessed_at) == ("draft", None)
    done = finalise(assessment_id=draft.pk, by=clerk.staff)
    assert (done.status, done.assessed_by_id) == ("assessed", clerk.user.pk)
    assert finalise(assessment_id=draft.pk, by=clerk.staff).assessed_at == done.assessed_at
    free = make_assessment(draft=True, quantity=0)
    assert (finalise(assessment_id=free.pk, by=clerk.staff).status, heard.names) == ("waived", ["Waived"])


def test_a_revision_keeps_the_old_one(db, clerk, heard):
    old = make_assessment()
    new = revise(assessment_id=old.pk, lines=lines(3), by=clerk.staff, reason="部数の訂正")
    old.refresh_from_db()
    assert (old.status, old.total_yen, old.lines.count()) == ("superseded", 600, 1)
    assert (new.status, new.total_yen, new.revision, new.claim) == ("assessed", 900, 2, old.claim)
    assert (current(subject=old.subject), heard.names) == (new, [])
    with pytest.raises(AssessmentRefused, match="すでに変更"):
        revise(assessment_id=old.pk, lines=lines(1), by=clerk.staff, reason="")


@pytest.mark.parametrize(
    ("quantity", "status", "told"),
    [
        (2, "settled", ["Settled"]),
        (3, "assessed", ["Settled", "Unsettled"]),
        (1, "settled", ["Settled", "Overpaid"]),
        (0, "waived", ["Settled", "Waived", "Overpaid"]),
    ],
)
def test_what_was_received_counts_for_the_new_revision(fake, assessment, heard, quantity, status, told):
    pay(fake, assessment)
    new = revise(assessment_id=assessment.pk, lines=lines(quantity), by=Portal(), reason="訂正")
    assert (new.status, heard.names) == (status, told)


def test_the_rest_of_a_higher_revision_can_be_paid(fake, assessment, heard):
    pay(fake, assessment)
    new = revise(assessment_id=assessment.pk, lines=lines(3), by=Portal(), reason="訂正")
    assert balance(new).outstanding_yen == 300
    pay(fake, new)
    assert (current(subject=new.subject).status, heard.names) == ("settled", ["Settled", "Unsettled", "Settled"])


def test_waiving_the_whole(db, clerk, heard):
    old = make_assessment()
    new = waive(assessment_id=old.pk, by=clerk.staff, reason="生活保護", exemption=make_rule())
    line = new.lines.get()
    assert (new.total_yen, new.status, line.reduction_yen, line.amount_yen) == (0, "waived", 600, 0)
    assert heard.names == ["Waived"]


def test_void_frees_the_subject_for_a_new_claim(db, clerk):
    old = make_assessment()
    for _twice in range(2):
        void(assessment_id=old.pk, by=clerk.staff, reason="取下げ")
    assert current(subject=old.subject) is None
    new = make_assessment(subject=old.subject_id)
    assert (new.revision, new.claim == old.claim) == (2, False)
    assert StateChange.objects.filter(object_id=old.pk, target_state="void").count() == 1


def test_what_was_paid_is_refunded_not_voided(fake, assessment, clerk):
    pay(fake, assessment)
    with pytest.raises(AssessmentRefused, match="還付"):
        void(assessment_id=assessment.pk, by=clerk.staff, reason="取下げ")


@pytest.mark.parametrize(
    "change", [{"total_yen": 1}, {"subject_id": uuid4()}, {"claim": uuid4()}, {"revenue_code": "x"}, {"basis": {}}]
)
def test_the_database_refuses_to_edit(db, change):
    make_assessment(basis={"copies": 2})
    with pytest.raises(IntegrityError, match="stays as it was made"):
        FeeAssessment.objects.update(**change)


def test_the_database_refuses_to_delete(db):
    made = make_assessment()
    for rows in (FeeLine.objects.all(), FeeAssessment.objects.filter(pk=made.pk)):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows._raw_delete("default")


def test_the_database_adds_up_the_lines(db):
    made = make_assessment()
    row = FeeAssessment(**{f.attname: getattr(made, f.attname) for f in made._meta.concrete_fields if f.name != "id"})
    row.subject_id, row.claim, row.number = uuid4(), uuid4(), 99_999
    row.id = uuid4()
    row.save(force_insert=True)
    with pytest.raises(IntegrityError, match="sum of the lines"):
        connection.check_constraints()


@pytest.mark.parametrize("change", [{"amount": 1}, {"label": "別"}, {"revenue_code": "99"}, {"code": "x"}])
def test_a_price_that_was_used_is_not_edited(db, change):
    item = make_item()
    FeeItem.objects.update(**change)
    FeeItem.objects.update(amount=300, label="住民票の写し", revenue_code=REVENUE, code="juminhyo")
    make_assessment()
    with pytest.raises(IntegrityError, match="not edited"), transaction.atomic():
        FeeItem.objects.update(**change)
    FeeItem.objects.update(valid_until=timezone.localdate())
    assert FeeItem.objects.get(pk=item.pk).valid_until == timezone.localdate()


def test_a_missing_revenue_code_may_be_filled_in_later(db):
    make_item(revenue_code="")
    make_assessment()
    FeeItem.objects.update(revenue_code=REVENUE)
    with pytest.raises(IntegrityError, match="not edited"):
        FeeItem.objects.update(revenue_code="99")
