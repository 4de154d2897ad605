"""An exception tells in words what happened to the money, and what may be done."""

import pytest

from payments.attempts.exceptions import open_exception
from payments.attempts.models import ExceptionKind, PaymentException
from procedures.backoffice.exception_words import advice, detail_rows
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db


def opened(kind: ExceptionKind, **detail: object) -> PaymentException:
    found = open_exception(kind=kind, once=kind.value, detail=detail)
    assert found is not None
    return found


def test_amounts_days_and_findings_in_words():
    found = opened(
        ExceptionKind.ORPHAN_PAYMENT,
        difference="unknown",
        reference="1234-5678-9015:881",
        reported_yen=1300,
        expected_yen=None,
        paid_on="2026-11-20",
    )
    assert detail_rows(found) == [
        ("届いた金額", "1,300円"),
        ("相違", "この納付番号の納付はありません"),
        ("決済ID・証拠番号", "1234-5678-9015:881"),
        ("納付日", "2026年11月20日（金）"),
    ]


def test_what_a_gateway_said():
    found = opened(ExceptionKind.CHARGEBACK, amount_yen=600, status="withdrawn")
    assert detail_rows(found) == [("金額", "600円"), ("異議申立ての状態", "支払人に戻りました")]
    stuck = opened(ExceptionKind.ORPHAN_PAYMENT, problem="timeout", tries=10)
    assert detail_rows(stuck) == [("処理できなかった理由", "timeout"), ("処理を試した回数", "10回")]


@pytest.mark.parametrize("kind", list(ExceptionKind))
def test_each_says_what_to_do(treasurer, kind):
    found = opened(kind, reported_yen=600)
    page = treasurer.client().get(f"/staff/payments/exceptions/{found.pk}/")
    assert (advice(found) in text(page), "reported_yen" in page.content.decode()) == (True, False)


def test_the_list_says_how_much(treasurer):
    opened(ExceptionKind.SETTLEMENT_DIFF, difference="missing_here", settled_yen=600, ledger_yen=None)
    assert "精算との相違 なし 600円" in text(treasurer.client().get("/staff/payments/"))
