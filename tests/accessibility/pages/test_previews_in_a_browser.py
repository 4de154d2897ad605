"""Every component, in every state, in a real browser: axe, narrow screens, large text, wide letters, keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accessibility.components.previews import previews
from tests.axe import axe
from tests.browser import DESK, PHONE

pytestmark = pytest.mark.browser

PAGES = ["/accessibility/", "/accessibility/results/", "/accessibility/components/"]
PREVIEWS = [f"/accessibility/components/{name}/" for name in previews()]
# WCAG 1.4.12; letter-spacing holds for every Japanese character.
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"


@pytest.mark.parametrize("address", [*PAGES, *PREVIEWS])
def test_a_page_is_for_everybody(pages_url: str, page_at: Callable[..., Page], address: str):
    """One visit, looked at in every way: opening a browser costs more than the looking."""
    page = page_at(PHONE, base_url=pages_url)
    page.goto(address)
    axe(page)
    assert small_targets(page) == []
    page.set_viewport_size({"width": DESK, "height": 800})
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.emulate_media(color_scheme="light")
    walk_by_keyboard(page)
    nothing_runs_off_the_side(page)


def small_targets(page: Page) -> Any:
    """Buttons, boxes and links on their own that are less than 44 px high."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main .btn, main .input, .choice__label, .views a, .tile, nav a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.9).map(e => e.outerHTML.slice(0, 120))""",
    )


def nothing_runs_off_the_side(page: Page) -> None:
    """At 320 px (400 % zoom), with text at 200 %, and with wide letters."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert width_of_content(page) == 320
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    page.set_viewport_size({"width": 640, "height": 800})
    assert width_of_content(page) == 640
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", SPACING
    )
    assert width_of_content(page) == PHONE
    assert clipped(page) == []


def width_of_content(page: Page) -> Any:
    return page.evaluate("document.documentElement.scrollWidth")


def clipped(page: Page) -> Any:
    """Buttons, labels and row heads whose text no longer fits."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.btn, .label, .badge, tbody th, .views a, .site__nav a')]
        .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
        .map(e => e.outerHTML.slice(0, 120))""",
    )


def walk_by_keyboard(page: Page) -> None:
    """Tab reaches every control, each shows a ring of 4 px and stands in view, and nothing holds the focus."""
    page.evaluate("document.activeElement.blur()")
    wanted = page.evaluate(
        """() => { const seen = new Set(); let n = 0;
        for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
          if (e.disabled || !e.checkVisibility() || e.type === 'hidden') continue;
          if (e.type === 'radio') { if (seen.has(e.name)) continue; seen.add(e.name); }
          n++; }
        return n; }""",
    )
    reached, unseen = set(), []
    page.evaluate("window.scrollTo(0, 0); document.body.tabIndex = -1; document.body.focus();")
    for _ in range(wanted + 3):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
            const own = getComputedStyle(e), after = getComputedStyle(e, '::after');
            const box = e.getBoundingClientRect();
            const key = e.type === 'radio' ? 'radio ' + e.name : [...document.querySelectorAll('*')].indexOf(e);
            return { key: String(key), html: e.outerHTML.slice(0, 120),
              ring: [own, after].some(s => s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 4),
              inside: box.bottom > 0 && box.top < innerHeight }; }""",
        )
        if state is None:
            break
        reached.add(state["key"])
        if not (state["ring"] and state["inside"]):
            unseen.append(state["html"])
    assert (len(reached), unseen) == (wanted, [])


def test_forced_colours_keep_every_mark(pages_url: str, page_at: Callable[..., Page]):
    """In forced colours, borders carry what fills carried."""
    page = page_at(DESK, base_url=pages_url, forced_colors="active")
    page.goto("/accessibility/components/notice/")
    borders = page.evaluate(
        "[...document.querySelectorAll('.notice')].map(e => getComputedStyle(e).borderTopColor !== 'rgba(0, 0, 0, 0)')"
    )
    assert borders == [True] * 4
    page.goto("/accessibility/components/button/")
    buttons = page.evaluate(
        """[...document.querySelectorAll('main .btn')].map(e => getComputedStyle(e))
        .map(s => [s.color, s.borderTopColor, s.backgroundColor].join(' '))""",
    )
    # Black on white with a black border, whatever the style; a text button's ground is the page's.
    assert {text.replace("rgba(255, 255, 255, 0)", "rgb(255, 255, 255)") for text in buttons} == {
        "rgb(0, 0, 0) rgb(0, 0, 0) rgb(255, 255, 255)",
    }
    page.goto("/accessibility/components/timeline/")
    dots = page.evaluate(
        "[...document.querySelectorAll('.timeline__item')].map(e => getComputedStyle(e, '::before').borderTopColor)"
    )
    assert len(dots) == 5
    assert "rgba(0, 0, 0, 0)" not in dots
    axe(page)


def test_print_shows_the_matter_without_the_menus(pages_url: str, page_at: Callable[..., Page]):
    page = page_at(DESK, base_url=pages_url)
    page.goto("/accessibility/components/summary_list/")
    page.emulate_media(media="print")
    visible = page.evaluate(
        "['.site__nav', '.foot__links', '.brand', '.summary'].map(s => document.querySelector(s).checkVisibility())"
    )
    assert visible == [False, False, True, True]
