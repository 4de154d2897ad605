"""A clerk at work in a real browser: signs in with a second factor, takes on cases, asks for a correction, decides."""

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from playwright.sync_api import Page

from identity.access.actors import Staff
from identity.access.staff import load_staff
from identity.people.models import Role, User
from procedures.applications.models import Application, Effect, EffectState
from procedures.applications.queries import QueueView
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import ProcedureVersion
from procedures.workflow import commands
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD, make_staff
from tests.catalogue import make_procedure
from tests.factories import cases
from tests.journeys.steps import follow, key_through, key_to, press
from tests.live import LivePortal

pytestmark = pytest.mark.browser

STAFF = re.compile(r"//[^/]+/staff/$")
WORDS = "番地と部屋番号を入力してください。"


@dataclass(frozen=True)
class Clerk:
    """A staff member who works for one test, with the secret in the authenticator app."""

    email: str
    secret: str

    def code(self) -> str:
        """Six digits as the app shows them now (RFC 6238)."""
        return str(format_hotp_value(hotp_value(self.secret, int(time.time()) // 30)))


@dataclass(frozen=True)
class Office:
    """A department of its own for each test, so that tests do not work in each other's queues."""

    department: str
    orm: Callable[[], AbstractContextManager[None]]

    def clerk(self, *roles: Role, name: str = "山田 学") -> Clerk:
        email, secret = f"{uuid4().hex[:12]}@city.example.jp", generate_totp_secret()
        with self.orm():
            user = make_staff(email, name, self.department, *roles).user
            user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6)
            user.save(update_fields=["password"])
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            TOTP.activate(user, secret)
        return Clerk(email, secret)

    def staff(self, clerk: Clerk) -> Staff:
        return load_staff(User.objects.get(email=clerk.email))

    def version(self) -> ProcedureVersion:
        taken = ProcedureVersion.objects.filter(procedure__department__code=self.department)
        found = taken.select_related("procedure__department").first()
        return found or make_procedure(number=9100 + uuid4().int % 800, department=self.department)

    def receive(self, count: int) -> list[str]:
        with self.orm():
            return [cases.received(self.version()).receipt for _ in range(count)]

    def state(self, receipt: str) -> str:
        with self.orm():
            return str(Application.objects.values_list("state", flat=True).get(receipt=receipt))


@pytest.fixture
def office(portal_server: LivePortal, django_db_blocker: Any) -> Office:
    portal_server.forget_limits()
    return Office(f"office-{uuid4().hex[:8]}", partial(portal_server.orm, django_db_blocker))


@pytest.fixture
def sit_down(portal_server: LivePortal, page_at: PageAt) -> Callable[..., Page]:
    """Open a browser and sign in by password and code; ends on 「今日の仕事」."""

    def sign_in(clerk: Clerk, width: int = DESK, *, javascript: bool = True) -> Page:
        page = page_at(width, javascript=javascript, base_url=portal_server.url)
        page.goto("/staff/")
        page.fill("[name=login]", clerk.email)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("[name=code]", clerk.code())
        page.keyboard.press("Enter")
        page.wait_for_url(STAFF)
        return page

    return sign_in


SitDown = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False])
def test_from_signing_in_to_a_decision(office: Office, sit_down: SitDown, javascript: bool) -> None:
    to_mend, to_decide = office.receive(2)
    page = sit_down(office.clerk(Role.CLERK), javascript=javascript)
    follow(page, "次の案件を開く")
    assert show_receipt(to_mend) in page.inner_text("h1")
    press(page, "担当する")
    assert "担当にしました。" in page.inner_text("[role=status]")
    follow(page, "修正を依頼する")
    page.get_by_role("checkbox", name="希望").check()
    page.fill("[name=text]", WORDS)
    press(page, "申請者に見える文を確かめる")
    assert WORDS in page.inner_text("main")
    press(page, "修正を依頼する")
    assert "停止中" in page.inner_text("main")
    follow(page, "次の申請")
    press(page, "担当する")
    follow(page, "決定する")
    press(page, "決定の内容を確かめる")
    assert "決定の内容を選んでください。" in page.inner_text("main")
    page.get_by_role("radio", name="交付する", exact=True).check()
    press(page, "決定の内容を確かめる")
    press(page, "「交付する」と決定する")
    press(page, "完了にする")
    assert "この申請は終わっています。" in page.inner_text("main")
    assert (office.state(to_mend), office.state(to_decide)) == ("correction", "completed")


def test_by_keyboard_alone(office: Office, portal_server: LivePortal, page_at: PageAt) -> None:
    to_mend, to_decide = office.receive(2)
    clerk = office.clerk(Role.CLERK)
    page = page_at(DESK, base_url=portal_server.url)
    page.goto("/staff/")
    key_through(page, {"login": [clerk.email], "password": [PASSWORD]}, "ログインする")
    key_through(page, {"code": [clerk.code()]}, "ログインする")
    key_to(page, "次の案件を開く")
    key_to(page, "担当する")
    key_to(page, "修正を依頼する")
    key_through(page, {"items": ["applicant_name"], "text": [WORDS]}, "申請者に見える文を確かめる")
    key_to(page, "修正を依頼する")
    key_to(page, "次の申請")
    key_to(page, "担当する")
    key_to(page, "決定する")
    key_through(page, {"outcome": ["approved"]}, "決定の内容を確かめる")
    key_to(page, "「交付する」と決定する")
    assert (office.state(to_mend), office.state(to_decide)) == ("correction", "decided")


def test_keys_of_a_list(office: Office, sit_down: SitDown) -> None:
    first, second, third = office.receive(3)
    page = sit_down(office.clerk(Role.CLERK))
    page.goto("/staff/queue/unassigned/")
    focused = "() => document.activeElement.textContent"
    seen = []
    for key in "jjjk":
        page.keyboard.press(key)
        seen.append(page.evaluate(focused))
    assert seen == [show_receipt(one) for one in (first, second, third, second)]
    with page.expect_navigation():
        page.keyboard.press("c")
    assert f"{show_receipt(second)}：担当にしました。" in page.inner_text("[role=status]")
    page.keyboard.press("?")
    assert page.get_by_text("次の行、前の行へ移る").is_visible()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("c")
    assert [office.state(one) for one in (first, second, third)] == ["in_review", "in_review", "received"]


def test_several_at_once(office: Office, sit_down: SitDown) -> None:
    receipts = office.receive(3)
    page = sit_down(office.clerk(Role.CLERK), PHONE)
    page.goto("/staff/queue/unassigned/")
    for receipt in receipts[:2]:
        page.locator(f"label[for=case-{receipt}]").click()
    press(page, "選んだ申請を担当する")
    assert "2件を担当にしました。" in page.inner_text("main")
    axe(page)
    follow(page, "一覧に戻る")
    assert page.locator("tbody tr").count() == 1


def test_somebody_was_first(office: Office, sit_down: SitDown) -> None:
    (receipt,) = office.receive(1)
    colleague = office.clerk(Role.CLERK, name="高橋 進")
    page = sit_down(office.clerk(Role.CLERK))
    page.goto(f"/staff/cases/{receipt}/")
    with office.orm():
        application = Application.objects.get(receipt=receipt)
        cases.do(commands.claim, application, office.staff(colleague))
    press(page, "担当する")
    assert "先に、高橋 進さんが" in page.inner_text("main")
    axe(page)


def furnish(office: Office, clerk: Clerk) -> dict[str, str]:
    """A case for each state that a page has; receipt numbers by state."""
    with office.orm():
        version, staff = office.version(), office.staff(clerk)
        made = {
            "new": cases.received(version),
            "mine": cases.in_review(version, staff),
            "corrected": cases.corrected(version, staff),
            "waiting": cases.waiting(version, staff),
            "decided": cases.refused(version, staff),
            "closed": cases.completed(version, staff),
            "late": cases.received(version),
        }
        Application.objects.filter(pk=made["late"].pk).update(due_on=timezone.localdate() - timedelta(days=3))
        cases.do(commands.note, made["mine"], staff, text="電話で確かめた。\n窓口で受け取る。")
        Effect.objects.filter(application=made["late"]).update(state=EffectState.DEAD, attempts=8, problem="SMTPError")
        Effect.objects.filter(application=made["new"]).update(state=EffectState.DONE, done_at=timezone.now())
    return {name: application.receipt for name, application in made.items()}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(office: Office, sit_down: SitDown, width: int) -> None:
    page = sit_down(clerk := office.clerk(Role.CLERK, Role.SUPERVISOR), width)
    views = [f"/staff/queue/{view}/" for view in QueueView if view is not QueueView.SEARCH]
    nothing = f"/staff/queue/search/?who=n{'0' * 32}"
    lists = [
        "/staff/",
        *views,
        nothing,
        "/staff/effects/",
        "/staff/people/",
        "/staff/readings/",
        "/staff/readings/watched/",
    ]
    for address in lists:
        look(page, address)
    made = furnish(office, clerk)
    for address in [*lists, *(f"/staff/cases/{receipt}/?from=unassigned" for receipt in made.values())]:
        look(page, address)
    for name, button in (("correction", "申請者に見える文を確かめる"), ("decision", "決定の内容を確かめる")):
        look(page, f"/staff/cases/{made['mine']}/{name}/")
        press(page, button)
        assert page.title().startswith("エラー：")
        axe(page)
        page.fill("[name=text]", WORDS)
        if name == "decision":
            page.get_by_role("radio", name="交付しない").check()
        press(page, button)
        axe(page)
    page.goto(f"/staff/cases/{made['mine']}/")
    page.fill("[name=text]", "あ" * 2001)
    press(page, "メモを残す")
    axe(page)


def look(page: Page, address: str) -> None:
    """Open a page: its heading is there, it fits the width, and axe finds nothing."""
    page.goto(address)
    assert page.locator("h1").count() == 1
    assert re.search(r"｜秋田市デジタル市役所$", page.title())
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (address, wide) == (address, 0)
    axe(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_who_is_turned_away_is_told_why(office: Office, portal_server: LivePortal, page_at: PageAt, width: int) -> None:
    clerk = office.clerk()
    with office.orm():
        User.objects.get(email=clerk.email).authenticator_set.all().delete()
    page = page_at(width, base_url=portal_server.url)
    page.goto("/staff/")
    page.fill("[name=login]", clerk.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(STAFF)
    assert "二段階認証が必要です" in page.inner_text("h1")
    axe(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_who_has_no_role_is_told_why(office: Office, sit_down: SitDown, width: int) -> None:
    page = sit_down(office.clerk(), width)
    assert "職員の役割がありません" in page.inner_text("h1")
    axe(page)
