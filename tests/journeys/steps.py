"""A person in front of the portal: fills in a page with the mouse, or with the keyboard alone."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from akita_portal.demo.people import PASSWORD
from akita_portal.demo.slots import HOURS
from procedures.catalogue.seeding import SEEDS
from procedures.definitions import Definition, parse
from tests.factories.answers import valid_form_data
from tests.live import wait_until
from tests.mailbox import LiveMailbox
from tests.slots import pretended

FormValues = Mapping[str, Sequence[str]]
_MOST_TABS = 200
_MOST_OPTIONS = 120
_CODE = re.compile(r"^\d{6}$", re.MULTILINE)
_FOCUSED = """() => {
  const e = document.activeElement;
  return {tag: e.tagName, type: e.type || "", name: e.name || "", value: e.value || "", text: e.textContent.trim()};
}"""


@cache
def definition(number: int) -> Definition:
    """A seeded procedure as its file says."""
    path = next((SEEDS / "procedures").glob(f"{number}-*.json"))
    return parse(json.loads(path.read_text(encoding="utf-8"))["definition"])


def pages_of(number: int) -> dict[str, FormValues]:
    """Form values by page id with which the whole form passes today."""
    with pretended(hours=[HOURS]):  # the slots of the sample city
        return dict(valid_form_data(definition(number), today=datetime.now(ZoneInfo("Asia/Tokyo")).date()))


def fill(page: Page, data: FormValues) -> dict[str, Sequence[str]]:
    """Put the values into the page's boxes; what the page does not ask (yet) is returned."""
    left: dict[str, Sequence[str]] = {}
    for name, values in data.items():
        named = f'main [name="{name}"]'
        if page.locator(named).count() == 0:
            left[name] = values
        elif page.locator(f"{named}:is([type=radio], [type=checkbox])").count():
            for value in values:
                page.locator(f'{named}[value="{value}"]').check()
        elif page.locator(f"main select[name='{name}']").count():
            page.locator(named).select_option(values[0])
        elif values[0] or page.locator(named).is_visible():  # an empty box may be one that another answer hides
            page.locator(named).fill(values[0])
    return left


def press(page: Page, label: str) -> None:
    """Press a button that sends a form, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Click the first link of this name, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def complete(page: Page, data: FormValues, seen: Callable[[Page], None] = lambda _page: None) -> None:
    """Fill in a page and go on; questions that come up by an answer are answered when they are there."""
    place = urlsplit(page.url).path
    left: FormValues = data
    while urlsplit(page.url).path == place:
        before = left
        left = fill(page, left)
        assert left != before, f"{sorted(left)} are not asked on {page.url}"
        seen(page)
        press(page, "次へ進む")


def confirm_contact(page: Page, mail: LiveMailbox, seen: Callable[[Page], None] = lambda _page: None) -> None:
    """Where the portal asks for it: have a code sent to the address on the page, and type in what the mail says."""
    if not page.url.endswith("/contact/"):
        return
    seen(page)
    code = _newest_code(mail, page, lambda: press(page, "確認コードを送る"))
    seen(page)
    page.fill("[name=code]", code)
    press(page, "確認する")


def key_contact(page: Page, mail: LiveMailbox) -> None:
    """The same by keys alone."""
    if page.url.endswith("/contact/"):
        code = _newest_code(mail, page, lambda: key_to(page, "確認コードを送る"))
        key_through(page, {"code": [code]}, "確認する")


def _newest_code(mail: LiveMailbox, page: Page, ask: Callable[[], None]) -> str:
    address = page.locator("main form strong").inner_text()
    before = len(_codes(mail, address))
    ask()
    wait_until(lambda: len(_codes(mail, address)) > before, f"a code came to {address}")
    return _codes(mail, address)[-1]


def _codes(mail: LiveMailbox, address: str) -> list[str]:
    found = (_CODE.search(str(one.get_content())) for one in mail.to(address))
    return [match.group() for match in found if match]


def focused(page: Page) -> dict[str, str]:
    """What has the focus: tag, type, name, value, text."""
    found: dict[str, str] = page.evaluate(_FOCUSED)
    return found


def key_to(page: Page, text: str) -> None:
    """Tab to the link or button with this text, and press Enter."""
    for _tab in range(_MOST_TABS):
        page.keyboard.press("Tab")
        found = focused(page)
        if found["tag"] in {"A", "BUTTON"} and found["text"] == text:
            _enter(page)
            return
    raise AssertionError(f"{text!r} is not reached by Tab on {page.url}")


def key_through(page: Page, data: FormValues, button: str) -> None:
    """Fill in the page and press its button, by keys alone: Tab, Space, arrows, characters, Enter."""
    left = _key_down(page, data, button)
    assert left == {}, f"{sorted(left)} are not reached by Tab on {page.url}"


def key_complete(page: Page, data: FormValues) -> None:
    """Fill in a page and go on, by keys alone; questions that an answer brings up are answered when they are there."""
    place = urlsplit(page.url).path
    left: FormValues = data
    while urlsplit(page.url).path == place:
        before = left
        left = _key_down(page, left, "次へ進む")
        assert left != before, f"{sorted(left)} are not reached by Tab on {page.url}"


def _key_down(page: Page, data: FormValues, button: str) -> FormValues:
    """Answer by keys what the page asks, press its button, and return what it does not ask (yet)."""
    left = {name: list(values) for name, values in data.items()}
    for _tab in range(_MOST_TABS):
        page.keyboard.press("Tab")
        found = focused(page)
        name = found["name"]
        if name in left and found["tag"] in {"INPUT", "TEXTAREA", "SELECT"}:
            answer(page, found, left[name])
            if not left[name]:
                del left[name]
        elif found["tag"] == "BUTTON" and found["text"] == button and _none_is_asked(page, left):
            _enter(page)
            return left
    raise AssertionError(f"{sorted(left)} and {button!r} are not reached by Tab on {page.url}")


def _none_is_asked(page: Page, names: Iterable[str]) -> bool:
    return all(page.locator(f'main [name="{name}"]:visible').count() == 0 for name in names)


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer(page: Page, found: Mapping[str, str], wanted: list[str]) -> None:
    """Answer what has the focus, and take what was answered out of `wanted`."""
    if found["type"] == "checkbox":
        if found["value"] in wanted:
            page.keyboard.press("Space")
            wanted.remove(found["value"])
        return
    if found["type"] == "radio":
        page.keyboard.press("Space")
        _arrow_to(page, wanted[0])
    elif found["tag"] == "SELECT":
        page.keyboard.press("Home")
        _arrow_to(page, wanted[0])
    else:
        page.keyboard.press("Control+A")
        page.keyboard.type(wanted[0]) if wanted[0] else page.keyboard.press("Delete")
    wanted.clear()


def _arrow_to(page: Page, value: str) -> None:
    for _option in range(_MOST_OPTIONS):
        if page.evaluate("() => document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value!r} is not reached by the arrow keys on {page.url}")


def sign_in(page: Page, email: str) -> None:
    """Password, then the code that the demo's page shows in place of the clerk's telephone."""
    page.goto("/demo/")
    code = page.locator("tr", has_text=email).locator("td").last.inner_text()
    page.goto("/staff/login/?next=/staff/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.fill("[name=code]", code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")
