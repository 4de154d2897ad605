"""The JavaScript modules, each with what it promises; the pages work without them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import DESK, PHONE

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]


def test_focus_goes_to_the_error_summary_and_from_there_to_the_box(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url)
    page.goto("/accessibility/components/error_summary/")
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="生年月日の「月」を入力してください。例）4").click()
    expect(page.locator("#es-d-month")).to_be_focused()
    # The question is in view with its box.
    legend = page.locator("legend", has_text="対象の方の生年月日")
    assert legend.evaluate("legend => legend.getBoundingClientRect().top") >= 0


def test_without_javascript_the_summary_is_focused_and_its_links_work(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url, javascript=False)
    page.goto("/accessibility/components/error_summary/")
    assert page.title().startswith("エラー：")
    page.get_by_role("link", name="通数は1から10までの数字で入力してください。例）2").click()
    assert page.url.endswith("#es-c")


def test_a_form_is_sent_once(pages_url: str, page_at: PageAt):
    page = page_at(DESK, base_url=pages_url)
    page.goto("/accessibility/components/button/")
    sent: list[str] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
            return  # never answered: the first sending stays under way
        route.continue_()

    page.route("**/*", hold)
    seen = page.locator("button[value='edit:name']").evaluate(
        """async button => {
          button.click(); button.click();
          await new Promise(resolve => setTimeout(resolve, 50));
          button.click();
          return [button.getAttribute('aria-disabled'), button.form.querySelector('[role=status]').textContent];
        }""",
    )
    assert seen == ["true", "送信しています"]
    assert sent == ["_action=edit%3Aname"]


def test_a_password_can_be_shown(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url)
    page.goto("/accessibility/components/password_field/")
    box, button = page.locator("#p1"), page.locator("[aria-controls=p1]")
    box.fill("見えない")
    assert (box.get_attribute("type"), button.get_attribute("aria-pressed")) == ("password", "false")
    button.click()
    assert (box.get_attribute("type"), button.get_attribute("aria-pressed")) == ("text", "true")
    button.click()
    assert (box.get_attribute("type"), box.input_value()) == ("password", "見えない")


def test_without_javascript_there_is_no_button_that_does_nothing(pages_url: str, page_at: PageAt):
    page = page_at(PHONE, base_url=pages_url, javascript=False)
    page.goto("/accessibility/components/password_field/")
    assert page.locator("[data-password] button:visible").count() == 0


QUEUE = """<!doctype html><html lang="ja"><head><title>受付一覧｜秋田市</title>
<script type="module" src="/static/js/components/shortcuts.js"></script></head><body>
<button data-shortcuts-toggle hidden>文字キーの操作</button>
<details data-shortcuts-help><summary>すべての操作</summary>j k c</details>
<input id="q" aria-label="探す">
<table data-shortcuts><tbody>
<tr><td><input type="checkbox" aria-label="選ぶ">
<a href="#one">一</a><button data-shortcut="c">担当する</button></td></tr>
<tr><td><a href="#two">二</a><button data-shortcut="c" data-second>担当する</button></td></tr>
</tbody></table></body></html>"""


@pytest.fixture
def queue(pages_url: str, page_at: PageAt) -> Page:
    page = page_at(DESK, base_url=pages_url)
    page.route("**/queue/", lambda route: route.fulfill(body=QUEUE, content_type="text/html; charset=utf-8"))
    page.goto("/queue/")
    page.evaluate("document.addEventListener('click', e => { window.pressed = e.target.dataset.second })")
    return page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_keys_move_through_a_list(queue: Page):
    seen = []
    for key in "jjjkk":
        queue.keyboard.press(key)
        seen.append(focused(queue))
    assert seen == ["一", "二", "二", "一", "一"]
    queue.keyboard.press("k")
    queue.keyboard.press("j")
    queue.keyboard.press("c")
    assert queue.evaluate("window.pressed") == ""  # the button of the second row
    queue.keyboard.press("?")
    assert (queue.locator("details").get_attribute("open"), focused(queue)) == ("", "すべての操作")


def test_keys_leave_typing_alone(queue: Page):
    queue.focus("#q")
    queue.keyboard.type("jkc?")
    assert queue.input_value("#q") == "jkc?"
    assert queue.evaluate("window.pressed") is None


def test_keys_can_be_switched_off_and_stay_off(queue: Page):
    toggle = queue.get_by_role("button", name="文字キーの操作")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    queue.reload()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    queue.keyboard.press("j")
    assert focused(queue) != "一"
    toggle.click()
    queue.keyboard.press("j")
    assert focused(queue) == "一"
