"""The hosted pages in a browser: as a payer meets them, without JavaScript too, and as the control page plays them."""

import pytest

from payments.gateways.contract import AttemptRef, Method, Status
from tests.axe import axe
from tests.browser import DESK, PHONE
from tests.journeys.steps import press
from tests.payments.gateways.shop import Shop, shop_of

pytestmark = pytest.mark.browser


@pytest.fixture
def till(gateway_server, webhook_mailbox) -> Shop:
    return shop_of("sandbox", gateway_server, webhook_mailbox)


def _open(till: Shop, page, method: Method) -> AttemptRef:
    request = till.request(method)
    started = till.adapter.start(request)
    page.goto(started.action.url)
    return AttemptRef(attempt=request.attempt, session_id=started.session_id)


def _fill_card(page, number: str) -> None:
    page.get_by_label("カード番号").fill(number)
    page.get_by_label("有効期限（月/年）").fill("12/39")
    page.get_by_label("セキュリティコード").fill("123")
    press(page, "600円を支払う")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_card_declined_then_paid_after_3d_secure(till, page_at, javascript):
    page = page_at(PHONE, javascript=javascript)
    ref = _open(till, page, Method.CARD)
    assert page.title() == "カードで支払う｜見本の決済サービス"
    press(page, "600円を支払う")
    assert page.get_by_text("カード番号が正しくありません").count() == 2  # in the summary and at the box
    _fill_card(page, "4000 0000 0000 9995")
    assert page.get_by_text("カードの残高または利用できる金額が足りません。").is_visible()
    _fill_card(page, "4000000000003220")
    assert page.title() == "本人認証（3Dセキュア）｜見本の決済サービス"
    page.get_by_label("ワンタイムパスワード").fill("000000")
    press(page, "認証する")
    page.get_by_label("ワンタイムパスワード").fill("123456")
    press(page, "認証する")
    page.wait_for_url(f"{till.mailbox.origin}/return")
    assert till.adapter.fetch(ref).status == Status.PAID


def test_a_real_card_number_is_not_taken_and_not_kept(till, page_at, gateway_server):
    page = page_at()
    ref = _open(till, page, Method.CARD)
    _fill_card(page, "5555555555554444")  # passes Luhn, but is no sample of ours
    assert page.get_by_text("ここで使えるのは見本のカード番号だけです").is_visible()
    assert page.get_by_label("カード番号").input_value() == ""
    written = (gateway_server.folder / "books" / "journal.jsonl").read_text()
    assert "5555555555" not in written.replace(" ", "").replace("-", "")  # four digits stand in many an identifier
    assert till.adapter.fetch(ref).decline == "not_a_sample_card"


def test_giving_up_the_3d_secure_step_leaves_another_try(till, page_at):
    page = page_at()
    ref = _open(till, page, Method.CARD)
    _fill_card(page, "4000000000003220")
    press(page, "認証をやめる")
    assert page.get_by_text("本人認証（3Dセキュア）が完了しませんでした。").is_visible()
    assert till.adapter.fetch(ref).status == Status.OPEN


def test_the_wallet(till, page_at):
    page = page_at(PHONE)
    ref = _open(till, page, Method.WALLET)
    press(page, "残高が足りないことにする")
    assert page.get_by_text("残高が足りません。").is_visible()
    press(page, "600円を支払う")
    page.wait_for_url(f"{till.mailbox.origin}/return")
    assert till.adapter.fetch(ref).method == Method.WALLET


def test_a_konbini_number_paid_three_days_later_on_the_control_page(till, page_at, gateway_server):
    page = page_at()
    ref = _open(till, page, Method.KONBINI)
    press(page, "支払いの番号を受け取る")
    assert page.get_by_text("支払うコンビニを選んでください。").count() == 2
    page.get_by_label("ローソン").check()
    press(page, "支払いの番号を受け取る")
    assert page.title() == "コンビニで支払う番号｜見本の決済サービス"
    assert page.get_by_role("link", name="秋田市の画面へ戻る").get_attribute("href") == f"{till.mailbox.origin}/return"
    page.goto(f"{gateway_server.url}/control/")
    press(page, "3日進める")
    page.get_by_role("button", name="レジで支払われたことにする").first.click()
    assert till.adapter.fetch(ref).status == Status.PAID


def test_leaving_changes_nothing(till, page_at):
    page = page_at()
    ref = _open(till, page, Method.CARD)
    page.get_by_role("link", name="支払わずに、秋田市の画面へ戻る").click()
    page.wait_for_url(f"{till.mailbox.origin}/cancel")
    assert till.adapter.fetch(ref).status == Status.OPEN


def test_a_checkout_that_is_over(till, page_at):
    page = page_at(PHONE)
    request = till.request()
    started = till.adapter.start(request)
    till.adapter.close(AttemptRef(attempt=request.attempt, session_id=started.session_id))
    answer = page.goto(started.action.url)
    assert (answer.status, page.title()) == (410, "この画面では支払えません｜見本の決済サービス")
    axe(page)
    ref, _snapshot = till.paid()
    page.goto(f"{till.server.url}/checkout/{ref.session_id}/")
    assert page.title() == "支払いは終わっています｜見本の決済サービス"


def test_an_unknown_checkout_is_not_found(till, page_at):
    page = page_at()
    assert page.goto(f"{till.server.url}/checkout/cs_test_unknown/").status == 404


def test_the_control_page_disturbs_the_post_and_the_api(till, page_at, gateway_server):
    page = page_at()
    page.goto(f"{gateway_server.url}/control/")
    page.get_by_label("ためておく").check()
    page.get_by_role("button", name="決める").first.click()
    ref, _snapshot = till.paid()
    page.reload()
    assert page.get_by_text("ためてある通知が1件あります。").is_visible()
    press(page, "新しい順に送る")
    till.mailbox.wait_for(ref.session_id)
    page.get_by_label("次の", exact=True).select_option("refund")
    page.get_by_label("起きること").select_option("cut_after")
    press(page, "1回起こす")
    assert page.get_by_text("返金: 処理したあとに接続が切れる").is_visible()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_is_accessible(till, page_at, width):
    page = page_at(width)
    for method in (Method.CARD, Method.WALLET, Method.KONBINI):
        _open(till, page, method)
        axe(page)
    press(page, "支払いの番号を受け取る")
    axe(page)
    page.get_by_label("ローソン").check()
    press(page, "支払いの番号を受け取る")
    axe(page)
    _open(till, page, Method.CARD)
    press(page, "600円を支払う")
    axe(page)
    _fill_card(page, "4000000000000002")
    axe(page)
    _fill_card(page, "4000000000003220")
    axe(page)
    till.paid(number="4000000000000259")
    till.server.control("pay_out")
    page.goto(f"{till.server.url}/control/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
