"""An administrator who never programmed writes 粗大ごみ収集申込 from an empty page, by the keyboard alone.

It is tried, checked, approved by a second administrator and published; then a citizen applies and a clerk handles it.
"""

import re
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.journeys.keys import key_in, key_on, key_pick, key_send
from tests.journeys.steps import FormValues, complete, confirm_contact, press, sign_in
from tests.journeys.test_spine import take_payment
from tests.live import LivePortal, wait_until

pytestmark = pytest.mark.browser

FIT = ("次へ", "欄を合わせる")  # what fits the boxes to what was chosen
NUMBER = 4003
RECEIPT = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]")
FRAMED = {
    "heading-order": "the preview's frame is a page of its own, and the heading after it follows the one before it"
}
TITLE = "粗大ごみ収集申込"


def begin(page: Page, number: int, department: str) -> None:
    page.goto("/designer/")
    key_on(page, "新しい手続を作る")
    about = {"source": "blank", "title": TITLE, "department": department, "number": str(number)}
    key_send(page, about, "作成を始める")


def describe(page: Page) -> None:
    """What the catalogue says of it, its ground, and how surely people are known."""
    key_in(
        page,
        {
            "kind": "report",
            "summary": "一辺が50センチメートルを超えるごみを、家の前まで集めにうかがいます。",
            "who": "秋田市内にお住まいの方です。",
            "what_next": "選んだ日に集めにうかがいます。",
            "life_events": "daily_life",
        },
    )
    key_on(page, "本人確認と代理")
    key_in(page, {"assurance-level": "1", "assurance-reason": "収集の連絡のため、連絡先だけを確かめます。"})


def add_page(page: Page, title: str) -> None:
    key_on(page, "ページ")
    key_on(page, "ページを追加する")
    key_send(page, {"title": title}, "追加する")


def add_item(page: Page, where: str, kind: str, about: dict[str, Any], then: dict[str, Any] | None = None) -> None:
    """An item on the page called `where` in the outline; `then` is filled in on its own sheet."""
    key_on(page, where)
    key_on(page, "項目を追加する")
    key_on(page, kind)
    key_send(page, about, "追加する")
    key_in(page, {"required": "yes", **(then or {})})


def ask(page: Page) -> None:
    """Three pages: who, what, and where and when."""
    add_page(page, "申し込む方")
    who = partial(add_item, page, "1　申し込む方")
    who("氏名", {"label": "氏名", "subject": "applicant"}, {"hint": "住民票のとおりに書いてください。例）秋田 花子"})
    who(
        "電話番号",
        {"label": "電話番号", "subject": "applicant"},
        {"hint": "収集の前に確かめるときに使います。例）018-888-0000"},
    )
    who(
        "メールアドレス",
        {"label": "メールアドレス", "subject": "applicant"},
        {"hint": "受付をお知らせします。例）hanako@example.jp"},
    )
    add_page(page, "出すもの")
    what = partial(add_item, page, "2　出すもの")
    pasted = {"label": "出すものと数", "options-paste": "いす\nストーブ\nたんす"}
    what("品目ごとの数", pasted, {"unit": "点", "min": "1"})
    what("はい・いいえ", {"label": "ストーブの灯油を抜きましたか"})
    decide(page, "条件を決める", "「出すものと数のストーブ」", "1")
    add_page(page, "収集の日と場所")
    where = partial(add_item, page, "3　収集の日と場所")
    where("予約枠", {"label": "収集の日", "slots_from": "bulky_pickup"}, {"earliest": "5", "latest": "40"})
    where("一行の文字", {"label": "出しておく場所"}, {"hint": "例）玄関の前"})


def decide(page: Page, way: str, what: str, value: str) -> None:
    """A condition of the part that is open, in one sentence: what is at least so much."""
    key_on(page, way)
    key_on(page, "条件を追加")
    key_pick(page, "rule-0-0-what", what)
    key_on(page, *FIT)
    key_pick(page, "rule-0-how", "次の値以上")
    key_send(page, {"rule-0-1-value": value}, "保存して戻る")


def calculate(page: Page, way: str, what: str) -> None:
    """What the part that is open is worked out from."""
    key_on(page, way)
    key_pick(page, "rule-what", what)
    key_on(page, *FIT)
    key_on(page, "保存して戻る")


def settle(page: Page) -> None:
    """What is worked out, who is turned away, what it costs, who handles it, what comes out, how long it is kept."""
    key_on(page, "計算")
    key_on(page, "計算を追加する")
    key_send(page, {"type": "integer", "label": "点数の合計"}, "追加する")
    calculate(page, "条件を変える", "「出すものと数」の数の合計")
    key_on(page, "受け付けない条件")
    key_on(page, "受け付けない条件を追加する")
    key_send(page, {"message": "一度に申し込めるのは10点までです。多いときは、お電話ください。"}, "追加する")
    decide(page, "条件を決める", "「点数の合計」", "11")
    key_on(page, "手数料")
    key_in(page, {"fees-timing": "before_review"})
    key_on(page, "手数料を追加する")
    key_pick(page, "item", "粗大ごみ（中）（点 600円）")
    key_on(page, "追加する")
    calculate(page, "条件や計算で決める", "「点数の合計」")
    key_on(page, "処理の流れ")
    key_on(page, "段階を追加する")
    key_send(page, {"title": "収集の準備"}, "追加する")
    key_on(page, "書類")
    key_on(page, "書類を追加する")
    key_send(page, {"when": "received", "template": "receipt", "title": "受付票"}, "追加する")
    key_on(page, "保存期間と統計")
    key_pick(page, "retention-years", "1年")


def publish(author: Page, second: Page, number: int) -> None:
    """The author asks, another administrator reads and approves, the author publishes."""
    key_on(author, "確認事項")
    assert "このままでも公開できます。" in author.inner_text("main")
    axe(author)
    author.goto(f"/designer/{number}/publish/")
    key_send(author, {"note": "電話での申込みをやめるため", "warnings_read": "yes"}, "確認を依頼する")
    second.goto("/designer/")
    key_on(second, f"{number} {TITLE}")
    second.goto(f"/designer/{number}/review/")
    key_on(second, "承認する")
    author.goto(f"/designer/{number}/publish/")
    key_on(author, "公開する")
    assert "版1を公開しました。" in author.inner_text("main")


ANSWERS: tuple[FormValues, ...] = (
    {
        "applicant_name-family": ["山王"],
        "applicant_name-given": ["花子"],
        "applicant_name-family_kana": ["サンノウ"],
        "applicant_name-given_kana": ["ハナコ"],
        "applicant_phone": ["018-888-0000"],
        "applicant_email": ["sodai@example.jp"],
    },
    {"quantities_1-option_1": ["1"], "quantities_1-option_2": ["1"], "yes_no_1": ["yes"]},
    {"text_1": ["玄関の前"]},
)


def apply(portal: LivePortal, phone: Page, number: int) -> str:
    """A guest on a phone; the question about the heater comes up with the heater, and the fee follows the number."""
    phone.goto(f"/procedures/{number}/")
    press(phone, "連絡を始める")
    complete(phone, ANSWERS[0])
    complete(phone, ANSWERS[1])
    phone.get_by_role("radio").first.check()  # the first day that is free
    complete(phone, ANSWERS[2])
    confirm_contact(phone, portal.mail)
    assert "1,200円" in phone.inner_text("main")
    axe(phone)
    press(phone, "連絡する")
    receipt = RECEIPT.search(phone.inner_text("main"))
    assert receipt is not None
    return receipt.group()


def handle(portal: LivePortal, desk: Page, receipt: str) -> None:
    take_payment(portal, desk, receipt)
    desk.goto(f"/staff/cases/{receipt}/")
    assert "玄関の前" in desk.inner_text("main")
    press(desk, "担当する")
    press(desk, "完了にする")
    state = "SELECT state FROM procedures_applications_application WHERE receipt = %s"
    wait_until(lambda: portal.sql(state, receipt.replace("-", "")) == [("completed",)], "the case is closed")


def test_from_an_empty_page_to_a_case_that_is_closed(portal_server: LivePortal, page_at: PageAt) -> None:
    portal_server.forget_limits()
    author, second, desk = (page_at(DESK, base_url=portal_server.url) for _ in range(3))
    sign_in(author, "watanabe@city.example.jp")
    begin(author, NUMBER, "environment")
    describe(author)
    axe(author, undecided=FRAMED)
    ask(author)
    settle(author)
    sign_in(second, "chiba@city.example.jp")
    publish(author, second, NUMBER)
    phone = page_at(PHONE, base_url=portal_server.url)
    receipt = apply(portal_server, phone, NUMBER)
    sign_in(desk, "takahashi@city.example.jp")
    handle(portal_server, desk, receipt)
