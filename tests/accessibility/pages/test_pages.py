"""Policy, results, previews and error pages as HTML."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accessibility.checker.checks import check_html
from accessibility.checker.dom import parse

# 附属書JB.3.1, in its words and its order.
NINE = [
    "表明日",
    "規格の規格番号及び改正年",
    "満たしている適合レベル",
    "対象となるウェブページに関する簡潔な説明",
    "依存したウェブコンテンツ技術のリスト",
    "試験対象のウェブページを選択した方法",
    "試験を行ったウェブページのURI",
    "達成基準チェックリスト",
    "試験実施期間",
]
POLICY = [
    "対象範囲",
    "目標とする適合レベル及び対応度",
    "目標を達成する期限",
    "例外事項",
    "追加する達成基準",
    "現時点で把握している問題点及びその対応",
    "担当部署",
    "連絡先",
]
FOOTER = ["ウェブアクセシビリティ方針", "試験結果", "個人情報の取扱い", "指定納付受託者", "利用規約"]


@pytest.fixture
def page(client: Client):
    def get(address: str, status: int = 200) -> str:
        response = client.get(address)
        assert response.status_code == status
        return response.content.decode()

    return get


def headings(html: str) -> list[str]:
    return [heading.text().strip() for heading in parse(html).find("h2")]


def test_the_results_have_the_nine_items_in_order(page):
    assert [text for text in headings(page("/accessibility/results/")) if text in NINE] == NINE


def test_the_policy_has_its_items(page):
    assert [text for text in headings(page("/accessibility/")) if text in POLICY] == POLICY


def test_nothing_is_claimed_that_was_not_tested(page):
    policy, results = parse(page("/accessibility/")).text(), page("/accessibility/results/")
    assert "現在の対応度は「配慮」です" in policy
    assert "未試験（目標は適合レベルAA）" in results
    cells = [[cell.text().strip() for cell in row.find("td")] for row in parse(results).find("tr")][1:]
    assert len(cells) == 56
    assert {row[3] for row in cells} == {"未実施"}


@pytest.mark.parametrize("address", ["/accessibility/", "/accessibility/results/", "/accessibility/components/"])
def test_every_page_ends_with_help_and_the_statements_in_one_order(page, address: str):
    (footer,) = parse(page(address)).find("footer")
    (links,) = footer.find("ul")
    assert [link.text() for link in links.find("a")] == FOOTER
    assert "018-888-0000" in footer.text()


@pytest.mark.parametrize("address", ["/accessibility/", "/accessibility/results/", "/accessibility/components/"])
def test_the_pages_pass_our_own_checks(page, address: str):
    assert check_html(page(address)) == []


def test_previews_are_for_the_demo_only(page, settings):
    assert "ボタン" in page("/accessibility/components/button/")
    page("/accessibility/components/no_such/", 404)
    settings.DEMO = False
    page("/accessibility/components/", 404)
    page("/accessibility/components/button/", 404)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_statements_are_only_read(client: Client, method: str):
    assert getattr(client, method)("/accessibility/").status_code == 405


def test_pages_are_sent_without_setting_a_session(client: Client):
    assert list(client.get("/accessibility/").cookies) == []


@pytest.mark.parametrize("name", ["400", "403", "404", "csrf", "429", "500", "503"])
def test_error_pages_say_what_to_do(name: str):
    request = RequestFactory().get("/")
    html = render_to_string(f"errors/{name}.html", {}, request)
    text = " ".join(parse(html).text().split())
    assert check_html(html) == []
    assert "018-888-0000" in text
    assert "下書き" in text
    assert "エラーが発生しました" not in text
    assert len(list(parse(html).find("h1"))) == 1


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_last_resort_needs_no_request(name: str):
    assert "<h1>" in render_to_string(f"errors/{name}.html")
