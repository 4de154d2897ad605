"""Somebody applies for another in a real browser: the mandate goes from one phone to the other, each with a card."""

import pytest
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser import PHONE, PageAt
from tests.journeys.card import identify, use_card
from tests.journeys.steps import complete, pages_of, press
from tests.live import LivePortal

pytestmark = pytest.mark.browser

TAX = 1010  # 納税証明書: level 2, and others may ask for it
HANAKO = {
    "applicant_name-family": ["山王"],
    "applicant_name-given": ["花子"],
    "applicant_name-family_kana": ["サンノウ"],
    "applicant_name-given_kana": ["ハナコ"],
    "applicant_birth_date-year": ["1985"],
    "applicant_birth_date-month": ["4"],
    "applicant_birth_date-day": ["12"],
}


@pytest.fixture(autouse=True)
def _fresh_limits(portal_server: LivePortal) -> None:
    portal_server.forget_limits()


def look(page: Page) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def fill_in(portal: LivePortal, phone: Page) -> None:
    """As the son, for the mother."""
    phone.goto(f"/procedures/{TAX}/")
    press(phone, "代理で始める")
    look(phone)
    phone.get_by_role("radio", name="本人から頼まれた方").check()
    press(phone, "次へ進む")
    press(phone, "次へ進む")
    look(phone)
    phone.fill("[name=name]", "土崎 太郎")
    phone.fill("[name=relation]", "子")
    phone.fill("[name=phone]", "018-888-1000")
    press(phone, "次へ進む")
    for data in pages_of(TAX).values():
        complete(phone, {name: HANAKO.get(name, values) for name, values in data.items()})
    identify(portal, phone, person="taro", seen=look)


def test_a_mandate_goes_from_phone_to_phone(portal_server: LivePortal, page_at: PageAt) -> None:
    son = page_at(PHONE, base_url=portal_server.url)
    fill_in(portal_server, son)
    look(son)
    press(son, "委任番号を受け取る")
    look(son)
    address = son.locator("main .notice a").inner_text()

    mother = page_at(PHONE, base_url=portal_server.url)
    mother.goto("/mandates/")
    look(mother)
    mother.goto(address)
    look(mother)
    assert "サンノウ" not in mother.inner_text("main")
    with mother.expect_navigation():
        mother.get_by_role("link", name="マイナンバーカードで本人確認をする").click()
    mother.locator("[name=method][value=card]").check()
    press(mother, "本人確認をする")
    use_card(mother, "hanako")
    look(mother)
    assert "土崎 太郎さんが" in mother.inner_text("main")
    press(mother, "任せる")
    look(mother)

    son.reload()
    assert son.url.endswith("/check/")
    look(son)
    press(son, "請求する")
    look(son)
    mother.reload()
    assert "任せた内容のとおりに送られました" in mother.inner_text("main")
    look(mother)
