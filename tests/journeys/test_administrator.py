"""An administrator in a real browser: every page of the versions of a procedure, on a phone, without JavaScript too."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from identity.people.models import Role
from procedures.catalogue.models import Procedure
from procedures.catalogue.services import publish
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_department, make_procedure, small_document
from tests.factories.applications import make_draft
from tests.journeys.steps import press
from tests.journeys.test_clerk import Office, look
from tests.live import LivePortal

pytestmark = pytest.mark.browser
NUMBER = 9901


@pytest.fixture
def desk(portal_server: LivePortal, page_at: PageAt, django_db_blocker: Any) -> Callable[..., Page]:
    """Sign in as an administrator; the procedure 9901 has two versions, one scheduled, and two drafts on the first."""
    portal_server.forget_limits()
    office = Office("citizen-affairs", partial(portal_server.orm, django_db_blocker))
    administrator = office.clerk(Role.ADMINISTRATOR, name="渡辺 光")
    with office.orm():
        furnish()

    def sit_down(width: int, *, javascript: bool = True) -> Page:
        page = page_at(width, javascript=javascript, base_url=portal_server.url)
        page.goto("/designer/")
        page.fill("[name=login]", administrator.email)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("[name=code]", administrator.code())
        page.keyboard.press("Enter")
        page.wait_for_url("**/designer/")
        return page

    return sit_down


def furnish() -> None:
    if Procedure.objects.filter(number=NUMBER).exists():
        make_draft(version=Procedure.objects.get(number=NUMBER).versions.get(number=1))
        return
    first = make_procedure(number=NUMBER)
    make_draft(version=first)
    make_draft(version=first)
    pages = small_document()["pages"]
    pages[0]["items"].append({"id": "phone", "type": "phone", "label": "電話番号", "required": True})
    make_procedure(number=NUMBER, pages=pages)
    publish(
        number=NUMBER,
        department=make_department(),
        document=small_document(title="春からの名前"),
        effective_from=timezone.now() + timedelta(days=3),
    )


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(desk: Callable[..., Page], width: int) -> None:
    page = desk(width)
    here = f"/designer/{NUMBER}/"
    for address in (
        "/designer/",
        f"{here}versions/",
        f"{here}differences/?before=1&after=2",
        f"{here}versions/1/start/",
    ):
        look(page, address)
    for address in (f"{here}drafts/?to=2", f"{here}close/", "/designer/import/"):
        look(page, address)
        press(
            page,
            {"drafts": "選んだ下書きを移す", "close": "手続を終了する"}.get(address.split("/")[3], "内容を確かめる"),
        )
        assert page.title().startswith("エラー：")
        axe(page)


def test_by_keyboard_and_without_javascript(desk: Callable[..., Page]) -> None:
    page = desk(PHONE, javascript=False)
    page.goto(f"/designer/{NUMBER}/drafts/?to=2")
    assert "新しく回答が必要になる項目：「電話番号」" in page.inner_text("main")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="選んだ下書きを移す").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "1件の下書きを版2に移しました。" in page.inner_text("main")
    page.goto("/designer/new/")
    page.get_by_role("link", name="ファイルから始める").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    document = small_document(title=f"貼り付けた名前{timezone.now():%H%M%S%f}")
    page.fill("[name=text]", json.dumps({"number": NUMBER, "department": "nowhere", "definition": document}))
    press(page, "内容を確かめる")
    assert "今の手続との違い" in page.inner_text("main")
    press(page, "作成を始める")
    assert f"{NUMBER}の作成を始めました。" in page.inner_text("main")
