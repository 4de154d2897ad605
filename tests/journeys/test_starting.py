"""An administrator begins a procedure, takes blocks and translates it, in a real browser: phone and desk."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page

from identity.people.models import Role
from procedures.catalogue.models import Procedure
from procedures.designer.library.blocks import load_blocks, new_version
from procedures.designer.library.models import BlockVersion
from procedures.designer.models import Design
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_department, small_document
from tests.journeys.steps import follow, press
from tests.journeys.test_clerk import Office, look
from tests.live import LivePortal

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


@pytest.fixture
def office(portal_server: LivePortal, django_db_blocker: Any) -> Office:
    portal_server.forget_limits()
    found = Office("citizen-affairs", partial(portal_server.orm, django_db_blocker))
    with found.orm():
        make_department()
        load_blocks()
    return found


@pytest.fixture
def desk(portal_server: LivePortal, page_at: PageAt, office: Office) -> Desk:
    """Sign in as an administrator."""
    administrator = office.clerk(Role.ADMINISTRATOR, name="渡辺 光")

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


def wrong(page: Page) -> None:
    assert page.title().startswith("エラー：")
    axe(page)


def begin(page: Page, title: str) -> str:
    """The address of a design of the skeleton of applications."""
    page.goto("/designer/new/")
    page.get_by_role("radio", name="ひな形「申請（審査して決める）」").check()
    page.fill("[name=title]", title)
    page.select_option("[name=department]", "citizen-affairs")
    number = page.input_value("[name=number]")
    press(page, "作成を始める")
    assert f"{number}の作成を始めました。" in page.inner_text("main")
    return f"/designer/{number}/"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(desk: Desk, office: Office, width: int) -> None:
    page = desk(width)
    look(page, "/designer/new/")
    page.fill("[name=number]", "12")
    press(page, "作成を始める")
    wrong(page)
    look(page, "/designer/import/")
    press(page, "内容を確かめる")
    wrong(page)
    strange = small_document(fees={"timing": "before_issue", "lines": [{"item": "no-such-fee"}]})
    page.fill("[name=text]", json.dumps({"number": 9999, "department": "nowhere", "definition": strange}))
    press(page, "内容を確かめる")
    assert "この市にないもの" in page.inner_text("main")
    axe(page)
    here = begin(page, f"手続{width}")
    for address in ("/designer/blocks/", "/designer/blocks/agent/", "/designer/blocks/agent/edit/", f"{here}blocks/"):
        look(page, address)
    press(page, "部品を入れる")
    wrong(page)
    page.get_by_role("radio", name="代理人", exact=True).check()
    press(page, "部品を入れる")
    with office.orm():
        renew()
    page.goto(f"{here}blocks/")
    axe(page)
    follow(page, "を見る")
    axe(page)
    look(page, f"{here}blocks/register/?place=pages/contents")
    look(page, f"{here}translations/?language=ko")
    page.locator("main textarea").first.fill("{nobody}")
    press(page, "訳を保存する")
    wrong(page)
    look(page, f"{here}translations/import/?language=ko")
    press(page, "内容を確かめる")
    wrong(page)


def renew() -> None:
    """Another version of the block 「代理人」."""
    last = BlockVersion.objects.newest().get(block__code="agent")
    document = last.decoded()
    document["pages"][0]["items"][1]["hint"] = f"版{last.number + 1}の説明"
    by = Design.objects.order_by("-pk")[0].started_by
    given = {"title": last.title, "summary": last.summary, "note": "説明を足した"}
    new_version(block=last.block, document=document, by=by, expected=last.number, **given)


def test_by_keyboard_and_without_javascript(desk: Desk, office: Office) -> None:
    page = desk(PHONE, javascript=False)
    here = begin(page, "鍵盤だけの手続")
    page.goto(f"{here}blocks/")
    page.get_by_role("radio", name="連絡先").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="部品を入れる").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "部品「連絡先」を入れました。" in page.inner_text("main")
    page.goto(f"{here}translations/?language=en&only=missing")
    page.locator("main textarea").first.focus()
    page.keyboard.type("By keys alone")
    page.get_by_role("button", name="訳を保存する").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "1件の訳を保存しました。" in page.inner_text("main")
    with office.orm():
        design = Design.objects.get(number=int(here.split("/")[2]))
        assert design.decoded()["title"] == {"ja": "鍵盤だけの手続", "en": "By keys alone"}
        assert not Procedure.objects.filter(number=design.number).exists()
