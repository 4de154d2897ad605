"""Single controls."""

import pytest
from django.template import Template, TemplateSyntaxError
from pytest_django.asserts import assertHTMLEqual

from accessibility.checker.dom import parse
from tests.accessibility.rendering import field, rendered

CHOICES = [{"value": "a", "label": "全員"}, {"value": "b", "label": "一部", "hint": "一人から"}]


def controls(html: str) -> list[dict[str, str]]:
    return [element.attributes for element in parse(html).find("input", "select", "textarea")]


def test_text_field_before_it_was_sent():
    assertHTMLEqual(
        field(component="text_field", id="c", name="copies", label="通数"),
        """<div class="field">
        <label class="label" for="c">通数<span class="need need--must">※必須</span></label>
        <div><input class="input w-full" type="text" id="c" name="copies" value=""></div>
        </div>""",
    )


def test_text_field_with_everything():
    assertHTMLEqual(
        rendered(
            '{% text_field id="c" name="copies" label="通数" hint="10通まで" error="数字で入力してください。例）2" '
            'value="１５" required=False type="tel" autocomplete="off" inputmode="numeric" width="4" suffix="通" '
            'lang="en" disabled=True %}',
        ),
        """<div class="field">
        <label class="label" for="c">通数<span class="need">※任意</span></label>
        <div class="hint" id="c_helptext">10通まで</div>
        <div class="with-suffix"><input class="input w-4" type="tel" id="c" name="copies" value="１５"
          autocomplete="off" inputmode="numeric" lang="en" aria-describedby="c_helptext c_error"
          aria-invalid="true" disabled>
          <span class="suffix">通</span></div>
        <p class="field-error" id="c_error">＊数字で入力してください。例）2</p>
        </div>""",
    )


def test_no_need_is_shown_where_there_is_none_to_state():
    assert "※" not in field(component="text_field", id="q", name="q", label="探す", required=None)


def test_textarea_keeps_a_leading_line_break():
    html = field(component="textarea_field", id="a", name="a", label="内容", value="\n次の行")
    assert "<textarea" in html
    assert ">\n\n次の行</textarea>" in html


def test_the_first_option_carries_the_groups_id():
    html = field(component="radio_group", id="r", name="scope", label="範囲", choices=CHOICES, value="b")
    assert controls(html) == [
        {"class": "choice__box", "type": "radio", "id": "r", "name": "scope", "value": "a"},
        {
            "class": "choice__box",
            "type": "radio",
            "id": "r-2",
            "name": "scope",
            "value": "b",
            "checked": "",
            "aria-describedby": "r-2_helptext",
        },
    ]


def test_a_groups_error_describes_the_fieldset_and_marks_its_options():
    html = field(component="radio_group", id="r", name="s", label="範囲", choices=CHOICES, hint="補足", error="選んで")
    (fieldset,) = parse(html).find("fieldset")
    assert fieldset.attributes["aria-describedby"] == "r_helptext r_error"
    assert [control["aria-invalid"] for control in controls(html)] == ["true", "true"]
    assert [element.text() for element in parse(html).find("p")] == ["＊選んで"]


def test_a_checkbox_group_describes_its_first_box_too():
    # NVDA with Chrome does not read the description of a fieldset of checkboxes.
    html = field(component="checkbox_group", id="g", name="g", label="証明", choices=CHOICES, values=["b"], error="1つ")
    assert [(c["id"], c.get("aria-describedby"), "checked" in c) for c in controls(html)] == [
        ("g", "g_error", False),
        ("g-2", "g-2_helptext", True),
    ]


def test_an_option_may_bring_its_own_text_box():
    text = {"id": "o", "name": "other", "label": "目的", "error": "入力してください"}
    html = field(
        component="radio_group", id="r", name="r", label="目的", choices=[*CHOICES, {**CHOICES[0], "text": text}]
    )
    assert [(c["id"], c["type"]) for c in controls(html)] == [
        ("r", "radio"),
        ("r-2", "radio"),
        ("r-3", "radio"),
        ("o", "text"),
    ]


def test_checkbox_shows_what_is_agreed_to():
    html = field(component="checkbox", id="k", name="k", label="同意します", text="- 住所\n- 氏名", checked=True)
    assert [element.text() for element in parse(html).find("li")] == ["住所", "氏名"]
    assert controls(html) == [
        {"class": "choice__box", "type": "checkbox", "id": "k", "name": "k", "value": "yes", "checked": ""},
    ]


def test_select_chooses_by_text_and_may_be_empty():
    html = field(
        component="select_field", id="s", name="s", label="数", empty="選択", value="2",
        choices=[{"value": 1, "label": "一"}, {"value": 2, "label": "二"}],
    )  # fmt: skip
    assert [(o.attributes["value"], o.text(), "selected" in o.attributes) for o in parse(html).find("option")] == [
        ("", "選択", False),
        ("1", "一", False),
        ("2", "二", True),
    ]


def test_a_select_may_have_headings_and_the_focus():
    html = field(
        component="select_field", id="s", name="s", label="何が", empty="選択", value="b", autofocus=True,
        choices=[{"value": "a", "label": "甲", "group": "前"}, {"value": "c", "label": "丙"},
                 {"value": "b", "label": "乙", "group": "前"}],
    )  # fmt: skip
    found = parse(html)
    assert [(one.attributes["label"], one.text().split()) for one in found.find("optgroup")] == [("前", ["甲", "乙"])]
    assert [one.attributes["value"] for one in found.find("option")] == ["", "a", "b", "c"]
    assert "autofocus" in next(iter(found.find("select"))).attributes


def test_a_code_box_takes_the_phones_suggestion():
    (box,) = controls(field(component="otp_field", id="o", name="code", label="コード", inputmode="numeric"))
    assert (box["autocomplete"], box["inputmode"], "maxlength" in box) == ("one-time-code", "numeric", False)


def test_a_password_is_never_sent_back():
    html = field(component="password_field", id="p", name="p", label="パスワード", autocomplete="new-password")
    assert controls(html) == [
        {"class": "input w-16", "type": "password", "id": "p", "name": "p", "autocomplete": "new-password"},
    ]


def test_search_has_a_label_and_a_button():
    html = field(component="search_field", id="q", name="q", label="何をしたいですか", button="探す", value="引越し")
    assert [label.text() for label in parse(html).find("label")] == ["何をしたいですか"]
    assert [button.text() for button in parse(html).find("button")] == ["探す"]
    assert controls(html)[0]["type"] == "search"


def test_a_fixed_field_has_no_control():
    html = field(
        component="fixed_field",
        id="f",
        label="住所",
        value="山王\n一丁目",
        source="台帳",
        url="/x/",
        url_label="違うとき",
    )
    assert controls(html) == []
    assert [dd.text().strip() for dd in parse(html).find("dd")] == ["山王一丁目", "台帳 違うとき"]


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ({"component": "no_such"}, KeyError),
        ({}, KeyError),
        ({"component": "text_field", "id": "a", "name": "a", "label": "a", "lable": "a"}, TypeError),
        ({"component": "text_field", "id": "a", "name": "a"}, TypeError),
        ({"component": "radio_group", "id": "a", "name": "a", "label": "a", "choices": [{"valeu": ""}]}, TypeError),
        (
            {
                "component": "radio_group",
                "id": "a",
                "name": "a",
                "label": "a",
                "choices": [{"value": "", "labell": ""}],
            },
            TypeError,
        ),
    ],
)
def test_a_wrong_spec_is_refused(spec: dict, error: type[Exception]):
    with pytest.raises(error):
        field(**spec)


def test_a_misspelt_argument_fails_when_the_template_is_compiled():
    with pytest.raises(TemplateSyntaxError, match="unexpected keyword argument 'lable'"):
        Template('{% text_field id="a" name="a" lable="a" %}')
    with pytest.raises(TemplateSyntaxError, match="did not receive value"):
        Template('{% text_field id="a" name="a" %}')
