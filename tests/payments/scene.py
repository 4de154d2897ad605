"""A claim, a gateway that tests script, and a subscriber that listens: what the tests of payments start from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from identity.access.actors import Portal
from payments import hooks
from payments.assessments.models import FeeAssessment
from payments.assessments.services import Line, assess
from payments.attempts.models import PaymentAttempt
from payments.attempts.starting import start_payment
from payments.fees.models import FeeItem
from payments.gateways import registry
from payments.gateways.contract import Method
from payments.gateways.models import Trustee
from payments.hooks import Subject
from tests.payments.fake_gateway import FakeGateway

KIND = "test-case"
REVENUE = "14-02-01"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that the test moves, on an ordinary day: at midnight of 31 March expiry is cut, whoever runs the test."""
    with time_machine.travel("2026-11-25T10:00:00+09:00", tick=False) as moving:
        yield moving


@pytest.fixture
def fake() -> Iterator[FakeGateway]:
    gateway = FakeGateway()
    with registry.replaced(gateway):
        yield gateway


@pytest.fixture
def two_gateways() -> Iterator[tuple[FakeGateway, FakeGateway]]:
    first, second = FakeGateway(), FakeGateway(code="other")
    with registry.replaced(first, second):
        yield first, second


@dataclass
class Heard:
    """What the subject's subscriber was told, in order: the notices' class names, and the notices."""

    notices: list[Any] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [type(notice).__name__ for notice in self.notices]


@pytest.fixture
def heard() -> Iterator[Heard]:
    told = Heard()
    names = (
        "settled",
        "waived",
        "unsettled",
        "taken_back",
        "overpaid",
        "refunded",
        "exception_opened",
        "reminder_due",
        "overdue",
    )
    for name in names:
        getattr(hooks, name).register(KIND, told.notices.append)
    yield told
    for name in names:
        getattr(hooks, name).unregister(KIND)


def make_item(*, code: str = "juminhyo", amount: int = 300, **changes: Any) -> FeeItem:
    values = {
        "label": "住民票の写し",
        "unit": "通",
        "basis": "秋田市手数料条例",
        "revenue_code": REVENUE,
        "verification": "sample",
        "valid_from": timezone.localdate() - timedelta(days=30),
    }
    return FeeItem.objects.get_or_create(code=code, defaults={**values, "amount": amount, **changes})[0]


def make_trustee(gateway: str = "fake", **changes: Any) -> Trustee:
    values = {
        "name": "見本決済株式会社",
        "address": "東京都千代田区",
        "notice_number": "秋田市告示第1号",
        "notice_date": timezone.localdate() - timedelta(days=60),
        "revenues": "証明書等交付手数料",
        "valid_from": timezone.localdate() - timedelta(days=30),
    }
    return Trustee.objects.create(gateway=gateway, **(values | changes))


def make_assessment(*, quantity: int = 2, subject: UUID | None = None, **changes: Any) -> FeeAssessment:
    """600 yen for two copies, unless told otherwise."""
    values: dict[str, Any] = {"lines": [Line(item=make_item(), quantity=quantity)], "by": Portal()} | changes
    return assess(subject=Subject(KIND, subject or uuid4()), title="住民票の写し", **values)


def start(assessment: FeeAssessment, *, gateway: str = "fake", method: Method = Method.CARD) -> PaymentAttempt:
    return start_payment(
        assessment_id=assessment.pk,
        gateway=gateway,
        method=method,
        by=Portal(),
        return_url="https://portal.example/payments/{attempt}/return/",
        cancel_url="https://portal.example/payments/{attempt}/",
    )


@pytest.fixture
def assessment(db: None, fake: FakeGateway) -> FeeAssessment:
    make_trustee()
    return make_assessment()


@pytest.fixture
def attempt(assessment: FeeAssessment) -> PaymentAttempt:
    return start(assessment)
