"""A treasurer at work in a real browser: a file of payments, the layout of a book; and accounts for refunds."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.utils import timezone
from playwright.sync_api import Page

from accessibility.components.formats import japanese_era
from identity.people.models import Role
from payments.attempts.models import PaymentAttempt
from payments.attempts.refunding import approve_refund, request_refund
from payments.fees.models import ExemptionRule
from payments.gateways import registry
from payments.gateways.contract import Method
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration
from payments.gateways.manual.numbers import payment_number
from payments.reconciliation.by_hand import begin_by_hand, record_by_hand
from procedures.applications.models import Application
from procedures.workflow.fees import assessment_of
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_procedure
from tests.factories.applications import make_application
from tests.journeys.steps import follow, press
from tests.journeys.test_clerk import Clerk, Office
from tests.live import LivePortal

pytestmark = pytest.mark.browser


@pytest.fixture
def office(portal_server: LivePortal, django_db_blocker: Any) -> Iterator[Office]:
    """The live portal takes money at a counter; so does this process, for what a test prepares."""
    portal_server.forget_limits()
    with registry.replaced(ManualGateway(Configuration(payment_counter="市民課3番窓口"))):
        yield Office(f"office-{uuid4().hex[:8]}", partial(portal_server.orm, django_db_blocker))


@pytest.fixture
def enter(portal_server: LivePortal, page_at: PageAt) -> Callable[..., Page]:
    def sign_in(clerk: Clerk, width: int) -> Page:
        page = page_at(width, base_url=portal_server.url)
        page.goto("/staff/login/?next=/staff/books/")
        page.fill("[name=login]", clerk.email)
        page.fill("[name=password]", PASSWORD)
        press(page, "ログインする")
        page.fill("[name=code]", clerk.code())
        press(page, "ログインする")
        return page

    return sign_in


def look(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    chart = {"color-contrast": "the letters of a chart lie on the page's own white"}
    axe(page, undecided=chart if page.locator("svg").count() else None)


def owing(office: Office, relief: list[dict[str, Any]] | None = None) -> Application:
    fees = {"timing": "before_review", "lines": [{"item": "juminhyo", "quantity": 2}], "exemptions": relief or []}
    version = make_procedure(number=9100 + uuid4().int % 800, department=office.department, fees=fees)
    return make_application(version=version)


def begun(office: Office, case: Application, clerk: Clerk) -> PaymentAttempt:
    claim = assessment_of(case)
    assert claim is not None
    return begin_by_hand(
        assessment_id=claim.pk, method=Method.COUNTER, by=office.staff(clerk), page="https://x.example/"
    )


def test_a_file_of_payments(office: Office, enter: Any) -> None:
    treasurer = office.clerk(Role.TREASURER, Role.CLERK, name="菊地 計")
    with office.orm():
        first, second = (begun(office, owing(office), treasurer) for _ in range(2))
    page = enter(treasurer, PHONE)
    look(page)
    follow(page, "窓口・振込・納付書")
    look(page)
    press(page, "内容を確かめる")
    assert "納付の行がありません" in page.inner_text("main")
    look(page)
    rows = (f"{payment_number(one.pk)},{yen},2026-11-20,{yen}" for one, yen in ((first, 600), (second, 500)))
    page.fill("[name=text]", "\n".join(["納付番号,金額,納付日,証拠番号", *rows]))
    press(page, "内容を確かめる")
    look(page)
    told = page.inner_text("main")
    assert ("納付を記録します" in told, "金額が違います" in told) == (True, True)
    press(page, "この内容で取り込む")
    assert "記録2件" in page.inner_text("[role=status]")
    look(page)


def test_an_exemption_of_the_city(office: Office, enter: Any) -> None:
    clerk = office.clerk(Role.CLERK, Role.TREASURER, name="佐藤 恵")
    with office.orm():
        case = owing(office)
        code = f"hogo-{uuid4().hex[:8]}"
        more = {"basis": "秋田市手数料条例 第5条", "verification": "sample", "valid_from": timezone.localdate()}
        ExemptionRule.objects.create(code=code, label="生活保護を受けている人", percent=50, **more)
    page = enter(clerk, PHONE)
    page.goto(f"/staff/cases/{case.receipt}/fee/")
    follow(page, "減免を申し出る")
    look(page)
    press(page, "減免を申し出る")
    assert "減免を選んでください" in page.inner_text("main")
    look(page)
    page.locator(f"[value={code}]").check()
    page.fill("[name=words]", "受給証明書を窓口で確認")
    press(page, "減免を申し出る")
    assert "減免を申し出ました。" in page.inner_text("[role=status]")
    look(page)


def test_the_layout_of_a_book(office: Office, enter: Any) -> None:
    page = enter(office.clerk(Role.TREASURER, name="菊地 計"), DESK)
    page.goto("/staff/books/layouts/payouts/")
    look(page)
    first = page.locator("[name=heading]").first.input_value()
    page.get_by_role("button", name="下へ").first.click()
    page.wait_for_load_state()
    assert page.locator("[name=heading]").nth(1).input_value() == first
    page.locator("[name=heading]").first.fill("")
    press(page, "様式を保存する")
    assert "見出しを入力してください" in page.inner_text("main")
    look(page)
    page.locator("[name=heading]").first.fill("市の見出し")
    press(page, "様式を保存する")
    assert "様式を保存しました" in page.inner_text("[role=status]")
    assert page.locator("tbody th").first.inner_text() == "市の見出し"
    press(page, "はじめの様式に戻す")
    press(page, "様式を保存する")
    for address in ("payouts/", "transfers/"):
        page.goto(f"/staff/books/{address}")
        look(page)


def test_the_account_for_a_refund(portal_server: LivePortal, office: Office, page_at: PageAt, enter: Any) -> None:
    asking, approving = office.clerk(Role.CLERK), office.clerk(Role.APPROVER, name="鈴木 誠")
    with office.orm():
        case = owing(office)
        claim = assessment_of(case)
        assert claim is not None
        paid = record_by_hand(
            assessment_id=claim.pk,
            method=Method.COUNTER,
            amount_yen=600,
            paid_on=claim.created_at.date(),
            evidence="12",
            by=office.staff(asking),
            page="https://x.example/",
        )
        refund = request_refund(
            attempt_id=paid.pk, amount_yen=600, reason="交付できない", policy="by_staff", by=office.staff(asking)
        )
        approve_refund(refund_id=refund.pk, by=office.staff(approving))
    page = page_at(PHONE, base_url=portal_server.url)
    key = signing.dumps([case.draft_id.hex], key=portal_server.environment["SECRET_KEY"], salt="identity.grants")
    page.context.add_cookies([{"name": "grants", "value": key, "url": portal_server.url}])
    page.goto(f"/applications/{case.receipt}/")
    look(page)
    follow(page, "振込先を入力する")
    look(page)
    press(page, "振込先を送る")
    assert "通帳かキャッシュカード" in page.inner_text("main")
    look(page)
    page.get_by_label("銀行・信用金庫など").first.check()
    page.fill("[name=account-bank_name]", "見本銀行")
    page.fill("[name=account-branch_name]", "山王支店")
    page.select_option("[name=account-kind]", "ordinary")
    page.fill("[name=account-number]", "0123456")
    page.fill("[name=account-holder_kana]", "サンノウ ハナコ")
    look(page)
    press(page, "振込先を送る")
    assert "振込先を受け取りました" in page.inner_text("[role=status]")
    transferred(enter(office.clerk(Role.TREASURER), PHONE), f"/staff/books/transfers/{refund.pk}/")


def transferred(page: Page, address: str) -> None:
    """The treasurer says when, by keyboard; a slip is told beside the box and stays in it."""
    page.goto(address)
    look(page)
    page.locator("#day").fill("きのう")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/")
    assert page.title().startswith("エラー：")
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        look(page)
    assert page.locator("#day").input_value() == "きのう"
    page.locator("#day").fill(japanese_era(timezone.localdate()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/transfers/")
    assert "振込を記録しました" in page.inner_text("[role=status]")


def test_an_exemption_is_decided_before_the_fee(office: Office, enter: Any) -> None:
    clerk = office.clerk(Role.CLERK, Role.TREASURER)
    with office.orm():
        case = owing(office, [{"item": "juminhyo", "when": True, "percent": 50, "reason": "公の団体の利用"}])
    page = enter(clerk, DESK)
    page.goto(f"/staff/cases/{case.receipt}/fee/")
    look(page)
    page.fill("[name=words]", "利用者証を確認")
    page.get_by_role("button", name="減免を認める").click()
    page.wait_for_load_state()
    assert "減免の申出を決定しました" in page.inner_text("[role=status]")
    look(page)
    follow(page, "金額を確定する・改める")
    look(page)
    press(page, "金額を確かめる")
    assert "300円" in page.inner_text("main")
