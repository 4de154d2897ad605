"""Two administrators in real browsers: one asks, the other comments, returns and approves, and it is published."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page

from identity.people.models import Role, User
from procedures.catalogue.models import ProcedureVersion
from procedures.designer.models import Design
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_procedure, unproven_document
from tests.designs import make_design, rename
from tests.journeys.steps import follow, key_through, key_to, press
from tests.journeys.test_clerk import Clerk, Office, look
from tests.live import LivePortal

pytestmark = pytest.mark.browser
NUMBERS = count(9911)
REASON = "手数料条例の改正のため"


@dataclass
class Desks:
    """Two administrators, and a procedure that the first one has changed."""

    number: int
    author: Clerk
    second: Clerk
    open: Callable[..., Page]

    @property
    def here(self) -> str:
        return f"/designer/{self.number}/"


@pytest.fixture
def desks(portal_server: LivePortal, page_at: PageAt, django_db_blocker: Any) -> Desks:
    portal_server.forget_limits()
    office = Office("citizen-affairs", partial(portal_server.orm, django_db_blocker))
    author = office.clerk(Role.ADMINISTRATOR, name="渡辺 光")
    second = office.clerk(Role.ADMINISTRATOR, name="千葉 律子")
    number = next(NUMBERS)
    with office.orm():
        write(number, User.objects.get(email=author.email))

    def sit_down(clerk: Clerk, width: int, *, javascript: bool = True) -> Page:
        page = page_at(width, javascript=javascript, base_url=portal_server.url)
        page.goto(f"/designer/{number}/publish/")
        page.fill("[name=login]", clerk.email)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("[name=code]", clerk.code())
        page.keyboard.press("Enter")
        page.wait_for_url("**/publish/")
        return page

    return Desks(number, author, second, sit_down)


def write(number: int, by: User) -> Design:
    base = make_procedure(number=number)
    document = unproven_document(audience="both")
    design = make_design(by, number=number, document=document, base=ProcedureVersion.objects.get(pk=base.pk))
    rename(design, by, "新しい名前")
    rename(design, by, "もっと新しい名前")
    return design


def answered(page: Page, words: str) -> None:
    assert words in page.inner_text("main")
    axe(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_on_any_page(desks: Desks, width: int) -> None:
    here, page = desks.here, desks.open(desks.author, width)
    axe(page)
    for rest in ("compare/", "comments/", "review/", "notice/", "give-up/", "history/", "versions/1/notice/"):
        look(page, here + rest)
    look(page, f"{here}versions/1/start/")
    page.goto(f"{here}history/")
    follow(page, "改訂1")
    axe(page)


def test_axe_finds_nothing_in_any_state(desks: Desks) -> None:
    here, page, other = desks.here, desks.open(desks.author, DESK), desks.open(desks.second, PHONE)
    press(page, "確認を依頼する")
    assert page.title().startswith("エラー：")
    axe(page)
    page.fill("[name=note]", REASON)
    page.get_by_role("checkbox").check()
    press(page, "確認を依頼する")
    answered(page, "ほかの管理者の確認を待っています")
    look(other, "/designer/")
    look(other, "/staff/")
    look(other, f"{here}review/")
    other.goto(f"{here}comments/")
    press(other, "コメントを書く")
    assert other.title().startswith("エラー：")
    axe(other)
    other.get_by_label("どこについて").select_option("items/wish")
    other.fill("[name=text]", "説明を足してください")
    press(other, "コメントを書く")
    answered(other, "解決していないもの：1件")
    look(other, f"{here}review/")
    press(other, "承認する")
    assert other.title().startswith("エラー：")
    axe(other)
    other.goto(f"{here}comments/")
    other.get_by_role("button", name="解決済みにする").click()
    answered(other, "解決していないもの：0件")
    other.goto(f"{here}review/")
    press(other, "承認する")
    answered(other, "千葉 律子さんが")
    page.goto(f"{here}publish/")
    press(page, "公開する")
    assert "版2を公開しました。" in page.inner_text("main")
    look(page, f"{here}history/")
    look(page, f"{here}versions/2/notice/")


def test_by_keyboard_and_without_javascript(desks: Desks) -> None:
    here = desks.here
    page = desks.open(desks.author, DESK, javascript=False)
    other = desks.open(desks.second, PHONE, javascript=False)
    page.goto(f"{here}publish/")
    key_through(page, {"note": [REASON], "warnings_read": ["yes"]}, "確認を依頼する")
    other.goto(f"{here}publish/")
    key_to(other, "確認のページを開く")
    key_through(other, {"note": ["題がまだかたいです"]}, "差し戻す")
    page.goto(f"{here}publish/")
    assert "題がまだかたいです" in page.inner_text("main")
    key_through(page, {"note": [REASON], "warnings_read": ["yes"]}, "確認を依頼する")
    other.goto(f"{here}review/")
    key_to(other, "承認する")
    page.goto(f"{here}publish/")
    key_through(page, {"note": ["6月議会で可決"]}, "公開する")
    assert "版2を公開しました。" in page.inner_text("main")
    page.goto(f"{here}history/")
    told = page.inner_text("main")
    assert all(words in told for words in (REASON, "題がまだかたいです", "6月議会で可決", "名前を新しい名前に"))
