"""The citizen's own account for a refund that no gateway can make: asked by a message, entered once, sealed, purged."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from identity.access.actors import Portal
from payments.attempts.models import Refund, RefundState
from payments.attempts.payees import Payee, read_payee
from payments.attempts.refunding import approve_refund, note_transferred, request_refund
from payments.gateways.contract import Method
from procedures.applications.models import Application
from procedures.notifications.models import Message
from procedures.notifications.wording import mail_for, render_message
from tests.factories.cases import received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay, run_effects

pytestmark = pytest.mark.django_db
TYPED = {
    "account-institution": "bank",
    "account-bank_name": "見本銀行",
    "account-branch_name": "山王支店",
    "account-kind": "ordinary",
    "account-number": "123456",
    "account-holder_kana": "ｻﾝﾉｳ ﾊﾅｺ",
}
PAYEE = Payee(bank="見本銀行", branch="山王支店", kind="普通", number="0123456", holder_kana="サンノウ ハナコ")


@pytest.fixture
def case(fake: FakeGateway) -> Application:
    return received(charging("before_review"))


@pytest.fixture
def refund(case: Application) -> Refund:
    """Paid at a konbini, asked for, and not approved."""
    attempt = pay(case, method=Method.KONBINI)
    return request_refund(attempt_id=attempt.pk, amount_yen=600, reason="交付できない", policy="by_staff", by=Portal())


@pytest.fixture
def approved(refund: Refund, approver: Any) -> Refund:
    approve_refund(refund_id=refund.pk, by=approver.staff)
    run_effects()
    return refund


@pytest.fixture
def guest(case: Application) -> Client:
    client = Client()
    client.cookies["grants"] = signing.dumps([case.draft_id.hex], salt="identity.grants")
    return client


def said(response: Any) -> str:
    return str(response.content.decode())


def page_of(case: Application, refund: Refund) -> str:
    return f"/applications/{case.receipt}/payment/refund/{refund.pk}/"


def verbs(case: Application) -> list[str]:
    return list(case.events.order_by("sequence").values_list("verb", flat=True))


def test_the_citizen_is_asked_once_it_is_approved(
    guest: Client, case: Application, refund: Refund, approver: Any
) -> None:
    assert "返金の振込先を入力してください" not in said(guest.get(f"/applications/{case.receipt}/"))
    assert guest.get(page_of(case, refund)).status_code == 302
    approve_refund(refund_id=refund.pk, by=approver.staff)
    run_effects()
    assert verbs(case) == ["submit", "settle", "ask_payee"]
    message = Message.objects.readable().get(topic="fee_payee")
    words = render_message(message)
    assert "お返しする金額は600円です。" in words.paragraphs
    mail = mail_for(message, effect_id=uuid4())
    assert mail is not None
    assert "600" not in f"{mail.subject}{mail.body}"
    page = said(guest.get(f"/applications/{case.receipt}/"))
    assert ("返金の振込先を入力してください" in page, page_of(case, refund) in page) == (True, True)


def test_entered_once_sealed_and_purged(
    guest: Client, case: Application, approved: Refund, clerk: Any, treasurer: Any
) -> None:
    assert "600円" in said(guest.get(page_of(case, approved)))
    answer = guest.post(page_of(case, approved), TYPED, follow=True)
    assert "振込先を受け取りました" in said(answer)
    approved.refresh_from_db()
    assert (read_payee(approved), approved.payee_from, "0123456" in approved.payee) == (PAYEE, "citizen", False)
    assert verbs(case)[-1] == "enter_payee"
    again = guest.post(page_of(case, approved), TYPED | {"account-number": "7654321"}, follow=True)
    assert "いまは必要ありません" in said(again)
    approved.refresh_from_db()
    assert read_payee(approved) == PAYEE
    staffs = said(clerk.client().get(f"/staff/payments/refunds/{approved.pk}/"))
    assert ("振込先は、申請者が" in staffs, "0123456" in staffs) == (True, False)
    assert "0123456" in said(treasurer.client().get(f"/staff/books/transfers/{approved.pk}/"))
    note_transferred(refund_id=approved.pk, transferred_on=timezone.localdate(), by=treasurer.staff)
    approved.refresh_from_db()
    assert (approved.state, approved.payee, approved.payee_from) == (RefundState.TRANSFERRED, "", "citizen")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"account-number": "12345678"}, "7桁以内の数字"),
        ({"account-holder_kana": ""}, "口座名義（カナ）"),
        ({"account-institution": ""}, "金融機関の種類を選んでください"),
        (dict.fromkeys(TYPED, ""), "通帳かキャッシュカードを見ながら"),
    ],
)
def test_what_is_missing_is_told(
    guest: Client, case: Application, approved: Refund, change: dict[str, str], words: str
) -> None:
    answer = guest.post(page_of(case, approved), TYPED | change)
    assert (answer.status_code, words in said(answer)) == (400, True)
    approved.refresh_from_db()
    assert approved.payee == ""


def test_by_the_symbol_of_the_post_office_bank(guest: Client, case: Application, approved: Refund) -> None:
    typed = {
        "account-institution": "yucho",
        "account-symbol": "18610",
        "account-symbol_number": "12345671",
        "account-holder_kana": "サンノウ ハナコ",
    }
    guest.post(page_of(case, approved), typed)
    approved.refresh_from_db()
    payee = read_payee(approved)
    assert payee is not None
    assert (payee.bank, payee.number, payee.kind) == ("ゆうちょ銀行（9900）", "1234567", "普通")


def test_nobody_else_and_no_other_refund(
    case: Application, approved: Refund, guest: Client, other_citizen: Any
) -> None:
    other = received(case.version)
    for client in (Client(), other_citizen.client()):
        assert client.post(page_of(case, approved), TYPED).status_code == 404
    assert guest.post(page_of(other, approved), TYPED).status_code == 404
    strangers = Client()
    strangers.cookies["grants"] = signing.dumps([other.draft_id.hex], salt="identity.grants")
    assert strangers.post(page_of(other, approved), TYPED).status_code == 404
    approved.refresh_from_db()
    assert approved.payee == ""


def test_staff_ask_again_where_the_account_was_wrong(
    guest: Client, case: Application, approved: Refund, clerk: Any
) -> None:
    guest.post(page_of(case, approved), TYPED)
    client, address = clerk.client(), f"/staff/payments/refunds/{approved.pk}/payee/"
    client.post(address, {"step": "ask"})
    run_effects()
    approved.refresh_from_db()
    assert (approved.payee, verbs(case)[-2:]) == ("", ["enter_payee", "ask_payee"])
    assert guest.get(page_of(case, approved)).status_code == 200


def test_staff_enter_it_from_a_paper(case: Application, approved: Refund, clerk: Any, guest: Client) -> None:
    client, address = clerk.client(), f"/staff/payments/refunds/{approved.pk}/payee/"
    refused = client.post(address, TYPED | {"account-kind": ""})
    assert (refused.status_code, "預金の種類" in said(refused)) == (400, True)
    client.post(address, TYPED)
    approved.refresh_from_db()
    assert (read_payee(approved), approved.payee_from) == (PAYEE, "staff")
    assert guest.get(page_of(case, approved)).status_code == 302


def test_nothing_is_asked_before_the_approval(refund: Refund, clerk: Any) -> None:
    client = clerk.client()
    answer = client.post(f"/staff/payments/refunds/{refund.pk}/payee/", {"step": "ask"}, follow=True)
    assert "決裁が済み" in said(answer)
