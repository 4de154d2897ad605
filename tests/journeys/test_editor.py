"""The editor of procedures in a real browser: saved while it is written, by keyboard, alone and with others."""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from identity.people.models import Role, User
from procedures.designer.designs import end_design
from procedures.designer.models import Design, Ending
from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.cast import PASSWORD
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design
from tests.journeys.steps import press
from tests.journeys.test_clerk import Office
from tests.live import LivePortal

pytestmark = pytest.mark.browser
NUMBER = 9951
HERE = f"/designer/{NUMBER}/"
WISH = f"{HERE}at/items/wish/"
FRAME = {
    "frame-tested": "the preview is tested as a page of its own",
    "color-contrast": "rows of the outline that are scrolled out of its column",
}
Desk = Callable[..., Page]


@pytest.fixture
def orm(portal_server: LivePortal, django_db_blocker: Any) -> Callable[[], Any]:
    return partial(portal_server.orm, django_db_blocker)


@pytest.fixture
def desk(portal_server: LivePortal, page_at: PageAt, orm: Callable[[], Any]) -> Desk:
    """Sign in as an administrator in front of a fresh design."""
    portal_server.forget_limits()
    office = Office("citizen-affairs", orm)
    first = office.clerk(Role.ADMINISTRATOR, name="渡辺 光")
    with office.orm():
        for old in Design.objects.open().filter(number=NUMBER):
            old.ended_at, old.ending = old.started_at, "discarded"
            old.save(update_fields=["ended_at", "ending"])
        document = small_document(title="写しの請求")
        document["pages"][0]["items"].append(
            {"id": "reason", "type": "text", "label": "理由", "when": {"==": [{"var": "wish"}, "早め"]}}
        )
        make_design(User.objects.get(email=first.email), number=NUMBER, document=document)

    def sign_in(page: Page, who: Any = first) -> None:
        portal_server.forget_limits()  # nor is the code known that was used a moment ago
        page.fill("[name=login]", who.email)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("[name=code]", who.code())
        page.keyboard.press("Enter")
        page.wait_for_url("**/designer/**")

    def sit_down(width: int, *, javascript: bool = True, somebody: Any = None) -> Page:
        page = page_at(width, javascript=javascript, base_url=portal_server.url)
        page.goto(HERE)
        sign_in(page, somebody or first)
        page.wait_for_url(f"**{HERE}")
        return page

    sit_down.sign_in = sign_in
    sit_down.another = lambda: sit_down(DESK, somebody=office.clerk(Role.ADMINISTRATOR, name="小野 実"))
    return sit_down


def stored(orm: Callable[[], Any], item: str = "wish") -> dict[str, Any]:
    with orm():
        document = json.loads(Design.objects.open().get(number=NUMBER).document)
    return next(one for one in document["pages"][0]["items"] if one["id"] == item)


def write(page: Page, label: str, words: str) -> None:
    """Into a box, and on to the next by Tab: what a browser calls a change."""
    page.get_by_label(label, exact=False).first.fill(words)
    page.keyboard.press("Tab")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(desk: Desk, width: int) -> None:
    page = desk(width)
    for place in ("", "at/legal_basis/", "at/accepts/", "at/pages/applicant/", "at/items/wish/", "at/workflow/"):
        look(page, f"{HERE}{place}")
    for place in ("add/pages/applicant/items/", "add/pages/applicant/items/?type=choice", "move/items/wish/"):
        look(page, f"{HERE}{place}")
        if page.get_by_role("button", name="追加する").count() or "move" in place:
            press(page, "追加する" if "add" in place else "動かす")
            assert page.title().startswith("エラー：")
            axe(page)
    for place in ("type/items/wish/", "type/items/wish/?type=integer", "type/items/applicant_name/"):
        look(page, f"{HERE}{place}")
    look(page, f"{HERE}type/items/wish/?type=consent")
    press(page, "答え方を変える")
    assert page.title().startswith("エラー：")
    axe(page)
    for place in ("delete/items/wish/", "problems/", "preview/applicant/?at=reason"):
        look(page, f"{HERE}{place}")
    press_into_options(page)
    axe(page, undecided=FRAME)
    page.goto(WISH)
    write(page, "質問の文", "")
    expect(page.locator("#label_error")).to_be_visible()
    axe(page, undecided=FRAME)


def look(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    axe(page, undecided=FRAME)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True


def press_into_options(page: Page) -> None:
    """A new choice with its table of options."""
    page.goto(f"{HERE}add/pages/applicant/items/?type=choice")
    page.get_by_label("質問の文").fill("受け取り方")
    press(page, "追加する")
    page.get_by_text("表計算ソフトから貼り付ける").click()
    page.get_by_label("貼り付ける選択肢").fill("窓口\n郵送")
    press(page, "選択肢に加える")
    values = [box.input_value() for box in page.locator("[name$=-label]").all()]
    assert values == ["選択肢1", "選択肢2", "窓口", "郵送", "", ""]


def test_what_is_written_is_kept_and_seen_at_once(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(DESK)
    page.goto(WISH)
    frame = page.frame_locator("#preview")
    expect(frame.get_by_label("希望")).to_be_visible()
    write(page, "質問の文", "ご希望の日")
    expect(frame.get_by_label("ご希望の日")).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("保存済み")
    expect(page.locator("#part-title")).to_have_text("項目「ご希望の日」")
    expect(page.locator("#outline [aria-current]")).to_contain_text("ご希望の日")
    assert stored(orm)["label"] == "ご希望の日"
    assert page.evaluate("document.activeElement.name") == "hint"  # where Tab led; nothing took the focus away
    page.keyboard.type("例）来週")
    expect(frame.get_by_text("例）来週")).to_be_visible()  # after a pause, without leaving the box
    assert page.evaluate("document.activeElement.value") == "例）来週"
    page.get_by_role("button", name="元に戻す").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "hint" not in stored(orm)


def test_a_fault_comes_and_goes_beside_its_field(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(PHONE)
    page.goto(WISH)
    write(page, "最大の文字数", "たくさん")
    error = page.locator("#max_error")
    expect(error).to_have_text("＊「最大の文字数」は1から1000までの数字で入力してください。")
    box = page.locator("#max")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_attribute("aria-describedby", "max_error")
    expect(box).to_have_value("たくさん")
    expect(page.locator("#saved")).to_have_text("まだ保存していないところがあります")
    write(page, "質問の文", "ご希望")  # the rest is kept all the same
    expect(page.locator("#part-title")).to_have_text("項目「ご希望」")
    write(page, "最大の文字数", "５０")
    expect(error).to_have_count(0)
    expect(box).not_to_have_attribute("aria-invalid", "true")
    assert (stored(orm)["max"], stored(orm)["label"]) == (50, "ご希望")


def test_a_lost_connection_loses_nothing(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(DESK)
    page.goto(WISH)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    write(page, "質問の文", "ご希望")
    notice = page.locator("#unsaved")
    expect(notice).to_contain_text("保存できていません。インターネットにつながっていないためです。")
    axe(page, undecided=FRAME)
    assert stored(orm)["label"] == "希望"
    page.context.set_offline(False)
    expect(notice).to_have_count(0, timeout=20_000)
    expect(page.locator("#saved")).to_contain_text("保存できました。")
    assert stored(orm)["label"] == "ご希望"


def test_an_ended_session_loses_nothing(desk: Any, orm: Callable[[], Any]) -> None:
    page = desk(DESK)
    page.goto(WISH)
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="session")
    write(page, "質問の文", "ご希望")
    notice = page.locator("#unsaved")
    expect(notice).to_contain_text("ログインの期限が切れたためです。")
    axe(page, undecided=FRAME)
    assert stored(orm)["label"] == "希望"
    with page.context.expect_page() as opened:
        notice.get_by_role("link", name="別のタブでログインする").click()
    desk.sign_in(opened.value)
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("手続の管理")
    expect(page.locator("#label")).to_have_value("ご希望")
    notice.get_by_role("button", name="もう一度保存する").click()
    expect(notice).to_have_count(0)
    assert stored(orm)["label"] == "ご希望"
    write(page, "補足", "例）早めに")  # and it goes on as before
    expect(page.frame_locator("#preview").get_by_text("例）早めに")).to_be_visible()
    assert stored(orm)["hint"] == "例）早めに"


def test_a_server_that_starts_again_loses_at_most_the_sentence_being_typed(
    desk: Desk, orm: Callable[[], Any], portal_server: LivePortal
) -> None:
    page = desk(DESK)
    page.goto(WISH)
    page.wait_for_load_state("networkidle")
    write(page, "質問の文", "ご希望の日")
    expect(page.locator("#part-title")).to_have_text("項目「ご希望の日」")
    page.wait_for_load_state("networkidle")
    portal_server.web.kill()
    try:
        page.keyboard.type("例）来週の月曜日")
        notice = page.locator("#unsaved")
        expect(notice).to_contain_text("保存できていません。システムにつながらないためです。")
        expect(page.locator("#saved")).to_be_empty()
        axe(page, undecided=FRAME)
        page.keyboard.type("まで")  # goes on as if nothing were
        expect(page.locator("#hint")).to_have_value("例）来週の月曜日まで")
    finally:
        portal_server.start_web()
    expect(notice).to_have_count(0, timeout=30_000)
    expect(page.locator("#saved")).to_contain_text("保存できました。")
    expect(page.frame_locator("#preview").get_by_text("例）来週の月曜日まで")).to_be_visible()
    assert (stored(orm)["label"], stored(orm)["hint"]) == ("ご希望の日", "例）来週の月曜日まで")
    another = page.context.new_page()
    another.goto(WISH)
    expect(another.locator("#hint")).to_have_value("例）来週の月曜日まで")


def test_a_design_that_ended_meanwhile_says_so(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(DESK)
    page.goto(WISH)
    page.wait_for_load_state("networkidle")
    with orm():
        design = Design.objects.open().get(number=NUMBER)
        end_design(design=design, by=design.started_by, ending=Ending.DISCARDED)
    write(page, "質問の文", "ご希望")
    expect(page.locator("#unsaved")).to_contain_text("この手続の編集が終わったためです")
    expect(page.locator("#label")).to_have_value("ご希望")
    axe(page, undecided=FRAME)


def test_what_is_typed_is_kept_before_something_is_taken_back(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(DESK)
    page.goto(WISH)
    page.wait_for_load_state("networkidle")
    write(page, "質問の文", "ご希望の日")
    expect(page.locator("#part-title")).to_have_text("項目「ご希望の日」")
    page.locator("#hint").fill("例）早めに")
    press(page, "元に戻す")
    expect(page.locator("main")).to_contain_text("元に戻した：項目「ご希望の日」の「補足」を変えた。")
    assert (stored(orm)["label"], "hint" in stored(orm)) == ("ご希望の日", False)


def test_leaving_at_once_keeps_the_last_word(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(DESK)
    page.goto(WISH)
    page.wait_for_load_state("networkidle")
    page.locator("#hint").fill("例）早めに")
    page.locator("#outline").get_by_role("link", name="手続の説明").click()
    page.wait_for_url(f"**{HERE}")
    assert stored(orm)["hint"] == "例）早めに"


def test_two_people_at_once(desk: Any, orm: Callable[[], Any]) -> None:
    mine, theirs = desk(DESK), desk.another()
    for page in (mine, theirs):
        page.goto(WISH)
        page.wait_for_load_state("networkidle")
    write(theirs, "補足", "相手の補足")
    expect(theirs.locator("#saved")).to_contain_text("保存済み")
    expect(theirs.locator("#others")).to_contain_text("渡辺 光さんも、ここを開いています。")
    write(theirs, "質問の文", "相手の名前")
    expect(theirs.locator("#part-title")).to_have_text("項目「相手の名前」")
    write(mine, "質問の文", "自分の名前")
    conflict = mine.locator("#conflict")
    expect(conflict).to_contain_text("小野 実さんが、同じところを先に変えました。")
    axe(mine, undecided=FRAME)
    conflict.get_by_label("自分の内容にする").check()
    press(mine, "この内容に決める")
    assert (stored(orm)["label"], stored(orm)["hint"]) == ("自分の名前", "相手の補足")


def test_what_the_other_changes_comes_into_the_open_page(desk: Any, orm: Callable[[], Any]) -> None:
    mine, theirs = desk(DESK), desk.another()
    press_into_options(mine)
    place = mine.url
    for page in (mine, theirs):
        page.goto(place)
        page.wait_for_load_state("networkidle")
    write(theirs, "補足", "相手の補足")
    theirs.locator("#options-4-label").fill("相手の選択肢")
    theirs.locator("#label").focus()
    expect(theirs.frame_locator("#preview").get_by_text("相手の選択肢")).to_be_visible()
    mine.locator("#options-4-label").fill("自分の選択肢")
    mine.locator("#options-4-label").press("Tab")
    expect(mine.locator("#others")).to_contain_text(
        "小野 実さんが「補足、選択肢」を変えたので、この画面にも入れました。"
    )
    expect(mine.locator("#hint")).to_have_value("相手の補足")
    values = [box.input_value() for box in mine.locator("[name^=options][name$=-label]").all()]
    assert values == ["選択肢1", "選択肢2", "窓口", "郵送", "自分の選択肢", "相手の選択肢", "", ""]
    assert mine.evaluate("document.activeElement.name") == "options-4-hint"  # where Tab led
    axe(mine, undecided=FRAME)
    write(mine, "質問の文", "受け取りかた")
    expect(mine.locator("#part-title")).to_have_text("項目「受け取りかた」")
    item = stored(orm, re.findall(r"items/(\w+)/", place)[0])
    assert (item["hint"], [one["label"] for one in item["options"][4:]]) == (
        "相手の補足",
        ["自分の選択肢", "相手の選択肢"],
    )


def test_without_javascript(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(PHONE, javascript=False)
    page.goto(WISH)
    page.fill("[name=label]", "ご希望")
    with page.expect_navigation():
        page.locator("noscript button, .actions button", has_text="保存する").last.click()
    assert stored(orm)["label"] == "ご希望"
    page.goto(f"{HERE}at/pages/applicant/")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^下へ.*氏名")).click()
    with orm():
        document = json.loads(Design.objects.open().get(number=NUMBER).document)
    assert [one["id"] for one in document["pages"][0]["items"]][:2] == ["applicant_email", "applicant_name"]


def test_beginning_from_the_live_version(desk: Desk, orm: Callable[[], Any]) -> None:
    page = desk(DESK)
    with orm():
        if not Design.objects.filter(number=9952).exists():
            make_procedure(number=9952)
    page.goto("/designer/9952/")
    if page.get_by_role("button", name="編集を始める").count():
        axe(page)
        press(page, "編集を始める")
    expect(page.get_by_role("heading", level=1)).to_have_text("小さな手続")
