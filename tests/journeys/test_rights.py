"""Rights of staff in a real browser: a supervisor gives, lends and ends them, on a phone and at a desk, by keys too."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from identity.people.models import Role
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_department
from tests.journeys.steps import follow, press
from tests.journeys.test_clerk import Clerk, Office, look
from tests.live import LivePortal

pytestmark = pytest.mark.browser
WHY = "1月4日付けの応援"


@pytest.fixture
def office(portal_server: LivePortal, django_db_blocker: Any) -> Office:
    portal_server.forget_limits()
    office = Office(f"office-{uuid4().hex[:8]}", partial(portal_server.orm, django_db_blocker))
    with office.orm():
        make_department(office.department)
    return office


@pytest.fixture
def sit_down(portal_server: LivePortal, page_at: PageAt) -> Callable[..., Page]:
    def sign_in(clerk: Clerk, width: int, *, javascript: bool = True) -> Page:
        page = page_at(width, javascript=javascript, base_url=portal_server.url)
        page.goto("/staff/people/")
        if javascript:
            axe(page)
        page.fill("[name=login]", clerk.email)
        page.fill("[name=password]", PASSWORD)
        press(page, "ログインする")
        page.fill("[name=code]", clerk.code())
        press(page, "ログインする")
        return page

    return sign_in


def give(page: Page, department: str) -> None:
    page.select_option("[name=department]", department)
    page.select_option("[name=role]", "approver")
    page.fill("[name=valid_from]", timezone.localdate().isoformat())
    page.fill("[name=reason]", WHY)


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, True), (DESK, True), (PHONE, False)])
def test_a_supervisor_gives_lends_and_ends(
    office: Office, sit_down: Callable[..., Page], width: int, javascript: bool
) -> None:
    boss = office.clerk(Role.SUPERVISOR, name="田中 明")
    helper, stand_in = office.clerk(Role.CLERK, name="応援 望"), office.clerk(name="代行 学")
    page = sit_down(boss, width, javascript=javascript)
    seen: Callable[[], None] = (lambda: axe(page)) if javascript else (lambda: None)
    seen()
    follow(page, "応援 望")
    seen()
    follow(page, "役割を付ける")
    press(page, "役割を付ける")
    assert page.title().startswith("エラー：")
    seen()
    give(page, office.department)
    press(page, "役割を付ける")
    assert "役割を付けました。" in page.inner_text("main")
    seen()
    follow(page, "休暇などの代行を登録する")
    seen()
    page.select_option("[name=cover]", label=f"代行 学（{stand_in.email}）")
    page.select_option("[name=department]", office.department)
    for name in ("valid_from", "valid_until"):
        page.fill(f"[name={name}]", timezone.localdate().isoformat())
    page.fill("[name=reason]", "育児休業")
    press(page, "代行を登録する")
    follow(page, "職員の役割に戻る")
    assert "応援 望さんの代行" in page.inner_text("main")
    page.fill("[name=email]", helper.email)
    press(page, "探す")
    follow(page, "役割を終わらせる")
    page.select_option("[name=held]", index=1)
    page.fill("[name=reason]", "応援の終わり")
    press(page, "役割を終わらせる")
    assert "役割を終わらせました。" in page.inner_text("main")
    seen()
    page.goto("/staff/people/changes/")
    assert WHY in page.inner_text("main")
    seen()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_where_administrators_register(
    office: Office, sit_down: Callable[..., Page], width: int
) -> None:
    page = sit_down(office.clerk(Role.ADMINISTRATOR, name="渡辺 光"), width)
    look(page, "/staff/people/new/")
    press(page, "登録する")
    axe(page)
    page.fill("[name=name]", "工藤 望")
    page.fill("[name=email]", f"{uuid4().hex[:8]}@city.example.jp")
    page.fill("[name=reason]", "新任")
    press(page, "登録する")
    axe(page)
    person = page.url
    for action in ("factor", "suspend"):
        look(page, f"{person}{action}/")


def test_what_was_being_written_is_shown_when_the_session_has_ended(office: Office, sit_down: Any) -> None:
    page = sit_down(office.clerk(Role.SUPERVISOR, name="田中 明"), PHONE)
    page.context.clear_cookies(name="session")
    page.evaluate("() => { document.querySelector('[name=email]').value = '番地まで入力してください' }")
    press(page, "探す")
    assert page.locator("textarea").input_value() == "番地まで入力してください"
    axe(page)
