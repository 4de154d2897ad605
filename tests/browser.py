"""A real Chromium: pages at phone and desk width, with and without JavaScript."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

PHONE = 360
DESK = 1280
PATIENCE = 15_000  # milliseconds until something is taken for missing; a busy machine is no failure
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chromium writes a console error for every answer of 400 and above, and for a connection that fails; both are what
# many tests ask for. HTMX writes another one of its own for both.
_EXPECTED_NOISE = re.compile(
    r"Failed to load resource: (the server responded with a status of [45]\d\d"
    r"|net::ERR_(FAILED|INTERNET_DISCONNECTED|CONNECTION_\w+|EMPTY_RESPONSE))"
    r"|htmx:(sendError|afterRequest|responseError), \[object HTML\w+\]"
    r"|Response Status Error Code [45]\d\d from /"
)

PageAt = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a test process: Debian's where it is installed, otherwise Playwright's own."""
    # Playwright's synchronous API runs an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_at(browser: Browser) -> Iterator[PageAt]:
    """Return a function `page_at(width, javascript=True, base_url=…)` that opens a page in a browser of its own.

    The test fails when a page threw a JavaScript error or broke its own Content-Security-Policy.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(width: int = DESK, *, javascript: bool = True, base_url: str | None = None, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            base_url=base_url,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _note(message, faults))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _note(message: ConsoleMessage, faults: list[str]) -> None:
    if message.type == "error" and not _EXPECTED_NOISE.match(message.text):
        faults.append(message.text)
