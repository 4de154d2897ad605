"""The combobox: keys and pointer, one and several, and what happens when the server does not answer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.axe import axe
from tests.browser import PHONE

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
ADDRESS = "/accessibility/components/combobox_field/"
TOWNS = ["山王", "山王新町", "山王中島町"]


def candidates(name: str) -> str:
    boxes = "".join(
        f'<div><input type="radio" id="x{n}" name="{name}" value="t{n}"><label for="x{n}">{town}</label></div>'
        for n, town in enumerate(TOWNS)
    )
    count = "<p data-combobox-count>3件見つかりました。</p>"
    return f'<fieldset data-combobox="{name}">{count}<div data-combobox-choices>{boxes}</div></fieldset>'


def answering(page: Page, name: str) -> list[str]:
    """The page answers each search with three towns; what was sent."""
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.post_data or "")
        body = f"<!doctype html><main>{candidates(name)}</main>"
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route(f"**{ADDRESS}", answer)
    return sent


def test_one_is_chosen_with_the_keys(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url)
    page.goto(ADDRESS)
    sent = answering(page, "cb1")
    box = page.locator("#cb1")
    box.press_sequentially("さんのう")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert 'name="_action"\r\n\r\nrefresh' in sent[-1]
    expect(page.locator("#cb1_count")).to_have_text("3件見つかりました。")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(page.get_by_role("option", name="山王新町")).to_have_attribute("aria-selected", "true")
    axe(page, undecided={"color-contrast": "the open list lies over the questions below it"})
    box.press("Enter")
    expect(box).to_have_value("山王新町")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.locator("input[name=cb1][value=t1]")).to_be_checked()
    expect(page.locator("#cb1_count")).to_have_text("「山王新町」を選びました。")
    expect(box).to_be_focused()
    box.press("Backspace")
    expect(page.locator("input[name=cb1]")).to_have_count(0)


def test_escape_closes_and_up_goes_round(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url)
    page.goto(ADDRESS)
    answering(page, "cb1")
    box = page.locator("#cb1")
    box.press_sequentially("山")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowUp")
    expect(page.get_by_role("option", name="山王中島町")).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("山")


def test_several_are_chosen_with_the_pointer(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url)
    page.goto(ADDRESS)
    answering(page, "cb5")
    box = page.locator("#cb5")
    box.fill("山王")
    page.get_by_role("option", name="山王中島町").click()
    expect(box).to_have_value("")
    expect(page.locator("input[name=cb5][value=t2]")).to_be_checked()
    expect(page.locator("input[name=cb5][value=a]")).to_be_checked()


def test_the_button_works_the_plain_way_when_the_search_fails(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url)
    page.goto(ADDRESS)
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.resource_type)
        route.fulfill(status=503, body="<h1>止まっています</h1>", content_type="text/html; charset=utf-8")

    page.locator("#cb2").focus()
    page.route(f"**{ADDRESS}", refuse)
    page.locator("[value='candidates:cb2']").click()
    expect(page.locator("h1")).to_have_text("止まっています")
    assert sent == ["fetch", "document"]
