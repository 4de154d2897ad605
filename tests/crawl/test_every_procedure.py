"""Every seeded procedure on a phone, page by page. Run by `make crawl`.

Once with axe: empty, with errors, filled in. Once by keys alone and without JavaScript, up to the page that sends.
"""

import pytest
from playwright.sync_api import Page

from procedures.catalogue.seeding import SEEDS
from tests.axe import axe
from tests.browser import PHONE, PageAt
from tests.journeys.card import identify
from tests.journeys.steps import complete, confirm_contact, key_complete, key_contact, key_to, pages_of, press
from tests.live import LivePortal

pytestmark = [pytest.mark.browser, pytest.mark.crawl]

ELDER = "kenichi"  # of an age at which every procedure asks the same as of who is typed in
NUMBERS = sorted(int(path.name[:4]) for path in (SEEDS / "procedures").glob("*.json"))


def look(page: Page) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("number", NUMBERS)
def test_axe_finds_nothing(portal_server: LivePortal, page_at: PageAt, number: int) -> None:
    portal_server.forget_limits()
    page = page_at(PHONE, base_url=portal_server.url)
    page.goto(f"/procedures/{number}/")
    look(page)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    for data in pages_of(number).values():
        look(page)
        here = page.url
        press(page, "次へ進む")
        if page.url.partition("?")[0] != here.partition("?")[0]:
            page.go_back()  # nothing on this page must be answered
        look(page)
        complete(page, data, look)
    confirm_contact(page, portal_server.mail, look)
    identify(portal_server, page, person=ELDER, seen=look)
    assert page.url.endswith("/check/")
    look(page)


@pytest.mark.parametrize("number", NUMBERS)
def test_keys_without_javascript_are_enough(portal_server: LivePortal, page_at: PageAt, number: int) -> None:
    portal_server.forget_limits()
    page = page_at(PHONE, base_url=portal_server.url, javascript=False)
    page.goto(f"/procedures/{number}/")
    start = page.locator("main form button[type=submit]").first.inner_text()
    key_to(page, start)
    for data in pages_of(number).values():
        key_complete(page, data)
    key_contact(page, portal_server.mail)
    identify(portal_server, page, person=ELDER)
    assert page.url.endswith("/check/")
    assert page.locator("main form button[type=submit]").count() > 0
