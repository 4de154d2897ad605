"""The papers about a payment: the record that everybody gets, and the receipt where the city issues them."""

from typing import Any

import pytest

from procedures.applications.models import Application
from procedures.documents.letters import letter_html
from procedures.documents.models import Document, DocumentKind
from procedures.workflow.commands import issue_fee_receipt
from tests.factories.applications import guest_of
from tests.factories.cases import received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(fake: FakeGateway) -> Application:
    paper = {"id": "paid", "when": "paid", "template": "payment"}
    application = received(charging("before_review", documents=[paper]))
    pay(application)
    return application


def letter(application: Application, kind: DocumentKind) -> list[str]:
    made = Document.objects.filter(application=application, kind=kind).order_by("event__sequence")
    return [letter_html(one) for one in made.select_related("event", "application__procedure__department")]


def test_the_record_says_what_was_paid_when_and_through_whom(paid: Application) -> None:
    (page,) = letter(paid, DocumentKind.PAYMENT)
    words = ("納付済みの記録", "600円", "クレジットカード", "見本決済株式会社", "領収書ではありません")
    assert [word for word in words if word not in page] == []


def test_a_receipt_has_a_number_and_says_when_it_is_issued_again(paid: Application, settings: Any) -> None:
    for copy in range(2):
        issue_fee_receipt(actor=guest_of(paid), application_id=paid.pk, command_key=f"receipt:{copy}")
    first, again = letter(paid, DocumentKind.FEE_RECEIPT)
    assert ("第1号" in first, "再発行" in first) == (True, False)
    assert ("第1号" in again, "再発行" in again) == (True, True)
    assert "収入印紙をはりません" in first
