"""Payments as people meet them, in a real browser: the portal, the sandbox gateway beside it, and its webhooks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.core import signing
from playwright.sync_api import Page

from identity.people.models import Role
from procedures.applications.models import Application
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_procedure
from tests.factories.applications import make_application
from tests.gateway_server import GatewayServer
from tests.journeys.steps import follow, press
from tests.journeys.test_clerk import Clerk, Office
from tests.journeys.test_spine import RESIDENCE, apply
from tests.live import LivePortal, wait_until

pytestmark = pytest.mark.browser

CARD_WITH_CHALLENGE = "4000 0000 0000 3220"
THREE_DAYS = 3 * 24 * 60 * 60


@pytest.fixture
def gateway(portal_server: LivePortal) -> GatewayServer:
    portal_server.forget_limits()
    assert portal_server.gateway is not None
    portal_server.gateway.quiet()
    return portal_server.gateway


@pytest.fixture
def office(portal_server: LivePortal, django_db_blocker: Any) -> Office:
    return Office(f"office-{uuid4().hex[:8]}", partial(portal_server.orm, django_db_blocker))


@dataclass(frozen=True)
class Case:
    """An application that costs 600 yen, in a department of its own."""

    portal: LivePortal
    receipt: str
    draft_id: UUID

    @property
    def address(self) -> str:
        return f"/applications/{self.receipt}/"

    def let_in(self, page: Page) -> None:
        """Give a browser what a guest's own has after applying."""
        with_key = signing.dumps([self.draft_id.hex], key=self.portal.environment["SECRET_KEY"], salt="identity.grants")
        page.context.add_cookies([{"name": "grants", "value": with_key, "url": self.portal.url}])

    def fee(self) -> str:
        found = self.portal.sql("SELECT fee FROM procedures_applications_application WHERE receipt = %s", self.receipt)
        return str(found[0][0])

    def wait_until_fee_is(self, fee: str) -> None:
        wait_until(lambda: self.fee() == fee, f"the fee of {self.receipt} is {fee}, not {self.fee()}")


@pytest.fixture
def owe(portal_server: LivePortal, office: Office) -> Callable[..., Case]:
    def make(timing: str, **fees: Any) -> Case:
        lines = [{"item": "juminhyo", "quantity": 2}]
        with office.orm():
            version = make_procedure(
                number=9100 + uuid4().int % 800,
                department=office.department,
                fees={"timing": timing, "lines": lines, **fees},
            )
            made: Application = make_application(version=version)
            return Case(portal_server, made.receipt, made.draft_id)

    return make


@pytest.fixture
def enter(portal_server: LivePortal, page_at: PageAt) -> Callable[[Clerk], Page]:
    """A staff member at a desk, signed in."""

    def sign_in(clerk: Clerk) -> Page:
        page = page_at(DESK, base_url=portal_server.url)
        page.goto("/staff/login/?next=/staff/")
        page.fill("[name=login]", clerk.email)
        page.fill("[name=password]", PASSWORD)
        press(page, "ログインする")
        page.fill("[name=code]", clerk.code())
        press(page, "ログインする")
        return page

    return sign_in


def look(page: Page) -> None:
    """No sideways scrolling, and nothing that axe finds."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    axe(page)


def go_to_gateway(page: Page, method: str) -> str:
    """On the pay page: take a method and go on. Returns the gateway's number of the session."""
    page.get_by_role("radio", name=method).check()
    page.get_by_role("button", name="納付の画面へ進む", exact=True).click()
    page.wait_for_url("**/checkout/**")
    return urlsplit(page.url).path.split("/")[2]


def test_a_certificate_paid_by_card_before_the_review(
    portal_server: LivePortal, page_at: PageAt, gateway: GatewayServer
) -> None:
    phone = page_at(PHONE, base_url=portal_server.url)
    email = f"card{uuid4().hex[:6]}@example.jp"
    receipt = apply(portal_server, phone, RESIDENCE, email).replace("-", "")
    look(phone)
    case = Case(portal_server, receipt, uuid4())
    assert case.fee() == "due_first"
    follow(phone, "手数料を納める")
    look(phone)
    assert "410円" in phone.inner_text("main")
    press(phone, "納付の画面へ進む")
    assert "納める方法を選んでください。" in phone.inner_text("main")
    look(phone)
    go_to_gateway(phone, "クレジットカード")
    phone.get_by_label("カード番号").fill("4000 0000 0000 9995")
    phone.get_by_label("有効期限（月/年）").fill("12/39")
    phone.get_by_label("セキュリティコード").fill("123")
    press(phone, "410円を支払う")
    phone.get_by_label("カード番号").fill(CARD_WITH_CHALLENGE)
    phone.get_by_label("セキュリティコード").fill("123")
    press(phone, "410円を支払う")
    phone.get_by_label("ワンタイムパスワード").fill("123456")
    phone.locator("main button[type=submit]").first.click()
    phone.wait_for_url(f"**/applications/{receipt}/payment/record/")
    look(phone)
    told = phone.inner_text("main")
    assert "手数料を納めました" in told
    assert "見本決済株式会社" in told
    case.wait_until_fee_is("settled")
    subjects = [str(mail["subject"]) for mail in portal_server.mail.wait_for(email, count=2)]
    assert len([subject for subject in subjects if "納付を確認しました" in subject]) == 1
    phone.goto(case.address)
    look(phone)
    assert "納付済み" in phone.inner_text("main")


def test_a_refusal_is_refunded_after_a_second_persons_approval(
    page_at: PageAt, gateway: GatewayServer, office: Office, owe: Callable[..., Case], enter: Callable[[Clerk], Page]
) -> None:
    case = owe("before_review", refund="not_issued")
    phone = page_at(PHONE, base_url=case.portal.url)
    case.let_in(phone)
    phone.goto(f"{case.address}payment/")
    gateway.control("pay", session=go_to_gateway(phone, "クレジットカード"))
    case.wait_until_fee_is("settled")

    desk = enter(office.clerk(Role.CLERK, Role.APPROVER, name="山田 学"))
    desk.goto(f"/staff/cases/{case.receipt}/")
    look(desk)
    press(desk, "担当する")
    follow(desk, "決定する")
    desk.get_by_role("radio", name="交付しない", exact=True).check()
    desk.fill("[name=text]", "住民登録がないため。")
    press(desk, "決定の内容を確かめる")
    with desk.expect_navigation():
        desk.locator("main button[name=step][value=send]").click()
    desk.goto(f"/staff/cases/{case.receipt}/fee/")
    look(desk)
    follow(desk, "くわしく見る")
    assert desk.get_by_role("button", name="還付を承認する").count() == 0, "not the own request"
    assert gateway.books("refunds")["refunds"] == [] or case.portal.sql(
        "SELECT count(*) FROM payments_attempts_refund WHERE state <> 'requested'"
    ) == [(0,)]

    other = enter(office.clerk(Role.APPROVER, name="鈴木 誠"))
    follow(other, "納付")
    look(other)
    other.locator("main tbody a").first.click()
    look(other)
    press(other, "還付を承認する")
    case.portal.wait_for_sql(
        "SELECT count(*) FROM payments_ledger_ledgerentry AS entry"
        " JOIN payments_assessments_feeassessment AS fee ON fee.claim = entry.claim"
        f" WHERE entry.kind = 'refund' AND fee.basis->>'receipt' = '{case.receipt}'",
        [(1,)],
    )
    phone.goto(case.address)
    assert re.search(r"返金しました\s+600円", phone.inner_text("main"))
    look(phone)


def test_a_lost_webhook_is_found_by_the_poller(
    page_at: PageAt, gateway: GatewayServer, owe: Callable[..., Case]
) -> None:
    case = owe("before_review")
    gateway.control("post", mode="lose")
    phone = page_at(PHONE, javascript=False, base_url=case.portal.url)
    case.let_in(phone)
    phone.goto(f"{case.address}payment/")
    session = go_to_gateway(phone, "クレジットカード")
    gateway.control("pay", session=session)
    phone.close()
    assert case.fee() == "due_first"
    due = "UPDATE payments_attempts_paymentattempt SET next_poll_at = now() WHERE session_id = %s"
    case.portal.sql(due, session)
    case.portal.send_task("payments.attempts.tasks.sweep_payments")
    case.wait_until_fee_is("settled")
    sources = "SELECT source FROM payments_ledger_ledgerentry AS e JOIN payments_attempts_paymentattempt AS a"
    assert case.portal.sql(f"{sources} ON a.id = e.attempt WHERE a.session_id = %s", session) == [("poller",)]


def test_a_fee_fixed_by_the_clerk_is_paid_at_a_konbini_three_days_later(
    page_at: PageAt, gateway: GatewayServer, office: Office, owe: Callable[..., Case], enter: Callable[[Clerk], Page]
) -> None:
    """The last test of this module: the gateway's clock never goes back."""
    case = owe("before_issue")
    desk = enter(office.clerk(Role.CLERK))
    desk.goto(f"/staff/cases/{case.receipt}/")
    press(desk, "担当する")
    follow(desk, "手数料を見る")
    look(desk)
    follow(desk, "金額を確定する・改める")
    look(desk)
    desk.fill("[name=quantity-juminhyo]", "1")
    press(desk, "金額を確かめる")
    assert "理由を入力してください" in desk.inner_text("main")
    look(desk)
    desk.fill("[name=text]", "1通で足りるため。")
    press(desk, "金額を確かめる")
    look(desk)
    press(desk, "手数料を確定する")
    assert case.fee() == "due"

    phone = page_at(PHONE, base_url=case.portal.url)
    case.let_in(phone)
    phone.goto(case.address)
    look(phone)
    follow(phone, "手数料を納める")
    assert "300円" in phone.inner_text("main")
    go_to_gateway(phone, "コンビニ")
    phone.get_by_label("ローソン").check()
    with phone.expect_navigation():
        phone.locator("main button[type=submit]").first.click()
    follow(phone, "秋田市の画面へ戻る")
    assert "納付の番号" in phone.inner_text("h1")
    look(phone)
    assert case.fee() == "due"
    gateway.control("clock", seconds=THREE_DAYS)
    waiting = [one["id"] for one in gateway.books("payments")["payments"] if one["status"] == "waiting"]
    gateway.control("pay_at_store", payment=waiting[-1])
    case.wait_until_fee_is("settled")
    phone.goto(f"{case.address}payment/record/")
    look(phone)
    assert "コンビニ" in phone.inner_text("main")
