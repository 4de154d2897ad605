"""The safe Markdown subset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.checker.dom import parse
from accessibility.components.markdown import render_markdown

ALLOWED = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "strong", "em", "a", "ul", "ol", "li",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# 見出し", "<h2>見出し</h2>\n"),
        ("**太字**と*強調*", "<p><strong>太字</strong>と<em>強調</em></p>\n"),
        ("- 一\n- 二", "<ul>\n<li>一</li>\n<li>二</li>\n</ul>\n"),
        ("1. 一", "<ol>\n<li>一</li>\n</ol>\n"),
        ("[手数料](/fees/)", '<p><a href="/fees/">手数料</a></p>\n'),
        ("[市](https://www.example.jp/)", '<p><a href="https://www.example.jp/">市</a></p>\n'),
        ("[電話](tel:018-888-0000)", '<p><a href="tel:018-888-0000">電話</a></p>\n'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](JaVaScRiPt:alert(1))", "<p>[x](JaVaScRiPt:alert(1))</p>\n"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>\n"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>\n"),
        ("<b onclick=x>太字</b>", "<p>&lt;b onclick=x&gt;太字&lt;/b&gt;</p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("https://www.example.jp/", "<p>https://www.example.jp/</p>\n"),
        ("`x`", "<p>`x`</p>\n"),
    ],
)
def test_what_is_understood_and_what_is_text(text: str, html: str):
    assert render_markdown(text) == html


def test_heading_levels_are_shifted_and_end_at_six():
    text = "# 一\n\n## 二\n\n##### 五"
    assert [element.tag for element in parse(render_markdown(text, level=3)).walk()] == ["h3", "h4", "h6"]


def test_table_heads_have_a_scope():
    html = render_markdown("|手続|額|\n|-|-|\n|住民票|300円|")
    assert [th.attributes for th in parse(html).find("th")] == [{"scope": "col"}, {"scope": "col"}]


def test_column_alignment_is_left_out():
    html = render_markdown("|手続|額|\n|:-:|-:|\n|住民票|300円|")
    assert [cell.attributes for cell in parse(html).find("th", "td")] == [{"scope": "col"}, {"scope": "col"}, {}, {}]


@given(st.text(alphabet=st.sampled_from("<>&\"'[]()!*_#|-`\\:/ \najvscriptonhref=\u3000日"), max_size=80))
def test_no_text_becomes_other_markup(text: str):
    for element in parse(render_markdown(text)).walk():
        assert element.tag in ALLOWED
        assert element.attributes.keys() <= {"href", "scope", "start"}
        href = element.attributes.get("href", "/")
        assert href.lower().startswith(("https:", "http:", "mailto:", "tel:", "/", "#"))
        assert not href.startswith("//")
