"""Times to book: a day that goes while the form is filled in, and the staff who keep the days."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from identity.people.models import Role
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import Slot, SlotCalendar
from procedures.catalogue.slots import times_of
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import SMALL_ANSWERS, make_department, make_procedure, small_document
from tests.factories.applications import make_application
from tests.journeys.steps import complete, confirm_contact, fill, follow, pages_of, press
from tests.journeys.test_clerk import Clerk, Office
from tests.live import LivePortal
from tests.slots import answer_to

pytestmark = pytest.mark.browser
BULKY = 4002
CLOSED = "は、予約の受付を止めています。ほかの日時を選んでください。"


def seen(page: Page) -> None:
    """On a telephone and on a desk the page fits, and axe finds nothing."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        axe(page)


@pytest.fixture
def orm(portal_server: LivePortal, django_db_blocker: Any) -> Callable[[], AbstractContextManager[None]]:
    portal_server.forget_limits()
    return partial(portal_server.orm, django_db_blocker)


@pytest.fixture
def office(orm: Callable[[], AbstractContextManager[None]]) -> Office:
    office = Office(f"office-{uuid4().hex[:8]}", orm)
    with orm():
        make_department(office.department)
    return office


@pytest.fixture
def look(portal_server: LivePortal, page_at: PageAt) -> Callable[[Page], None]:
    """Look with JavaScript, which axe needs, at the page of somebody who has none."""

    def look(page: Page) -> None:
        eye = page_at(PHONE, base_url=portal_server.url, storage_state=page.context.storage_state())
        eye.goto(page.url)
        seen(eye)
        eye.close()

    return look


def go_to_days(page: Page) -> dict[str, Any]:
    """Start the application and go on to the page of the slots; what passes there."""
    page.goto(f"/procedures/{BULKY}/")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    pages = pages_of(BULKY)
    for name in ("applicant", "things"):
        complete(page, pages[name])
    return dict(pages["collection"])


def slot_of(posted: str) -> Slot:
    """The slot of what a radio button posts."""
    slots = Slot.objects.filter(calendar__code="bulky_pickup", starts_at__gt=timezone.now()).order_by("starts_at")
    return next(slot for slot in slots if times_of(slot).date.isoformat() == posted[:10])


def test_a_day_that_went_is_named_and_another_is_chosen_without_javascript(
    portal_server: LivePortal,
    page_at: PageAt,
    orm: Callable[[], AbstractContextManager[None]],
    look: Callable[[Page], None],
) -> None:
    page = page_at(PHONE, base_url=portal_server.url, javascript=False)
    data = go_to_days(page)
    complete(page, data)
    confirm_contact(page, portal_server.mail)
    assert page.url.endswith("/check/")
    look(page)
    with orm():
        gone = slot_of(data["pickup"][0])
        Slot.objects.filter(pk=gone.pk).update(is_open=False)
    try:
        press(page, "連絡する")
        assert "/collection/?errors=1" in page.url
        assert CLOSED in page.locator(".error-summary").inner_text()
        look(page)
        page.locator(".error-summary a").first.click()
        assert page.locator(f"main [name=pickup][value='{data['pickup'][0]}']").count() == 0
        page.locator("main [name=pickup]").first.check()
        press(page, "次へ進む")
    finally:
        with orm():
            Slot.objects.filter(pk=gone.pk).update(is_open=True)
    assert page.url.endswith("/check/")
    press(page, "連絡する")
    assert page.locator("h1").inner_text() == "連絡を受け付けました"
    look(page)
    follow(page, "申請の状況を見る")
    assert "予約した日時" in page.inner_text("main")
    look(page)


def test_many_days_none_chosen_and_none_free(
    portal_server: LivePortal, page_at: PageAt, orm: Callable[[], AbstractContextManager[None]]
) -> None:
    page = page_at(PHONE, base_url=portal_server.url)
    data = go_to_days(page)
    assert page.locator(".slots__fold").count() > page.locator(".slots__fold[open]").count() == 1
    seen(page)
    fill(page, data | {"pickup": []})
    press(page, "次へ進む")
    assert "「収集の日」を選んでください。例）" in page.locator(".error-summary").inner_text()
    seen(page)
    with orm():
        SlotCalendar.objects.filter(code="bulky_pickup").update(is_open=False)
    try:
        press(page, "次へ進む")
        assert "「収集の日」を選べません。今は選べる日時がありません。" in page.locator(".error-summary").inner_text()
        seen(page)
    finally:
        with orm():
            SlotCalendar.objects.filter(code="bulky_pickup").update(is_open=True)


def book(office: Office, code: str) -> tuple[Slot, str]:
    """An application with a place in the first slot of a calendar; its receipt."""
    with office.orm():
        slot = Slot.objects.filter(calendar__code=code).earliest("starts_at")
        item = {"id": "visit", "type": "slot", "label": "来庁の日時", "required": True, "slots_from": code}
        pages = [*small_document()["pages"], {"id": "visit_page", "title": "来庁", "items": [item]}]
        version = make_procedure(number=9100 + uuid4().int % 800, department=office.department, pages=pages)
        return slot, make_application(version=version, answers=SMALL_ANSWERS | {"visit": answer_to(slot)}).receipt


def sign_in(page: Page, clerk: Clerk) -> None:
    """Ends on the calendars."""
    page.goto("/staff/slots/")
    page.fill("[name=login]", clerk.email)
    page.fill("[name=password]", PASSWORD)
    press(page, "ログインする")
    page.fill("[name=code]", clerk.code())
    press(page, "ログインする")


def test_staff_make_slots_and_find_whom_to_tell(office: Office, portal_server: LivePortal, page_at: PageAt) -> None:
    page = page_at(PHONE, base_url=portal_server.url)
    sign_in(page, office.clerk(Role.CLERK, Role.SUPERVISOR, name="枠田 守"))
    code = f"visits_{uuid4().hex[:8]}"
    press(page, "表を作る")
    seen(page)
    fill(page, {"label": ["窓口の予約"], "code": [code], "department": [office.department]})
    press(page, "表を作る")
    assert page.url.endswith(f"/staff/slots/{code}/")
    fill(page, {"first-month": ["13"], "start": ["x"], "minutes": ["4"], "capacity": ["x"], "weeks": ["x"]})
    press(page, "枠を作る")
    assert page.locator(".error-summary li").count() == 4
    seen(page)
    page.goto(f"/staff/slots/{code}/")
    fill(page, {"minutes": ["60"], "capacity": ["3"], "weeks": ["4"]})
    press(page, "枠を作る")
    assert "月・火・水・木・金曜日 09:00–17:00、60分ずつ、定員3、4週間先まで" in page.inner_text("main")
    seen(page)
    page.goto("/staff/slots/")
    seen(page)
    slot, receipt = book(office, code)
    page.goto(f"/staff/slots/{code}/{slot.pk}/")
    press(page, "この枠の受付を止める")
    assert "連絡が必要かもしれません" in page.inner_text("main")
    seen(page)
    fill(page, {"capacity": ["0"]})
    press(page, "定員を変える")
    seen(page)
    follow(page, show_receipt(receipt))
    assert page.url.endswith(f"/staff/cases/{receipt}/")
