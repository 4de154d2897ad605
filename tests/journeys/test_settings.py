"""An administrator keeps the city's settings in a real browser, on a phone and at a desk, without JavaScript too."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from identity.people.models import Role
from payments.fees.models import ExemptionRule, FeeItem, Revenue
from procedures.catalogue.department_keeping import Details, change_details
from procedures.catalogue.list_keeping import read_pasted, store_list
from procedures.catalogue.models import Department, StoredCodeList
from procedures.notifications.models import TextVersion
from procedures.notifications.texts import store_texts
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_department
from tests.journeys.steps import follow, press
from tests.journeys.test_clerk import Office, look
from tests.live import LivePortal
from tests.payments.scene import make_trustee

pytestmark = pytest.mark.browser
LONG = "市民生活部戸籍住民課窓口サービス向上推進担当地域連携グループ第一係"


@pytest.fixture
def office(portal_server: LivePortal, django_db_blocker: Any) -> Office:
    portal_server.forget_limits()
    office = Office(f"office-{uuid4().hex[:8]}", partial(portal_server.orm, django_db_blocker))
    with office.orm():
        furnish(office)
    return office


def furnish(office: Office) -> None:
    """A department with a change to come, a fee, a code list and a message of the city's own, each with long words."""
    made = make_department(office.department, LONG)
    day = timezone.localdate() + timedelta(days=3)
    change_details(department=made, details=Details(f"{LONG}改", "", "018-888-0000"), valid_from=day, by=None)
    code = office.department
    Revenue.objects.get_or_create(code="13-02-01-01", defaults={"label": "証明手数料", "verification": "sample"})
    more = {"label": f"{LONG}の証明書", "basis": "秋田市手数料条例 別表第1の3（ろ）の項", "verification": "sample"}
    FeeItem.objects.create(code=code, amount=300, unit="通", valid_from=timezone.localdate(), **more)
    Revenue.objects.create(code=code, label=f"手数料　{LONG}", verification="sample")
    ExemptionRule.objects.create(code=code, percent=50, items=[code], valid_from=timezone.localdate(), **more)
    make_trustee(code, name=f"{LONG}決済株式会社", revenue_codes=[code], is_sample=True)
    store_list(
        list_id=list_of(office),
        codes=read_pasted(f"a1\t{LONG}\tナガイ\na2\t明徳小学校\n"),
        valid_from=timezone.localdate(),
        reason="試験",
        expected=0,
        by=None,
    )
    if not TextVersion.objects.filter(letter="withdrawn").exists():
        texts = {"further": f"{LONG}\n{LONG}"}
        store_texts(letter="withdrawn", texts=texts, effective_from=None, reason="試験", expected=0, by=None)


def list_of(office: Office) -> str:
    return office.department.replace("-", "_")


@pytest.fixture
def desk(office: Office, portal_server: LivePortal, page_at: PageAt) -> Callable[..., Page]:
    def sit_down(width: int, *, javascript: bool = True) -> Page:
        administrator = office.clerk(Role.ADMINISTRATOR, name="渡辺 光")
        page = page_at(width, javascript=javascript, base_url=portal_server.url)
        page.goto("/settings/")
        page.fill("[name=login]", administrator.email)
        page.fill("[name=password]", PASSWORD)
        press(page, "ログインする")
        page.fill("[name=code]", administrator.code())
        press(page, "ログインする")
        return page

    return sit_down


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(desk: Callable[..., Page], office: Office, width: int) -> None:
    page = desk(width)
    assert page.get_by_role("link", name="設定", exact=True).get_attribute("aria-current") == "page"
    code, listed = office.department, list_of(office)
    for address in (
        *("", "departments/", f"departments/{code}/", "departments/?show=ended", "staff/", "staff/?q=月", "fees/"),
        *(f"fees/{code}/", "codes/", f"codes/{listed}/", f"codes/{listed}/?q=月", "messages/", "messages/decided/"),
        *("messages/withdrawn/", "exemptions/", f"exemptions/{code}/", "revenues/", f"revenues/{code}/"),
        *("trustees/", f"trustees/{code}/"),
    ):
        look(page, f"/settings/{address}")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_where_something_is_wrong(desk: Callable[..., Page], office: Office, width: int) -> None:
    page = desk(width)
    code, listed = office.department, list_of(office)
    for address, button in (
        ("departments/new/", "登録する"),
        (f"departments/{code}/change/", "登録する"),
        (f"departments/{code}/end/", "廃止を登録する"),
        ("fees/new/", "登録する"),
        ("exemptions/new/", "登録する"),
        (f"exemptions/{code}/change/", "登録する"),
        (f"exemptions/{code}/end/", "廃止を登録する"),
        ("revenues/new/", "登録する"),
        (f"revenues/{code}/change/", "登録する"),
        (f"revenues/{code}/end/", "廃止を登録する"),
        ("trustees/new/", "登録する"),
        (f"trustees/{code}/change/", "登録する"),
        (f"trustees/{code}/end/", "指定の終了を登録する"),
        (f"fees/{code}/price/", "登録する"),
        (f"fees/{code}/end/", "廃止を登録する"),
        ("codes/new/", "変更を確かめる"),
        (f"codes/{listed}/change/", "変更を確かめる"),
        ("messages/decided/edit/", "見本で確かめる"),
        ("messages/withdrawn/restore/", "標準の文面に戻す"),
    ):
        look(page, f"/settings/{address}")
        press(page, button)
        assert page.title().startswith("エラー：")
        axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_way(desk: Callable[..., Page], office: Office, javascript: bool) -> None:
    """Rename, merge, price, list and message: each from its link to its record."""
    page = desk(PHONE, javascript=javascript)
    code, listed, day = office.department, list_of(office), timezone.localdate() + timedelta(days=9)
    follow(page, "課")
    page.goto(f"/settings/departments/{code}/")
    follow(page, "名称・電話番号を変える")
    page.fill("[name=name]", "新しい課")
    page.fill("[name=valid_from]", day.isoformat())
    press(page, "登録する")
    assert "「新しい課」" in page.inner_text("main")
    page.goto(f"/settings/fees/{code}/")
    follow(page, "金額を変える")
    page.fill("[name=amount]", "３５０円")
    page.get_by_role("radio", name="条例で確かめた").check()
    page.fill("[name=valid_from]", day.isoformat())
    press(page, "登録する")
    assert "金額：300円 → 350円" in page.inner_text("main")
    page.goto(f"/settings/codes/{listed}/")
    follow(page, "コード表を変える")
    page.fill("[name=rows]", "a2\t明徳小学校\na3\t東小学校")
    page.fill("[name=valid_from]", day.isoformat())
    page.fill("[name=reason]", "統合")
    press(page, "変更を確かめる")
    assert "選べなくなるもの（1件）" in page.inner_text("main")
    if javascript:
        axe(page)  # the preview
    press(page, "この内容で登録する")
    assert "加えた1件、変えた0件、なくした1件" in page.inner_text("main")
    page.goto("/settings/messages/fee_refunded/edit/")
    page.fill("[name=part-subject]", f"お返し：{{手続名}}{uuid4().hex[:6]}")
    page.fill("[name=reason]", "短く")
    press(page, "見本で確かめる")
    assert "お返し：住民票の写しの交付請求" in page.inner_text("main")
    if javascript:
        axe(page)  # the preview
    press(page, "この文面を登録する")
    assert "文面を登録しました。" in page.inner_text("main")
    with office.orm():
        assert Department.objects.get(code=code).name == LONG
        assert StoredCodeList.objects.filter(list_id=listed).count() == 2


def test_by_keyboard(desk: Callable[..., Page], office: Office) -> None:
    page = desk(DESK)
    page.get_by_role("link", name="設定", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="課", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("link", name="課を登録する").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    code = f"new-{uuid4().hex[:8]}"
    page.get_by_label("名称").focus()
    for typed in ("鍵盤の課", "ケンバンノカ", code, "018-888-0000", "2027-04-01"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "課を登録しました。" in page.inner_text("main")
    with office.orm():
        assert Department.objects.get(code=code).kana == "ケンバンノカ"
