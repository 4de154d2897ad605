"""An administrator tries a seeded procedure in a real browser, from the first page to the last letter."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page

from identity.people.models import Role, User
from procedures.applications.models import Application, Booking, Effect
from procedures.designer.rehearsal.models import Trial
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import small_document
from tests.designs import make_design, rename
from tests.journeys.steps import follow, key_to, press
from tests.journeys.test_clerk import Office
from tests.live import LivePortal

pytestmark = pytest.mark.browser
BULKY_WASTE = 4002  # with a slot and a fee that is paid before the review
START = f"/designer/{BULKY_WASTE}/try/"


@pytest.fixture
def desk(portal_server: LivePortal, page_at: PageAt, django_db_blocker: Any) -> Callable[..., Page]:
    """Sign in as an administrator, and open the page on which a trial begins."""
    portal_server.forget_limits()
    office = Office("citizen-affairs", partial(portal_server.orm, django_db_blocker))
    administrator = office.clerk(Role.ADMINISTRATOR, name="渡辺 光")

    def sit_down(width: int, *, javascript: bool = True) -> Page:
        page = page_at(width, javascript=javascript, base_url=portal_server.url)
        page.goto(START)
        page.fill("[name=login]", administrator.email)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("[name=code]", administrator.code())
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{START}")
        return page

    return sit_down


def check(page: Page, name: str) -> None:
    """The page that is open: it fits a phone and a desk, and axe finds nothing."""
    assert page.locator("h1").count() == 1
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (name, width, wide) == (name, width, 0)
    axe(page)


def push(page: Page, label: str) -> None:
    """Press the button that begins so; what is read out after its label says that it is a trial, or who does it."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"^{label}")).click()


def open_and_push(page: Page, summary: str, button: str) -> None:
    page.locator("main summary", has_text=summary).click()
    push(page, button)


def test_every_page_and_state(desk: Callable[..., Page]) -> None:
    page = desk(PHONE)
    check(page, "start")
    page.get_by_label("日", exact=True).fill("99")
    press(page, "試し始める")
    assert page.title().startswith("エラー：")
    check(page, "start-error")
    page.goto(START)
    press(page, "試し始める")
    check(page, "page")
    press(page, "次へ進む")
    check(page, "page-error")
    follow(page, "内容の確認")
    check(page, "check-open")
    press(page, "全ページに見本の回答を入れる")
    check(page, "check")
    push(page, "連絡する")
    check(page, "sent")
    paper = page.locator("main a", has_text="受付票").get_attribute("href")
    kind = page.evaluate("async url => (await fetch(url)).headers.get('content-type')", paper)
    assert kind == "application/pdf"
    follow(page, "職員の処理へ進む")
    check(page, "staff")
    push(page, "担当する")
    open_and_push(page, "手数料を確定する", "手数料を確定する")
    follow(page, "送ったあと")
    check(page, "sent-to-pay")
    press(page, "納めたことにする")
    follow(page, "職員の処理")
    open_and_push(page, "修正を依頼する", "修正を依頼する")
    check(page, "staff-error")
    for disclosure in page.locator("main summary").all():
        disclosure.click()
    check(page, "staff-open")
    follow(page, "人・レベル・日を変える")
    check(page, "settings")


def test_what_is_said_of_a_design_that_is_being_written(
    portal_server: LivePortal, desk: Callable[..., Page], django_db_blocker: Any
) -> None:
    document = small_document()
    del document["summary"]
    more = [{"id": "more", "type": "text", "label": "くわしい希望"}]
    when = {"==": [{"var": "wish"}, "はい"]}
    document["pages"].append({"id": "second", "title": "くわしく", "when": when, "items": more})
    with portal_server.orm(django_db_blocker):
        by = User.objects.get(email="watanabe@city.example.jp")
        design = make_design(by, number=9941, document=document)
    page = desk(PHONE)
    page.goto("/designer/9941/try/")
    check(page, "unfinished")
    press(page, "試し始める")
    page.goto(page.url.replace("/pages/applicant/", "/pages/second/"))
    assert "いまの回答では、このページは表示されません" in page.inner_text("main")
    check(page, "hidden")
    with portal_server.orm(django_db_blocker):
        rename(design, by, "新しい名前")
    follow(page, "人・レベル・日を変える")
    assert page.locator("#newer").count() == 1
    check(page, "newer")


def test_somebody_else_applies_and_the_fee_goes_back(
    portal_server: LivePortal, desk: Callable[..., Page], django_db_blocker: Any
) -> None:
    """Who was asked, with the person's word; too late, another amount, refused, refunded."""
    document = small_document()
    document["proxy"] = {"allowed": True, "kinds": ["legal", "voluntary", "professional"]}
    document["assurance"] = {"level": 2, "reason": "本人を確かめるため"}
    document["fees"] = {"timing": "before_review", "lines": [{"item": "sodai-small"}], "refund": "not_issued"}
    with portal_server.orm(django_db_blocker):
        by = User.objects.get(email="watanabe@city.example.jp")
        make_design(by, number=9942, document=document)
    page = desk(PHONE)
    page.goto("/designer/9942/try/")
    press(page, "試し始める")
    press(page, "全ページに見本の回答を入れる")
    follow(page, "だれが申請するか")
    check(page, "for-whom")
    page.get_by_label("本人から頼まれた家族や知人").check()
    press(page, "この人が申請する")
    check(page, "mandate-asked")
    press(page, "本人が断ったことにする")
    check(page, "mandate-refused")
    press(page, "本人が任せると答えたことにする")
    check(page, "mandate-given")
    push(page, "請求する")
    check(page, "sent-to-pay-first")
    follow(page, "職員の処理へ進む")
    push(page, "期限までに納められなかったことにする")
    check(page, "overdue")
    push(page, "手数料が納められたことにする")
    push(page, "担当する")
    page.locator("main summary", has_text="手数料を確定する").click()
    page.get_by_label("そのほかの費用の金額").fill("460")
    push(page, "手数料を確定する")
    check(page, "fee-error")
    page.locator("main summary", has_text="決定する").click()
    page.get_by_label("交付しない").check()
    page.get_by_label("決定通知書に書く文").fill("住民登録がないため。")
    push(page, "決定する")
    for disclosure in page.locator("main summary").all():
        disclosure.click()
    check(page, "refund-asked")
    push(page, "還付を承認する")
    follow(page, "送ったあと（申請者の画面）")
    check(page, "account-asked")
    press(page, "見本の口座を振込先にする")
    follow(page, "職員の処理へ進む")
    push(page, "還付金を振り込んだことにする")
    assert "振込済み" in page.inner_text("main")
    check(page, "refunded")


def test_by_keyboard_and_without_javascript_and_nothing_stays(
    desk: Callable[..., Page], portal_server: LivePortal, django_db_blocker: Any
) -> None:
    with portal_server.orm(django_db_blocker):
        before = [rows.objects.count() for rows in (Application, Booking, Effect, Trial)]
    page = desk(PHONE, javascript=False)
    key_to(page, "試し始める")
    key_to(page, "見本の回答を入れる")
    key_to(page, "次へ進む")
    assert "出すもの" in page.inner_text("h1")
    key_to(page, "全ページに見本の回答を入れる")
    key_to(page, "連絡する（試行）")
    assert "XXXX-" in page.inner_text("main")
    key_to(page, "職員の処理へ進む")
    key_to(page, "担当する（担当者）")
    assert "審査中" in page.inner_text("main")
    key_to(page, "試行を終わる")
    assert page.url.endswith(START)
    with portal_server.orm(django_db_blocker):
        assert [rows.objects.count() for rows in (Application, Booking, Effect, Trial)] == before
