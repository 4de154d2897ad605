"""The pictures of README.md: `python -m tests.screenshots` drives the real portal and writes docs/screenshots/."""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import services
from tests.live import LivePortal

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
PHONE, DESK = 360, 1280


def main() -> None:
    services.provide()
    import django

    django.setup()
    from tests.live import start_own_portal

    base = Path(tempfile.mkdtemp(dir=services.base()))
    base.chmod(0o711)  # PostgreSQL's system user must pass
    portal = start_own_portal(base)
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        take(portal)
    finally:
        portal.close()
        services.withdraw()
        shutil.rmtree(base, ignore_errors=True)


def take(portal: LivePortal) -> None:
    from tests.browser import CHROMIUM, FLAGS

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for width in (PHONE, DESK):
            citizen(portal, _page(browser, portal.url, width), width)
        clerk(_page(browser, portal.url, DESK))
        administrator(_page(browser, portal.url, DESK))
        browser.close()


def _page(browser: Browser, url: str, width: int) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=url, locale="ja-JP", timezone_id="Asia/Tokyo"
    )
    return context.new_page()


def shoot(page: Page, name: str, width: int) -> None:
    page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)


def citizen(portal: LivePortal, page: Page, width: int) -> None:
    from tests.journeys.card import identify, send
    from tests.journeys.steps import complete, confirm_contact, pages_of, press

    page.goto("/")
    shoot(page, "top", width)
    page.goto("/procedures/1001/")
    shoot(page, "procedure", width)
    press(page, "請求を始める")
    press(page, "次へ進む")
    shoot(page, "form-errors", width)
    for number, data in enumerate(pages_of(1001).values()):
        if number == 1:
            shoot(page, "form", width)
        complete(page, data)
    confirm_contact(page, portal.mail)
    identify(portal, page)
    shoot(page, "check", width)
    send(portal, page, "請求する")
    shoot(page, "done", width)
    page.get_by_role("link", name="申請の状況を見る").click()
    shoot(page, "status", width)


def clerk(page: Page) -> None:
    """Signed in once: a code of the second factor is good for one sign-in."""
    from tests.journeys.steps import sign_in

    sign_in(page, "sato@city.example.jp")
    shoot_both(page, "today")
    page.goto("/staff/queue/unassigned/")
    shoot_both(page, "queue")
    page.locator("table a").first.click()
    shoot_both(page, "case")


def shoot_both(page: Page, name: str) -> None:
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        shoot(page, name, width)


if __name__ == "__main__":
    main()


def administrator(page: Page) -> None:
    from tests.journeys.steps import press, sign_in

    sign_in(page, "watanabe@city.example.jp")
    page.goto("/designer/4002/")
    press(page, "編集を始める")
    page.goto("/designer/4002/at/items/heater_empty/")
    page.frame_locator("#preview").locator("h1").wait_for()
    shoot_both(page, "designer")
