"""The keyboard alone: Tab, Space, arrows, characters, Enter. Nothing here looks for an element to click."""

from collections.abc import Mapping, Sequence

from playwright.sync_api import Page

from tests.journeys.steps import FormValues, answer, focused

_MOST_TABS = 260


def key_in(page: Page, data: Mapping[str, str | Sequence[str]]) -> None:
    """Tab through the page and answer the boxes of these names; nothing is pressed."""
    left = {name: [value] if isinstance(value, str) else list(value) for name, value in data.items()}
    for _tab in range(_MOST_TABS):
        page.keyboard.press("Tab")
        found = focused(page)
        if found["name"] in left and found["tag"] in {"INPUT", "TEXTAREA", "SELECT"}:
            answer(page, found, left[found["name"]])
            if not left[found["name"]]:
                del left[found["name"]]
        if not left:
            return
    raise AssertionError(f"{sorted(left)} are not reached by Tab on {page.url}")


def key_on(page: Page, *words: str) -> None:
    """Tab to the link or button of the page itself that begins with such words, press Enter, wait for what comes."""
    for _tab in range(_MOST_TABS):
        page.keyboard.press("Tab")
        found = focused(page)
        is_meant = found["tag"] in {"A", "BUTTON"} and found["text"].startswith(words)
        if is_meant and page.evaluate("() => document.activeElement.closest('main') !== null"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{words!r} is not reached by Tab on {page.url}")


def key_send(page: Page, data: FormValues, button: str) -> None:
    """Answer, then press the button of that name."""
    key_in(page, data)
    key_on(page, button)


def key_pick(page: Page, name: str, label: str) -> None:
    """Tab to the select of that name and go down to the option that says so."""
    for _tab in range(_MOST_TABS):
        if focused(page)["name"] == name:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Home")
    for _option in range(120):
        if page.evaluate("() => document.activeElement.selectedOptions[0].label") == label:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label!r} is not offered in {name} on {page.url}")
