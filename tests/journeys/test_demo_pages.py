"""The demo's own pages, for whoever tries the portal."""

import pytest

from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
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
    page.get_by_role("link", name="職員としてログインする").click()
    assert page.url.endswith("/accounts/login/?next=/staff/")
