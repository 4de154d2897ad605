"""The demo's own pages, for whoever tries the portal."""

import pytest

from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.journeys.steps import follow
from tests.live import LivePortal

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_on_the_page_of_the_sample_city(
    portal_server: LivePortal, page_at: PageAt, width: int
) -> None:
    page = page_at(width, base_url=portal_server.url)
    page.goto("/demo/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    follow(page, "職員としてログインする")
    assert page.url.endswith("/staff/login/?next=/staff/")
