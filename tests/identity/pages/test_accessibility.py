"""The profile's pages, empty and filled, on a phone and on a desk."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Page

from accessibility.checker.checks import check_html
from identity.disclosure.services import record_disclosure
from tests.axe import axe
from tests.browser import DESK, PHONE
from tests.cast import Player
from tests.catalogue import make_department

ADDRESSES = ("/profile/", "/profile/disclosures/")


def look(citizen: Player, clerk: Player) -> None:
    make_department()
    record_disclosure(
        subject=uuid4(),
        citizen_id=citizen.user.pk,
        staff_id=clerk.user.pk,
        department="citizen-affairs",
        purpose="審査のため",
    )


@pytest.mark.django_db
def test_our_own_checker_finds_nothing(citizen: Player, clerk: Player, rf):
    client = citizen.client()
    found = {address: check_html(client.get(address).content.decode()) for address in ADDRESSES}
    look(citizen, clerk)
    found["filled"] = check_html(client.get(ADDRESSES[1]).content.decode())
    found["beyond"] = check_html(client.get(f"{ADDRESSES[1]}?page=2").content.decode())
    found["mail away"] = check_html(render_to_string("identity/mail_away.html", {}, rf.get("/")))

    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(live_server, page_at: Callable[..., Page], citizen: Player, clerk: Player, width: int):
    page = page_at(width, base_url=live_server.url)
    session = citizen.client().cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    for address in ADDRESSES:
        page.goto(address)
        axe(page)
    look(citizen, clerk)
    page.goto(ADDRESSES[1])
    axe(page)
    assert page.get_by_role("row").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True
