"""The card in a real browser, on the real portal, against the sandbox's provider: level 2, level 3, and the clerk.

Somebody fills in the request for the 住民票の写し, uses the card in the middle of the first page, signs what was
checked, and the clerk sees the verified signature. Every page on the way is looked at on a phone with axe.
"""

import re

import pytest
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.journeys.card import sign, use_card
from tests.journeys.steps import complete, follow, pages_of, press, sign_in
from tests.live import LivePortal

pytestmark = pytest.mark.browser

RESIDENCE = 1001
_RECEIPT = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]")
_KNOWN = re.compile("applicant_(name-(family|given)$|birth_date|address)")


@pytest.fixture(autouse=True)
def _fresh_limits(portal_server: LivePortal) -> None:
    portal_server.forget_limits()
    portal_server.start_card()


def look(page: Page) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def begin(page: Page) -> None:
    """Start, type the telephone number, and use the card in the middle of the page."""
    page.goto(f"/procedures/{RESIDENCE}/")
    look(page)
    press(page, "請求を始める")
    look(page)
    page.fill("[name=applicant_phone]", "018-888-1234")
    press(page, "カードで本人確認をする")
    page.locator("[name=method][value=card]").check()
    look(page)
    press(page, "本人確認をする")


def fill_in(page: Page) -> None:
    """Everything that the card did not tell."""
    for data in pages_of(RESIDENCE).values():
        asked = {name: values for name, values in data.items() if not _KNOWN.match(name)}
        complete(page, asked, look)
    assert page.url.endswith("/check/")


def test_level_2_level_3_and_the_clerk(portal_server: LivePortal, page_at: PageAt) -> None:
    phone = page_at(PHONE, base_url=portal_server.url)
    begin(phone)
    use_card(phone, "hanako")
    look(phone)
    first = phone.inner_text("main")
    assert "山王 花子" in first
    assert "編集不可" in first
    assert phone.input_value("[name=applicant_phone]") == "018-888-1234", "nothing typed before is lost"

    fill_in(phone)
    look(phone)
    press(phone, "署名して請求する")
    assert "氏名：山王 花子" in phone.inner_text("main"), "what is signed is shown"
    look(phone)

    press(phone, "署名に進む")
    use_card(phone, "hanako", "cancel")
    look(phone)
    assert "中止" in phone.inner_text("h1")
    follow(phone, "手続に戻る")
    assert "まだ送っていません" in phone.inner_text("main")
    look(phone)
    press(phone, "署名して請求する")
    sign(portal_server, phone)
    look(phone)
    receipt = _RECEIPT.search(phone.inner_text("main"))
    assert receipt is not None, phone.inner_text("main")
    follow(phone, "申請の状況を見る")
    assert "マイナンバーカードで署名" in phone.inner_text("main")
    look(phone)

    desk = page_at(DESK, base_url=portal_server.url)
    sign_in(desk, "sato@city.example.jp")
    desk.goto(f"/staff/cases/{receipt.group()}/")
    look(desk)
    told = desk.locator("section[aria-labelledby=identification]").inner_text()
    for words in ("署名の検証", "有効", "山王　花子", "秋田県秋田市山王一丁目2番34号", "1985年4月12日", "失効リスト"):
        assert words in told, told
    assert "申請と違います" not in told
    follow(desk, "署名の詳細を見る")
    look(desk)
    assert "氏名：山王 花子" in desk.inner_text("main")
