"""The account's own pages with axe, on a phone and on a desk, and with a second device signed in."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser import DESK, PHONE
from tests.cast import PASSWORD, Player

PAGES = (
    "/profile/",
    "/profile/sessions/",
    "/profile/export/",
    "/profile/close/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing(live_server, page_at: Callable[..., Page], citizen: Player):
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)
    other = citizen.client()
    other.post("/accounts/login/", {"login": citizen.user.email, "password": PASSWORD})
    page = page_at(PHONE, base_url=live_server.url)
    page.goto("/accounts/login/?next=/accounts/reauthenticate/")
    page.fill("#id_login", str(citizen.user.email))
    for _time in range(2):
        page.fill("#id_password", PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        for address in PAGES:
            page.goto(address)
            assert page.url.endswith(address)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True, address
    page.goto("/profile/close/")
    page.get_by_role("button", name="アカウントを削除する").click()
    page.wait_for_selector("#error-summary")
    axe(page)
