"""A form page while it is being filled in: it follows the answers, and a bad connection takes nothing away.

The same pages without JavaScript, and by keyboard alone, are walked in test_citizen.py.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import PHONE, PageAt
from tests.journeys.steps import complete, confirm_contact, fill, pages_of, press
from tests.journeys.test_citizen import look
from tests.live import LivePortal

pytestmark = pytest.mark.browser

HOUSING, DOG = 6003, 4001
NEXT = "次へ進む"
NEWS = "[data-news]"
CONNECTION = "#connection"
_FOCUSED = "document.activeElement.name || document.activeElement.id"


@pytest.fixture(autouse=True)
def _fresh_limits(portal_server: LivePortal) -> None:
    portal_server.forget_limits()


@pytest.fixture
def at_page(portal_server: LivePortal, page_at: PageAt) -> Callable[..., Page]:
    """A function `at_page(number, page_id)`: a new application on a phone, opened at that page."""

    def opened(number: int, wanted: str, *, clock: bool = False) -> Page:
        page = page_at(PHONE, base_url=portal_server.url)
        if clock:
            page.clock.install()
        page.goto(f"/procedures/{number}/")
        press(page, "申請を始める")
        for page_id, data in pages_of(number).items():
            if page_id == wanted:
                break
            complete(page, data)
        if wanted == "check":
            confirm_contact(page, portal_server.mail)
        assert page.url.endswith(f"/{wanted}/")
        return page

    return opened


class Gate:
    """Holds back what a page sends, until it is opened: `held` says what is waiting."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        self.open = False
        page.route("**/apply/**", self._pass)

    def _pass(self, route: Route) -> None:
        if self.open or route.request.method != "POST":
            route.continue_()
        else:
            self.held.append(route)

    def let_through(self) -> None:
        self.open = True
        for route in self.held:
            route.continue_()


def wait_for_held(page: Page, gate: Gate, number: int = 1) -> None:
    for _turn in range(200):
        if len(gate.held) >= number:
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"{len(gate.held)} of {number} requests were sent")


def add_family(page: Page, row: int = 0) -> None:
    page.get_by_role("button", name="家族を追加する", exact=True).click()
    expect(page.locator(f"[name=members-{row}-member_name-family]")).to_be_focused()


def born_in(page: Page, year: str, row: int = 0) -> None:
    name = f"members-{row}-member_birth_date"
    fill(page, {f"{name}-era": ["western"], f"{name}-year": [year], f"{name}-month": ["4"], f"{name}-day": ["4"]})
    page.keyboard.press("Tab")


def refuse_to_navigate(page: Page) -> list[str]:
    """Every page load from now on is noted in the list that is returned."""
    loads: list[str] = []
    page.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)
    return loads


# -- what is shown follows what is answered


def test_results_follow_what_is_typed(at_page: Callable[..., Page]) -> None:
    page = at_page(HOUSING, "household")
    shown = page.locator("#income_shown")
    expect(shown).to_have_text("0円")
    page.fill("[name=own_income]", "２００万")
    page.fill("[name=own_income]", "２，０００，０００")
    page.keyboard.press("Tab")
    expect(shown).to_have_text("2,000,000円")
    expect(page.locator(NEWS)).to_have_text("世帯の所得の合計は2,000,000円です。")
    assert page.input_value("[name=own_income]") == "２，０００，０００"
    look(page)


def test_results_follow_what_is_typed_in_rows(at_page: Callable[..., Page]) -> None:
    page = at_page(HOUSING, "household")
    add_family(page)
    expect(page.locator("#size_shown")).to_have_text("1人")  # an empty row is nobody yet
    born_in(page, "1990")
    income = page.locator("[name=members-0-member_income]")
    income.wait_for()  # asked from 15 years of age on
    expect(page.locator("#size_shown")).to_have_text("2人")
    income.fill("300000")
    page.keyboard.press("Tab")
    expect(page.locator("#income_shown")).to_have_text("300,000円")
    expect(page.locator(NEWS)).to_have_text("世帯の所得の合計は300,000円です。")
    look(page)


def test_rows_come_and_go_in_place(at_page: Callable[..., Page]) -> None:
    page = at_page(HOUSING, "household")
    loads = refuse_to_navigate(page)
    page.fill("[name=own_income]", "100")
    add_family(page)
    expect(page.locator(NEWS)).to_have_text("世帯の所得の合計は100円です。「家族 1」を追加しました。")
    page.keyboard.type("山王")
    add_family(page, 1)
    page.keyboard.type("土崎")
    look(page)
    before = page.evaluate("scrollY")
    page.get_by_role("button", name="家族 1を削除する").click()
    expect(page.locator("#members-0")).to_be_focused()
    expect(page.locator(NEWS)).to_have_text("「家族 1」を削除しました。")
    assert page.locator("fieldset.row").count() == 1
    assert page.input_value("[name=members-0-member_name-family]") == "土崎"
    assert page.input_value("[name=own_income]") == "100"
    assert abs(page.evaluate("scrollY") - before) < 800  # not thrown to the top
    assert loads == []
    look(page)
    page.get_by_role("button", name="家族 1を削除する").click()
    expect(page.locator("#members")).to_be_focused()
    press(page, NEXT)
    assert "/need/" in page.url


def test_questions_above_do_not_move_what_is_in_front_of_the_eyes(at_page: Callable[..., Page]) -> None:
    page = at_page(HOUSING, "household")
    add_family(page)
    add_family(page, 1)
    gate = Gate(page)
    born_in(page, "1990")
    wait_for_held(page, gate)
    box = page.locator("[name=members-1-member_name-given]")
    box.click()
    place = page.evaluate("[document.activeElement.getBoundingClientRect().top, scrollY]")
    gate.let_through()
    page.locator("[name=members-0-member_income]").wait_for()
    expect(page.locator(NEWS)).to_have_text("入力した内容に合わせて、質問を追加しました。世帯の人数は2人です。")
    expect(box).to_be_focused()
    moved = page.evaluate("[document.activeElement.getBoundingClientRect().top, scrollY]")
    assert moved[0] == pytest.approx(place[0], abs=2)
    assert moved[1] > place[1]


def test_a_word_half_typed_is_not_touched(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "dog")
    gate = Gate(page)
    page.locator("[name=has_microchip][value=yes]").check()
    wait_for_held(page, gate)
    page.evaluate(
        """() => {
          window.ended = 0;
          document.addEventListener("compositionend", () => { window.ended += 1; });
        }"""
    )
    page.fill("[name=dog_name]", "の犬")
    page.locator("[name=dog_name]").evaluate("box => box.setSelectionRange(0, 0)")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "あきた", "selectionStart": 3, "selectionEnd": 3})
    gate.let_through()
    page.locator("[name=microchip_number]").wait_for()
    expect(page.locator(NEWS)).to_have_text("入力した内容に合わせて、質問を追加しました。")
    assert page.evaluate(f"[{_FOCUSED}, window.ended, document.activeElement.selectionStart]") == ["dog_name", 0, 3]
    keyboard.send("Input.insertText", {"text": "秋田"})
    assert page.input_value("[name=dog_name]") == "秋田の犬"
    assert page.evaluate("window.ended") == 1


def test_who_cannot_apply_is_told_at_once(at_page: Callable[..., Page]) -> None:
    page = at_page(HOUSING, "need")
    own = page.locator("[name=home_now][value=own]")
    own.check()
    expect(page.locator("#stop")).to_contain_text("持ち家のある方は、原則として申し込めません。")
    expect(page.locator(NEWS)).to_contain_text("この手続では受け付けられません")
    expect(own).to_be_focused()
    look(page)
    page.locator("[name=home_now]:not([value=own])").first.check()
    page.locator("#stop").wait_for(state="detached")


# -- the postcode


def test_a_postcode_fills_in_the_address_in_place(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "applicant")
    loads = refuse_to_navigate(page)
    page.fill("[name=applicant_name-family]", "山王")
    page.fill("[name=applicant_address-postcode]", "０１０－０９５１")
    page.get_by_role("button", name="住所を探す").click()
    expect(page.locator("[name=applicant_address-street]")).to_be_focused()
    expect(page.locator(NEWS)).to_have_text("住所を入れました。続きを入力してください。")
    assert page.input_value("[name=applicant_address-postcode]") == "010-0951"
    assert page.input_value("[name=applicant_name-family]") == "山王"
    look(page)
    page.fill("[name=applicant_address-postcode]", "000-0000")
    page.get_by_role("button", name="住所を探す").click()
    expect(page.locator("[name=applicant_address-postcode]")).to_be_focused()
    expect(page.locator("main")).to_contain_text("郵便番号「000-0000」が見つかりません。")
    expect(page.locator(NEWS)).to_be_empty()
    look(page)
    assert loads == []
    data = pages_of(DOG)["applicant"]
    complete(page, data)  # nothing was saved in between, so nothing was saved elsewhere
    assert page.locator("#elsewhere").count() == 0


def test_who_types_on_while_the_postcode_is_looked_up_keeps_it(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "applicant")
    gate = Gate(page)
    page.fill("[name=applicant_address-postcode]", "010-0951")
    page.get_by_role("button", name="住所を探す").click()
    wait_for_held(page, gate)
    page.locator("[name=applicant_address-street]").click()
    page.keyboard.type("1番1号")
    gate.let_through()
    expect(page.locator(NEWS)).to_have_text("住所を入れました。続きを入力してください。")
    assert page.input_value("[name=applicant_address-town]") == "山王"
    assert page.input_value("[name=applicant_address-street]") == "1番1号"
    assert page.evaluate(_FOCUSED) == "applicant_address-street"


# -- slow, lost, in trouble


def test_a_slow_connection_is_told_and_twice_is_once(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "applicant", clock=True)
    fill(page, pages_of(DOG)["applicant"])
    gate = Gate(page)
    button = page.get_by_role("button", name=NEXT, exact=True)
    button.click()
    wait_for_held(page, gate)
    line = page.locator("[data-sending-status][role=status]")
    page.clock.run_for(100)
    expect(line).to_have_text("送信しています")
    page.clock.run_for(1_000)
    expect(line).to_have_text("通信しています…")
    assert line.is_visible()
    button.click(force=True)
    page.keyboard.press("Enter")
    look(page)
    page.clock.run_for(10_000)
    expect(line).to_have_text(re.compile("^通信に時間がかかっています。このままお待ちください。"))
    look(page)
    with page.expect_navigation():
        gate.let_through()
    assert len(gate.held) == 1
    assert "/dog/" in page.url


def test_without_a_connection_nothing_is_lost(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "applicant")
    data = pages_of(DOG)["applicant"]
    fill(page, data)
    page.context.set_offline(True)
    page.get_by_role("button", name=NEXT, exact=True).click()
    notice = page.locator(CONNECTION)
    expect(notice).to_be_focused()
    expect(notice).to_contain_text(
        "入力した内容はこの画面に残っています。つながったら、もう一度「次へ進む」を押してください。"
    )
    assert page.input_value("[name=applicant_name-family]") == data["applicant_name-family"][0]
    page.get_by_role("button", name="もう一度送る").click()
    expect(notice).to_be_focused()  # still not connected
    page.context.set_offline(False)
    expect(notice.get_by_role("heading")).to_have_text("まだ送っていません")
    expect(notice.get_by_role("status")).to_have_text(
        "インターネットにつながりました。「もう一度送る」を押してください。"
    )
    look(page)
    press(page, "もう一度送る")
    assert "/dog/" in page.url


@pytest.mark.parametrize("label", [NEXT, "保存して中断する", "家族を追加する"])
def test_a_connection_that_breaks_is_told_and_the_same_button_pressed_again(
    at_page: Callable[..., Page], label: str
) -> None:
    page = at_page(HOUSING, "household")
    fill(page, pages_of(HOUSING)["household"])
    broken: list[Any] = []

    def cut(route: Route) -> None:
        broken.append(route.request.post_data)
        route.abort()

    page.route("**/household/", cut, times=1)
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(CONNECTION)).to_contain_text(f"もう一度「{label}」を押してください。")
    assert len(broken) == 1
    look(page)
    page.unroute("**/household/")
    page.get_by_role("button", name="もう一度送る").click()
    if label == "家族を追加する":
        expect(page.locator("[name=members-0-member_name-family]")).to_be_focused()
        assert page.locator(CONNECTION).count() == 0
    else:
        page.wait_for_url("**/need/" if label == NEXT else "**/saved/")


_ANSWERS = {
    503: (
        "<main><div><h1>ただいま、サービスを止めています</h1><p>点検のため、使えません。</p><p>後</p></div></main>",
        "点検のため、使えません。",
    ),
    429: (
        "<main><div><h1>短い時間に、操作が多く行われました</h1><p>受付を止めています。</p></div></main>",
        "受付を止めています。",
    ),
    500: ("Internal Server Error", "市のシステムが応答できませんでした"),
    502: ("", "市のシステムが応答できませんでした"),
}


@pytest.mark.parametrize("status", _ANSWERS)
def test_a_server_in_trouble_takes_nothing(at_page: Callable[..., Page], status: int) -> None:
    page = at_page(DOG, "applicant")
    data = pages_of(DOG)["applicant"]
    fill(page, data)
    body, words = _ANSWERS[status]
    page.route(
        "**/applicant/",
        lambda route: route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8"),
        times=1,
    )
    page.get_by_role("button", name=NEXT, exact=True).click()
    notice = page.locator(CONNECTION)
    expect(notice).to_be_focused()
    expect(notice).to_contain_text(words)
    expect(notice).to_contain_text("入力した内容はこの画面に残っています。")
    assert page.input_value("[name=applicant_name-family]") == data["applicant_name-family"][0]
    look(page)
    press(page, "もう一度送る")
    assert "/dog/" in page.url


def test_a_token_that_is_too_old_is_renewed(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "applicant")
    fill(page, pages_of(DOG)["applicant"])
    page.context.clear_cookies(name="csrftoken")
    with page.expect_response(lambda answer: answer.request.method == "GET"):
        page.get_by_role("button", name=NEXT, exact=True).click()
    expect(page.locator(CONNECTION)).to_contain_text("もう一度、送ってください")
    look(page)
    press(page, "もう一度送る")
    assert "/dog/" in page.url


def test_two_tabs_are_told_of_each_other_with_nothing_lost(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "applicant")
    other = page.context.new_page()
    other.goto(page.url)
    fill(page, pages_of(DOG)["applicant"])
    press(page, NEXT)
    other.fill("[name=applicant_name-family]", "別の名前")
    press(other, NEXT)
    expect(other.locator("#elsewhere")).to_contain_text("この手続は、別のタブや前に開いた画面で、先に保存されました。")
    assert other.input_value("[name=applicant_name-family]") == "別の名前"
    look(other)


def test_what_is_sent_off_waits_for_the_connection_too(at_page: Callable[..., Page]) -> None:
    page = at_page(DOG, "check")
    page.context.set_offline(True)
    page.get_by_role("button", name="申請する", exact=True).click()
    expect(page.locator(CONNECTION)).to_contain_text("もう一度「申請する」を押してください。")
    page.context.set_offline(False)
    look(page)  # not before: ending axe's session with the browser also ends being offline
    press(page, "もう一度送る")
    assert page.url.endswith("/done/")
