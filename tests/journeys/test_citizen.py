"""A guest applies on a phone: with JavaScript off, by keyboard alone, and with axe looking at every page."""

import re

import pytest
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.journeys.card import identify, send, sign
from tests.journeys.steps import (
    complete,
    confirm_contact,
    definition,
    fill,
    follow,
    key_complete,
    key_contact,
    key_through,
    key_to,
    pages_of,
    press,
)
from tests.live import LivePortal

pytestmark = pytest.mark.browser

DOG, RESIDENCE = 4001, 1001
SEND = {DOG: "申請する", RESIDENCE: "請求する"}
START = {DOG: "申請を始める", RESIDENCE: "請求を始める"}
_RECEIPT = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]")


@pytest.fixture(autouse=True)
def _fresh_limits(portal_server: LivePortal) -> None:
    portal_server.forget_limits()


@pytest.mark.parametrize("number", [DOG, RESIDENCE])
def test_without_javascript_on_a_phone(portal_server: LivePortal, page_at: PageAt, number: int) -> None:
    page = page_at(PHONE, javascript=False, base_url=portal_server.url)
    page.goto(f"/{number}")
    press(page, START[number])
    for data in pages_of(number).values():
        complete(page, data)
    confirm_contact(page, portal_server.mail)
    identify(portal_server, page)
    send(portal_server, page, SEND[number])
    receipt = _RECEIPT.search(page.inner_text("main"))
    assert receipt is not None
    follow(page, "申請の状況を見る")
    assert receipt.group() in page.inner_text("main")


@pytest.mark.parametrize("number", [DOG, RESIDENCE])
def test_by_keyboard_alone(portal_server: LivePortal, page_at: PageAt, number: int) -> None:
    page = page_at(PHONE, base_url=portal_server.url)
    page.goto("/")
    key_through(page, {"q": [str(number)]}, "探す")
    key_to(page, str(definition(number).title))
    key_to(page, START[number])
    for data in pages_of(number).values():
        key_complete(page, data)
    key_contact(page, portal_server.mail)
    identify(portal_server, page)
    key_to(page, f"署名して{SEND[number]}" if number == RESIDENCE else SEND[number])
    sign(portal_server, page)
    assert _RECEIPT.search(page.inner_text("main"))


def look(page: Page) -> None:
    """Nothing for axe to find, and nothing that makes the page scroll sideways."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("number", [DOG, RESIDENCE])
def test_axe_finds_nothing_on_the_way(portal_server: LivePortal, page_at: PageAt, number: int, width: int) -> None:
    page = page_at(width, base_url=portal_server.url)
    page.goto(f"/procedures/{number}/")
    look(page)
    press(page, START[number])
    for data in pages_of(number).values():
        look(page)
        press(page, "次へ進む")
        look(page)
        complete(page, data, look)
    confirm_contact(page, portal_server.mail, look)
    identify(portal_server, page, seen=look)
    look(page)
    follow(page, "送らずに中断する")
    look(page)
    if number == DOG:  # a guest; who used the card has an account, in which the draft is found
        press(page, "リンクを受け取る")
        look(page)
    page.goto("/")
    look(page)
    page.goto("/applications/")
    look(page)
    follow(page, re.compile("^消す"))
    look(page)
    follow(page, "消さずに続きを入力する")
    send(portal_server, page, SEND[number], seen=look)
    look(page)
    follow(page, "申請の状況を見る")
    look(page)
    place = page.url
    for rest in ("answers/", "disclosures/", "withdraw/"):
        page.goto(place + rest)
        look(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize(
    "place",
    [
        "/",
        "/procedures/",
        "/procedures/?q=ひっこし",
        "/procedures/?q=zzzzzzzz",
        f"/procedures/{DOG}/print/",
        "/applications/",
        "/applications/K7QF3M9D2/",
        "/apply/3f2f0f0e-0000-4000-8000-000000000000/check/",
        "/inbox/",
        "/lookup/",
        "/help/",
        "/privacy/",
        "/terms/",
        "/payments/trustees/",
    ],
)
def test_axe_finds_nothing_for_nobody(portal_server: LivePortal, page_at: PageAt, place: str, width: int) -> None:
    page = page_at(width, base_url=portal_server.url)
    page.goto(place)
    look(page)


def test_questions_come_and_go_with_the_answers(portal_server: LivePortal, page_at: PageAt) -> None:
    page = page_at(PHONE, base_url=portal_server.url)
    page.goto(f"/procedures/{DOG}/")
    press(page, START[DOG])
    first, second = list(pages_of(DOG).items())[:2]
    complete(page, first[1])
    number = page.locator('[name="microchip_number"]')
    assert number.count() == 0
    page.fill('[name="dog_name"]', "書きかけ")
    page.locator('[name="has_microchip"][value="yes"]').check()
    number.wait_for()
    assert page.input_value('[name="dog_name"]') == "書きかけ"
    assert "質問を追加しました" in page.inner_text("[data-news]")
    look(page)
    page.locator('[name="has_microchip"][value="no"]').check()
    number.wait_for(state="detached")
    page.locator('[name="has_microchip"][value="yes"]').check()
    number.wait_for()
    assert fill(page, second[1]) == {}
    press(page, "次へ進む")
    assert second[0] not in page.url
