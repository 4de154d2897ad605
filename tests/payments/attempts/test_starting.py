"""Starting a payment: one live attempt, one session, the amount that is owed now."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from identity.access.actors import Portal
from payments import hooks
from payments.assessments.models import FeeAssessment
from payments.assessments.services import Line, LiveAttempt, assess, revise, void
from payments.attempts import actions
from payments.attempts.checks import ways
from payments.attempts.closing import close_attempts
from payments.attempts.errors import AmountChanged, NothingToPay, PaymentRefused
from payments.attempts.looking_up import look_up
from payments.attempts.models import PaymentAttempt
from payments.fees.models import FeeItem
from payments.gateways import registry
from payments.gateways.contract import Method, PostForm, Redirect, Refused, ShowCode, Status, Unreachable
from payments.gateways.models import Trustee
from payments.hooks import Subject
from payments.ledger.models import Source
from tests.payments.scene import KIND, REVENUE, make_assessment, make_item, make_trustee, start

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(PaymentAttempt.objects.order_by("sequence").values_list("state", flat=True))


def test_a_started_payment_leads_to_the_gateways_page(fake, assessment):
    attempt = start(assessment)
    assert (attempt.state, attempt.amount_yen, attempt.session_id) == ("open", 600, f"cs_{attempt.pk.hex}")
    assert actions.load(attempt.action) == Redirect(f"https://pay.example/cs_{attempt.pk.hex}")
    assert attempt.return_url == f"https://portal.example/payments/{attempt.pk}/return/"
    assert fake.calls == ["start"]


def test_two_clicks_are_one_attempt(fake, assessment):
    first, second = start(assessment), start(assessment)
    assert (second.pk, second.action) == (first.pk, first.action)
    assert (fake.calls, states()) == (["start"], ["open"])


def test_another_method_closes_the_first_at_the_gateway(fake, assessment):
    start(assessment)
    start(assessment, method=Method.KONBINI)
    assert (fake.calls, states()) == (["start", "close", "start"], ["expired", "open"])


def test_paid_while_changing_the_method_is_paid(fake, assessment):
    first = start(assessment)
    fake.pay(first.pk)
    again = start(assessment, method=Method.KONBINI)
    assert (again.pk, again.state, states()) == (first.pk, "paid", ["paid"])
    with pytest.raises(NothingToPay):
        start(assessment)


def test_money_on_its_way_is_waited_for(fake, assessment):
    first = start(assessment, method=Method.WALLET)
    fake.change(first.pk, status=Status.PROCESSING)
    look_up(attempt_id=first.pk, source=Source.RETURN)
    again = start(assessment, method=Method.CARD)
    assert (again.pk, again.state, fake.calls) == (first.pk, "processing", ["start", "fetch"])


@pytest.fixture
def number(fake, assessment):
    """A konbini number that nobody has paid with."""
    first = start(assessment, method=Method.KONBINI)
    code = ShowCode((("払込番号", "12345678901"),), timezone.now() + timedelta(days=3))
    fake.change(first.pk, status=Status.PROCESSING, action=code)
    return look_up(attempt_id=first.pk, source=Source.RETURN)


def test_a_number_is_given_once(fake, assessment, number):
    again = start(assessment, method=Method.KONBINI)
    assert (again.pk, again.state, fake.calls) == (number.pk, "processing", ["start", "fetch"])


def test_whoever_chooses_another_way_gives_the_number_up(fake, assessment, number):
    again = start(assessment, method=Method.CARD)
    assert (again.pk == number.pk, again.state, fake.calls) == (False, "open", ["start", "fetch", "close", "start"])
    assert states() == ["cancelled", "open"]


def test_a_number_that_was_paid_with_is_not_given_up(fake, assessment, number):
    fake.pay(number.pk)
    assert (start(assessment, method=Method.CARD).pk, states()) == (number.pk, ["paid"])


def test_a_number_that_the_gateway_does_not_take_back_stays(fake, assessment, number, monkeypatch):
    monkeypatch.setattr(fake, "close", fake.fetch)
    again = start(assessment, method=Method.CARD)
    assert (again.pk, states()) == (number.pk, ["processing"])


def test_what_cannot_be_closed_is_not_replaced(fake, assessment):
    start(assessment)
    fake.before["close"] = Unreachable("timeout")
    with pytest.raises(PaymentRefused, match="終わっていません"):
        start(assessment, method=Method.KONBINI)
    assert states() == ["open"]


def test_an_abandoned_payment_can_be_begun_again(fake, assessment):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = start(assessment)
        clock.shift(timedelta(hours=2))
        second = start(assessment)
        assert (second.pk != first.pk, states()) == (True, ["expired", "open"])
        fake.pay(second.pk)
        from payments.attempts.looking_up import look_up
        from payments.ledger.models import Source

        look_up(attempt_id=second.pk, source=Source.RETURN)
        assert states() == ["expired", "paid"]


def test_a_timeout_is_unknown_and_the_same_key_is_used_again(fake, assessment):
    fake.after["start"] = Unreachable("timeout")
    first = start(assessment)
    assert (first.state, first.action, len(fake.sessions)) == ("created", None, 1)
    second = start(assessment)
    assert (second.pk, second.state, len(fake.sessions)) == (first.pk, "open", 1)


def test_a_definite_no_ends_the_attempt(fake, assessment):
    fake.before["start"] = Refused("amount_too_small")
    with pytest.raises(PaymentRefused, match="開けませんでした"):
        start(assessment)
    assert states() == ["start_failed"]
    assert start(assessment).sequence == 2


def test_no_gateway_is_called_inside_a_transaction(fake, assessment):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        start(assessment)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        registry.outside_transactions("fake")
    assert fake.calls == []


def test_the_amount_is_computed_again(fake, assessment):
    hooks.price_now.register(KIND, lambda question: 750)
    try:
        with pytest.raises(AmountChanged, match="金額が変わりました"):
            start(assessment)
    finally:
        hooks.price_now.unregister(KIND)
    assert (states(), fake.calls) == ([], [])


def test_an_amount_changes_only_after_the_gateway_closed_the_old_one(fake, assessment):
    start(assessment)
    more = [Line(item=make_item(), quantity=3)]
    with pytest.raises(LiveAttempt, match="手続中"):
        revise(assessment_id=assessment.pk, lines=more, by=Portal(), reason="部数の訂正")
    assert close_attempts(assessment_id=assessment.pk, by=Portal()) is True
    changed = revise(assessment_id=assessment.pk, lines=more, by=Portal(), reason="部数の訂正")
    assert (changed.revision, changed.total_yen, start(changed).amount_yen) == (2, 900, 900)
    with pytest.raises(NothingToPay):
        start(assessment)


def test_after_a_part_only_the_rest_is_asked_for(fake, assessment, clerk):
    first = start(assessment)
    fake.pay(first.pk, amount_yen=400)
    from payments.attempts.exceptions import resolve_exception
    from payments.attempts.looking_up import look_up
    from payments.attempts.models import PaymentException, Resolution
    from payments.ledger.models import Source

    look_up(attempt_id=first.pk, source=Source.RETURN)
    with pytest.raises(PaymentRefused, match="職員が確認"):
        start(assessment)
    resolve_exception(exception_id=PaymentException.objects.get().pk, resolution=Resolution.NO_ACTION, by=clerk.staff)
    second = start(assessment)
    assert (second.amount_yen, second.credited_yen) == (200, 400)
    fake.pay(second.pk)
    look_up(attempt_id=second.pk, source=Source.RETURN)
    assert FeeAssessment.objects.get().status == "settled"


@pytest.mark.parametrize(
    ("range_", "fits"),
    [
        ({}, True),
        ({"revenue_codes": [REVENUE]}, True),
        ({"revenue_codes": ["99-99"]}, False),
        ({"valid_until": timezone.localdate() - timedelta(days=1)}, False),
        ({"valid_from": timezone.localdate() + timedelta(days=1)}, False),
    ],
)
def test_a_payment_outside_the_trustees_range_is_not_started(fake, assessment, range_, fits):
    Trustee.objects.update(**range_)
    if fits:
        assert start(assessment).state == "open"
        return
    with pytest.raises(PaymentRefused, match="指定納付受託者"):
        start(assessment)
    assert ways(assessment, amount_yen=600) == []


@pytest.mark.parametrize(
    ("quantity", "method", "sentence"),
    [
        (167, Method.KONBINI, "1円から49,999円まで"),
        (4000, Method.CARD, "50円から1,000,000円まで"),
        (1, Method.COUNTER, "いま使えません"),
    ],
)
def test_limits_of_a_method(fake, assessment, quantity, method, sentence):
    with pytest.raises(PaymentRefused, match=sentence):
        start(make_assessment(quantity=quantity), method=method)


def test_only_ways_that_fit_are_shown(fake, assessment):
    assert [way.terms.method for way in ways(assessment, amount_yen=600)] == ["card", "konbini", "wallet"]
    assert [way.terms.method for way in ways(assessment, amount_yen=49)] == ["konbini", "wallet"]
    assert [way.terms.method for way in ways(assessment, amount_yen=2_000_000)] == []


def test_nothing_to_pay(fake, assessment):
    free = assess(
        subject=Subject(KIND, UUID(int=1)),
        title="無料",
        lines=[Line(item=FeeItem.objects.get(), quantity=0)],
        by=Portal(),
    )
    assert (free.status, free.total_yen) == ("waived", 0)
    with pytest.raises(NothingToPay, match="必要がありません"):
        start(free)
    void(assessment_id=assessment.pk, by=Portal(), reason="取下げ")
    with pytest.raises(NothingToPay, match="いま納付できません"):
        start(assessment)
    assert (states(), fake.calls) == ([], [])


@pytest.mark.parametrize(
    ("now", "method", "due", "expires"),
    [
        (datetime(2026, 11, 20, 1, 0, tzinfo=UTC), Method.CARD, None, datetime(2026, 11, 20, 2, 0, tzinfo=UTC)),
        (datetime(2026, 11, 20, 1, 0, tzinfo=UTC), Method.KONBINI, None, datetime(2026, 11, 23, 1, 0, tzinfo=UTC)),
        (
            datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
            Method.KONBINI,
            "2026-11-21",
            datetime(2026, 11, 21, 14, 59, 59, tzinfo=UTC),
        ),
        (
            datetime(2027, 3, 30, 1, 0, tzinfo=UTC),
            Method.KONBINI,
            None,
            datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC),
        ),
        (datetime(2027, 3, 31, 14, 45, tzinfo=UTC), Method.CARD, None, datetime(2027, 3, 31, 15, 20, tzinfo=UTC)),
    ],
)
def test_a_payment_waits_no_longer_than_its_method_its_day_and_its_year(db, fake, now, method, due, expires):
    with time_machine.travel(now, tick=False):
        make_trustee()
        attempt = start(make_assessment(due_on=due), method=method)
    assert attempt.expires_at == expires


@pytest.mark.parametrize(
    "action",
    [
        Redirect("https://pay.example/1"),
        PostForm("https://pay.example/", (("a", "1"), ("b", "")), "Shift_JIS"),
        ShowCode((("受付番号", "123456"),), datetime(2026, 12, 1, tzinfo=UTC)),
        ShowCode((("受付番号", "123456"),)),
    ],
)
def test_an_action_survives_its_row(attempt, action):
    attempt.action = actions.dump(action)
    attempt.save(update_fields=["action"])
    assert actions.load(PaymentAttempt.objects.get().action) == action


def test_without_an_action_there_is_none():
    assert actions.load(None) is None
