"""A person with a card in front of the portal and of the app, which the sandbox stands for."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.steps import follow, press
from tests.live import LivePortal


def identify(
    portal: LivePortal, page: Page, *, person: str = "hanako", seen: Callable[[Page], None] = lambda _page: None
) -> None:
    """From the page that asks for the card to where the card leads back; nothing where no card is asked for."""
    if not page.url.endswith("/identify/"):
        return
    portal.start_card()
    seen(page)
    follow(page, "本人確認に進む")
    page.locator("[name=method][value=card]").check()
    seen(page)
    press(page, "本人確認をする")
    use_card(page, person)


def sign(
    portal: LivePortal, page: Page, *, person: str = "hanako", seen: Callable[[Page], None] = lambda _page: None
) -> None:
    """From the page that shows what is signed to where the signature leads back; nothing on another page."""
    if "/identify/sign/" not in page.url:
        return
    portal.start_card()
    seen(page)
    press(page, "署名に進む")
    use_card(page, person)


def use_card(page: Page, person: str, outcome: str = "success") -> None:
    """In the app: whose card it is, and what comes of it."""
    page.locator(f"[name=person][value={person}]").check()
    page.locator("select[name=outcome]").select_option(outcome)
    with page.expect_navigation():
        page.locator("button[name=action][value=go]").click()


def send(
    portal: LivePortal,
    page: Page,
    label: str,
    *,
    person: str = "hanako",
    seen: Callable[[Page], None] = lambda _page: None,
) -> None:
    """From the check page to sent: with a signature, where the procedure asks for one."""
    signed = page.get_by_role("button", name=f"署名して{label}", exact=True)
    if not signed.count():
        press(page, label)
        return
    press(page, f"署名して{label}")
    sign(portal, page, person=person, seen=seen)
