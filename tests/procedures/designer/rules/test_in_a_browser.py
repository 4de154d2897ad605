"""The builder in Chromium: by keyboard, on a phone and on a desk."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from identity.access import staff_sessions
from procedures.designer.designs import find_design
from procedures.designer.documents import find
from tests.axe import axe
from tests.browser import DESK, PHONE
from tests.cast import Player
from tests.designs import make_design
from tests.procedures.designer.rules.documents import with_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPLICATED = {
    "or": [
        {"and": [{">=": [{"var": "people"}, 2]}, {"in": [{"var": "scope"}, ["all", "none"]]}]},
        {"some": [{"var": "rows"}, {"<": [{"age_on": [{"var": "item.child_birth"}]}, 18]}]},
        {">": [{"var": "day"}, {"+": [{"today": []}, 14]}]},
        {"!": [{"var": "name"}]},
    ]
}
CALCULATED = {
    "if": [
        {"==": [{"var": "scope"}, "all"]},
        {"+": [{"var": ["people", 1]}, {"count": [{"var": "rows"}, {"==": [{"var": "item.apart"}, True]}]}]},
        {"max": [{"-": [{"var": "copies"}, 1]}, 0]},
    ]
}


def open_at(page: Page, live_server, administrator: Player, address: str) -> None:
    """Signed in, with a session that binds itself to this browser."""
    session = administrator.client().session
    del session[staff_sessions.KEY]
    session.save()
    value = str(session.session_key)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page.goto(f"/designer/9001/rule/{address}/")


def looked_at(page: Page, name: str) -> None:
    """Right in every state: nothing for axe, nothing cut off at the side."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True
    folder = os.environ.get("PICTURES")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_state_of_the_page(live_server, page_at: Callable[..., Page], administrator: Player, width: int):
    document = with_everything()
    document["pages"][1]["items"][-1]["when"] = COMPLICATED
    document["values"].append({"id": "result", "type": "integer", "label": "結果", "value": CALCULATED})
    make_design(administrator.user, document=document)
    page = page_at(width, base_url=live_server.url)
    open_at(page, live_server, administrator, "items/memo/when")
    looked_at(page, "empty")
    page.goto("/designer/9001/rule/items/last/when/")
    looked_at(page, "condition")
    page.get_by_role("button", name="条件を追加", exact=True).last.click()
    page.wait_for_load_state()
    page.get_by_role("button", name="保存して戻る").click()
    page.wait_for_selector("#error-summary")
    looked_at(page, "error")
    page.goto("/designer/9001/rule/values/result/value/")
    looked_at(page, "calculation")


def test_a_condition_by_keyboard_alone(live_server, page_at: Callable[..., Page], administrator: Player):
    make_design(administrator.user, document=with_everything())
    page = page_at(PHONE, base_url=live_server.url)
    open_at(page, live_server, administrator, "items/memo/when")
    reach(page, "条件を追加")
    sent(page, "Enter")
    assert focused(page) == "rule-0"
    page.keyboard.press("Tab")
    assert focused(page) == "rule-0-0-what"
    choose(page, "「世帯の人数」")
    reach(page, "次へ")
    sent(page, "Enter")
    assert focused(page) == "rule-0-how"
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    sent(page, "Enter")  # within a box: nothing but what fits
    assert page.locator(".builder__words").inner_text() == "「世帯の人数」が2以上のとき表示する"
    looked_at(page, "keyboard")
    reach(page, "保存して戻る")
    sent(page, "Enter")
    saved = find(find_design(9001).decoded(), "items/memo")["when"]
    assert saved == {">=": [{"var": "people"}, 2]}


def choose(page: Page, label: str) -> None:
    """Go down in the select that has the focus."""
    for _press in range(60):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.selectedOptions[0].label") == label:
            return
    raise AssertionError(f"{label} is not offered")


def sent(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def reach(page: Page, name: str) -> None:
    """Tab on until the button of that name has the focus."""
    wanted = page.get_by_role("button", name=name).first
    for _press in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached")
