"""The treasurer's pages: who opens them, what they cost, and what they do."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accessibility.components.formats import japanese_era
from identity.access.actors import Portal
from identity.disclosure.models import DisclosureEntry
from payments.attempts.models import Refund, RefundState
from payments.attempts.payees import Payee, note_payee
from payments.attempts.refunding import approve_refund, request_refund
from payments.fees.models import Revenue
from payments.gateways.contract import Method
from payments.ledger.models import LedgerEntry
from payments.reconciliation.models import BookExport, SettlementBatch
from procedures.applications.models import Application
from tests.factories.cases import received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay
from tests.payments.scene import REVENUE

pytestmark = pytest.mark.django_db
PAYEE = Payee(bank="秋田銀行", branch="本店", kind="普通", number="0123456", holder_kana="サンノウ ハナコ")


@pytest.fixture
def version(fake: FakeGateway) -> Any:
    return charging("before_review")


def text(response: Any) -> str:
    return str(response.content.decode())


def waiting_transfer(application: Application, approver: Any) -> Refund:
    """Paid at a konbini, which no gateway can give back: approved, and waiting for a transfer."""
    attempt = pay(application, method=Method.KONBINI)
    refund = request_refund(attempt_id=attempt.pk, amount_yen=600, reason="取下げ", policy="withdrawn", by=Portal())
    note_payee(refund_id=refund.pk, payee=PAYEE, by=approver.staff)
    return approve_refund(refund_id=refund.pk, by=approver.staff)


@pytest.mark.parametrize("path", ["", "payouts/", "transfers/", "layouts/receipts/"])
def test_only_who_keeps_the_books(path: str, treasurer: Any, administrator: Any, clerk: Any, supervisor: Any) -> None:
    people = (treasurer, administrator, clerk, supervisor)
    statuses = [player.client().get(f"/staff/books/{path}").status_code for player in people]
    assert statuses == [200, 200, 403, 403]


@pytest.mark.parametrize("payments", [1, 3])
def test_statements_of_the_books(treasurer: Any, version: Any, django_assert_num_queries: Any, payments: int) -> None:
    for _ in range(payments):
        pay(received(version))
    client = treasurer.client()
    # session, user, roles, by day, sums, names of revenues, written, names of companies, waiting claims, moved days,
    # written days
    with django_assert_num_queries(11):
        assert f"{600 * payments:,}円" in text(client.get("/staff/books/"))


def test_a_revenue_is_named_beside_its_code(treasurer: Any, version: Any) -> None:
    Revenue.objects.create(code=REVENUE, label="総務手数料", verification="sample")
    pay(received(version))
    page = text(treasurer.client().get("/staff/books/"))
    assert (REVENUE in page, "総務手数料" in page, "見本" in page, "未設定" in page) == (True, True, True, False)


@pytest.mark.parametrize("refunds", [1, 3])
def test_statements_of_the_transfers(
    treasurer: Any, approver: Any, version: Any, django_assert_num_queries: Any, refunds: int
) -> None:
    for _ in range(refunds):
        waiting_transfer(received(version), approver)
    client = treasurer.client()
    with django_assert_num_queries(4):  # session, user, roles, refunds
        page = text(client.get("/staff/books/transfers/"))
    assert page.count("600円") == refunds
    assert "サンノウ" not in page


def test_a_transfer_shows_the_account_and_empties_it(treasurer: Any, approver: Any, version: Any) -> None:
    application = received(version)
    refund = waiting_transfer(application, approver)
    client = treasurer.client()
    page = text(client.get(f"/staff/books/transfers/{refund.pk}/"))
    assert ("0123456" in page, "サンノウ ハナコ" in page) == (True, True)
    assert DisclosureEntry.objects.get(subject=application.pk).purpose == "手数料の還付の振込"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for typed in (tomorrow, "きのう", ""):
        again = client.post(f"/staff/books/transfers/{refund.pk}/done/", {"day": typed})
        assert (again.status_code, again.context["day"]) == (422, typed)
        assert "振り込んだ日を、今日までの日で入力してください。" in text(again)
        assert again.context["sections"][-1]["current"] is True
        refund.refresh_from_db()
        assert refund.state == RefundState.MANUAL_TRANSFER
    client.post(f"/staff/books/transfers/{refund.pk}/done/", {"day": japanese_era(timezone.localdate())})
    refund.refresh_from_db()
    assert (refund.state, refund.payee) == (RefundState.TRANSFERRED, "")
    assert LedgerEntry.objects.get(kind="refund").amount_yen == 600
    late = client.post(f"/staff/books/transfers/{refund.pk}/done/", {"day": tomorrow})
    assert ("振り込んだ日を" in text(late), 'id="day"' in late.content.decode()) == (True, False)
    assert "0123456" not in text(client.get(f"/staff/books/transfers/{refund.pk}/"))


def test_writing_and_downloading_a_book(treasurer: Any) -> None:
    client = treasurer.client()
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    for _ in range(2):
        client.post("/staff/books/write/", {"book": "receipts", "span": "day", "day": yesterday})
    first, second = BookExport.objects.order_by("copy")
    one, two = (client.get(f"/staff/books/exports/{export.pk}/") for export in (first, second))
    assert one.content == two.content
    assert "copy2" in two["Content-Disposition"]
    assert "2通目" in text(client.get(f"/staff/books/?month={yesterday[:7]}"))


@pytest.mark.parametrize("typed", [{}, {"book": "x", "span": "day", "day": "2026-01-01"}, {"day": "nonsense"}])
def test_nonsense_writes_no_book(treasurer: Any, typed: dict[str, str]) -> None:
    treasurer.client().post("/staff/books/write/", typed)
    assert BookExport.objects.count() == 0


CSV = (
    "payout_id,payout_on,kind,reference,happened_at,gross,fee,net\n"
    "po_1,2026-11-20,charge,pi_x,2026-11-18T10:00,600,19,{net}\n"
)


@pytest.mark.parametrize(("net", "batches"), [("581", 1), ("582", 0), ("x", 0)])
def test_a_pasted_settlement_is_taken_whole_or_not(treasurer: Any, fake: FakeGateway, net: str, batches: int) -> None:
    client = treasurer.client()
    client.post("/staff/books/payouts/read/", {"gateway": "fake", "text": CSV.format(net=net)})
    assert SettlementBatch.objects.count() == batches
    if batches:
        page = text(client.get("/staff/books/payouts/"))
        assert ("市の記録になし" in page, "581円" in page) == (True, True)


def test_a_settlement_as_people_write_it(treasurer: Any, fake: FakeGateway) -> None:
    client = treasurer.client()
    heading = "入金番号\t入金日\t区分\t決済ID\t発生日時\t総額\t決済手数料\t振込額\n"
    rows = (
        "po_1\t2026/11/20\t収納\tpi_x\t2026-11-18T10:00\t600\t19\t581\n"
        "po_1\t2026/11/20\t還付\tre_x\t2026-11-19T10:00\t-600\t0\t-600\n"
        "po_1\t2026/11/20\t決済手数料\tfee_x\t2026-11-19T10:00\t0\t5\t-5\n"
    )
    client.post("/staff/books/payouts/read/", {"gateway": "fake", "text": heading + rows})
    made = SettlementBatch.objects.get()
    assert (made.count, made.gross_yen, made.fee_yen) == (3, 0, 24)
    page = text(client.get(f"/staff/books/payouts/{made.pk}/"))
    assert all(word in page for word in (">収納<", ">還付<", ">決済手数料<"))
    assert ">charge<" not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("入金番号\n1", "見出しの行に、入金番号、入金日、区分"),
        (CSV.format(net=582), "2行目の「振込額」を読めませんでした"),
        (CSV.format(net=581).replace("charge", "gift"), "2行目の「区分」を読めませんでした"),
    ],
)
def test_a_fault_of_a_settlement_is_told_in_words(treasurer: Any, fake: FakeGateway, typed: str, words: str) -> None:
    answer = treasurer.client().post("/staff/books/payouts/read/", {"gateway": "fake", "text": typed}, follow=True)
    assert words in text(answer)


def test_the_month_adds_up(treasurer: Any, version: Any) -> None:
    pay(received(version))
    received(version)
    page = text(treasurer.client().get("/staff/books/"))
    assert ("差引" in page, "納付待ちの調定 1件　600円" in page, "見本決済株式会社" in page) == (True, True, True)
    assert page.count('aria-current="page"') == 2  # the room, and the page in it


@pytest.mark.parametrize("payouts", [1, 3])
def test_statements_of_the_payouts(
    treasurer: Any, fake: FakeGateway, django_assert_num_queries: Any, payouts: int
) -> None:
    client = treasurer.client()
    for number in range(payouts):
        text_of_one = CSV.format(net=581).replace("po_1", f"po_{number}").replace("pi_x", f"pi_{number}")
        client.post("/staff/books/payouts/read/", {"gateway": "fake", "text": text_of_one})
    # session, user, roles, payouts, names of companies, lines, missing, unequal
    with django_assert_num_queries(8):
        client.get("/staff/books/payouts/")
