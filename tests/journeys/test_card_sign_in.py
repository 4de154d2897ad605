"""Signing in with the card in a real browser, against the sandbox provider; every page of it with axe."""

import pytest
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.identity.methods.outcome_pages import OUTCOME_PAGES
from tests.journeys.steps import press
from tests.live import LivePortal

READ = "暗証番号を入れて、カードを読み取る（見本）"

pytestmark = pytest.mark.browser


def begin(page: Page) -> None:
    """From the portal to the provider's page."""
    page.goto("/identify/?level=2&next=/inbox/")
    page.get_by_label("マイナンバーカード").check()
    press(page, "本人確認をする")
    page.wait_for_url("**/api/realms/main/**")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_guest_signs_in_with_the_card(page_at: PageAt, card_phone: LivePortal, width: int):
    page = page_at(width, base_url=card_phone.url)
    page.goto("/identify/?level=2&next=/inbox/")
    axe(page)
    page.get_by_label("マイナンバーカード").check()
    press(page, "本人確認をする")
    assert page.get_by_role("heading", level=1).inner_text() == "秋田市デジタル市役所に本人確認の結果を送ります"
    assert page.get_by_text("見本", exact=True).first.is_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("泉 翔太").check()
    press(page, READ)
    page.wait_for_url(f"{card_phone.url}/inbox/")
    assert page.get_by_text("本人確認が済みました。").is_visible()
    assert "code=" not in page.url


def test_without_javascript_and_by_keyboard(page_at: PageAt, card_phone: LivePortal):
    page = page_at(PHONE, javascript=False, base_url=card_phone.url)
    begin(page)
    page.get_by_label("御所野 葵").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=READ).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url(f"{card_phone.url}/inbox/")


def test_every_outcome_has_a_page_that_says_what_to_do(page_at: PageAt, card_phone: LivePortal):
    """Choose each outcome on the provider's page, once; look at the pages no choice leads to by their address."""
    page = page_at(PHONE, base_url=card_phone.url)
    for label, title in OUTCOME_PAGES.items():
        begin(page)
        page.get_by_label("起きること").select_option(label=label)
        press(page, READ)
        assert page.get_by_role("heading", level=1).inner_text() == title
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        axe(page)


def test_news_that_one_may_go_on_from(page_at: PageAt, card_phone: LivePortal):
    page = page_at(PHONE, base_url=card_phone.url)
    page.goto("/identify/result/moved/?next=/inbox/")
    assert page.get_by_role("link", name="続ける").is_visible()
    axe(page)


def test_a_corporation_signs_in(page_at: PageAt, card_phone: LivePortal):
    page = page_at(PHONE, base_url=card_phone.url)
    page.goto("/identify/?level=2&next=/inbox/")
    page.get_by_label("GビズID").check()
    press(page, "本人確認をする")
    axe(page)
    press(page, READ)
    page.wait_for_url(f"{card_phone.url}/inbox/")


def test_somebody_signed_in_is_asked_first(page_at: PageAt, card_phone: LivePortal):
    page = page_at(PHONE, base_url=card_phone.url)
    page.goto("/accounts/login/")
    page.fill("[name=login]", "taro@example.jp")
    page.fill("[name=password]", "akita-demo-2026")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    begin(page)
    page.get_by_label("広面 和子").check()
    press(page, READ)
    assert page.get_by_role("heading", level=1).inner_text() == "マイナンバーカードを、いまのアカウントに結び付けますか"
    axe(page)
    press(page, "結び付けて続ける")
    page.wait_for_url(f"{card_phone.url}/inbox/")
