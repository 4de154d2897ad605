"""Buttons, messages, lists, tables, navigation."""

import pytest
from pytest_django.asserts import assertHTMLEqual

from accessibility.checker.dom import parse
from tests.accessibility.rendering import rendered


def test_button():
    assertHTMLEqual(
        rendered(
            '{% button label="修正する" context="（氏名）" style="secondary" size="small" name="_action" value="edit" '
            'form="f" id="b" described_by="h" %}',
        ),
        """<button class="btn btn--secondary btn--small" type="submit" id="b" name="_action" value="edit" form="f"
        aria-describedby="h">修正する<span class="unseen">（氏名）</span></button>""",
    )


def test_link_button():
    assertHTMLEqual(
        rendered('{% link_button label="始める" url=url %}', url="/a/?b=1&c=2"),
        '<a class="btn btn--primary" href="/a/?b=1&amp;c=2">始める</a>',
    )


def test_error_summary_counts_and_links():
    html = rendered(
        "{% error_summary errors=errors %}",
        errors=[{"id": "c", "message": "通数を入力してください"}, {"message": "読み込み直してください"}],
    )
    assertHTMLEqual(
        html,
        """<div class="error-summary stack-s" tabindex="-1" id="error-summary" role="group"
        aria-labelledby="error-summary-title" autofocus data-error-summary>
        <h2 class="error-summary__title" id="error-summary-title">入力内容に誤りがあります（2件）</h2>
        <ul class="error-summary__list"><li><a href="#c">通数を入力してください</a></li>
        <li>読み込み直してください</li></ul></div>""",
    )


def test_no_errors_no_summary():
    assert rendered("{% error_summary errors=errors %}", errors=[]).strip() == ""


@pytest.mark.parametrize("level", [2, 3, 4])
@pytest.mark.parametrize("tag", ["notice", "box", "empty_state"])
def test_titles_have_the_level_asked_for(tag: str, level: int):
    html = rendered(f'{{% {tag} title="題" level=level %}}<p>文</p>{{% end{tag} %}}', level=level)
    assert [(heading.tag, heading.text()) for heading in parse(html).find("h2", "h3", "h4")] == [(f"h{level}", "題")]


def test_disclosure():
    assertHTMLEqual(
        rendered('{% disclosure summary="届かないとき" open=True %}<p>文</p>{% enddisclosure %}'),
        """<details class="disclosure" open><summary class="disclosure__summary">届かないとき</summary>
        <div class="disclosure__body stack-s"><p>文</p></div></details>""",
    )


def test_summary_list_says_which_answer_a_link_changes():
    html = rendered(
        "{% summary_list rows=rows %}",
        rows=[{"label": "氏名", "value": "秋田\n太郎", "change_url": "/c/"}, {"label": "連絡", "value": ""}],
    )
    (link,) = parse(html).find("a")
    assert link.text() == "修正する（氏名）"
    assert [dd.text().strip() for dd in parse(html).find("dd")] == ["秋田太郎", "修正する（氏名）", "未入力"]


def test_timeline_marks_where_things_stand():
    html = rendered(
        "{% timeline items=items %}",
        items=[{"title": "受付"}, {"title": "審査", "state": "now"}, {"title": "郵送", "state": "todo"}],
    )
    assert [(li.attributes.get("aria-current"), li.text().split()) for li in parse(html).find("li")] == [
        (None, ["受付"]),
        ("step", ["審査"]),
        (None, ["これから：郵送"]),
    ]


def test_data_table_heads_rows_and_columns():
    html = rendered(
        "{% data_table caption='一覧' columns=columns rows=rows %}",
        columns=[{"label": "番号"}, {"label": "額", "numeric": True}],
        rows=[{"cells": [{"value": "A", "url": "/a/", "header": True}, "600円"], "current": True}],
    )
    assert [(th.attributes["scope"], th.text().strip()) for th in parse(html).find("th")] == [
        ("col", "番号"),
        ("col", "額"),
        ("row", "A"),
    ]
    assert [(td.attributes["data-th"], td.attributes["class"]) for td in parse(html).find("td")] == [("額", "num")]
    assert [tr.attributes.get("aria-current") for tr in parse(html).find("tr")] == [None, "true"]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        rendered(
            "{% data_table caption='x' columns=columns rows=rows %}", columns=[{"label": "a"}], rows=[{"cells": []}]
        )


def test_an_unknown_key_in_a_list_is_refused():
    with pytest.raises(TypeError, match=r"unknown keys \['lable'\]"):
        rendered("{% tiles items=items %}", items=[{"lable": "引越し", "url": "/"}])


def test_views_say_which_is_open():
    html = rendered(
        "{% views_tabs items=items label='一覧の切り替え' %}",
        items=[{"label": "全部", "url": "/a/", "count": 0, "current": True}, {"label": "自分", "url": "/b/"}],
    )
    assert [(a.attributes.get("aria-current"), a.text()) for a in parse(html).find("a")] == [
        ("page", "全部 0件"),
        (None, "自分"),
    ]


@pytest.mark.parametrize(
    ("arguments", "links"),
    [("", []), ("next_url='/n/'", ["次のページ"]), ("previous_url='/p/' next_url='/n/'", ["前のページ", "次のページ"])],
)
def test_pager(arguments: str, links: list[str]):
    html = rendered(f"{{% pager {arguments} %}}")
    assert [a.text() for a in parse(html).find("a")] == links
    assert ("<nav" in html) is bool(links)


def test_steps_in_words():
    assertHTMLEqual(rendered("{% steps current=3 total=5 %}"), '<p class="steps">全5ステップ中3ステップ目</p>')


def test_status_is_read_out():
    assertHTMLEqual(
        rendered("{% status_message text='保存しました' %}"),
        '<p class="notice notice--ok" role="status">保存しました</p>',
    )


def test_messages_need_no_request():
    assert rendered("{% status_messages %}").strip() == ""
