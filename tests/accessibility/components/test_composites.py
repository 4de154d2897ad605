"""Fields of several boxes, groups, lists."""

import pytest

from accessibility.checker.dom import Element, parse
from tests.accessibility.rendering import field, rendered


def boxes(html: str) -> list[Element]:
    return list(parse(html).find("input", "select"))


def invalid(html: str) -> list[str]:
    return [box.attributes["name"] for box in boxes(html) if box.attributes.get("aria-invalid") == "true"]


def autocomplete(html: str) -> dict[str, str]:
    return {box.attributes["name"]: box.attributes.get("autocomplete", "") for box in boxes(html)}


def test_a_date_is_three_labelled_boxes():
    html = field(
        component="date_field", id="d", name="born", label="生年月日", autocomplete="bday", value={"year": "1983"}
    )
    assert [(b.attributes["id"], b.attributes["name"], b.attributes["value"]) for b in boxes(html)] == [
        ("d-year", "born-year", "1983"),
        ("d-month", "born-month", ""),
        ("d-day", "born-day", ""),
    ]
    assert {b.attributes["inputmode"] for b in boxes(html)} == {"numeric"}
    assert [label.attributes["for"] for label in parse(html).find("label")] == ["d-year", "d-month", "d-day"]
    assert autocomplete(html) == {"born-year": "bday-year", "born-month": "bday-month", "born-day": "bday-day"}


def test_a_japanese_year_is_not_filled_in_by_the_browser():
    html = field(
        component="date_field", id="d", name="b", label="日", era=True, autocomplete="bday", value={"era": "showa"}
    )
    assert autocomplete(html) == {"b-era": "", "b-year": "", "b-month": "bday-month", "b-day": "bday-day"}
    chosen = [o.attributes["value"] for o in parse(html).find("option") if "selected" in o.attributes]
    assert chosen == ["showa"]
    assert [o.text() for o in parse(html).find("option")] == ["西暦", "令和", "平成", "昭和", "大正", "明治"]


def test_a_month_has_no_day():
    html = field(component="date_field", id="d", name="m", label="月", day=False)
    assert [box.attributes["name"] for box in boxes(html)] == ["m-year", "m-month"]


@pytest.mark.parametrize(
    ("given", "marked"),
    [
        ({}, []),
        ({"error": "日付を入力してください"}, ["b-year", "b-month", "b-day"]),
        ({"error": "月を入力してください", "invalid": ["month"]}, ["b-month"]),
        ({"error": "年号を選んでください", "invalid": ["era"], "era": True}, ["b-era"]),
    ],
)
def test_only_the_boxes_at_fault_are_marked(given: dict, marked: list[str]):
    assert invalid(field(component="date_field", id="d", name="b", label="日", **given)) == marked


def test_a_name_is_four_boxes_filled_in_only_when_it_is_the_visitors():
    own = field(component="name_field", id="n", name="n", label="氏名")
    assert autocomplete(own) == {
        "n-family": "family-name",
        "n-given": "given-name",
        "n-family_kana": "off",
        "n-given_kana": "off",
    }
    other = field(component="name_field", id="n", name="n", label="氏名", own=False, kana=False)
    assert autocomplete(other) == {"n-family": "off", "n-given": "off"}


def test_a_names_errors_stand_at_their_boxes():
    html = field(
        component="name_field", id="n", name="n", label="氏名",
        value={"family": "葛󠄀城"}, errors={"given": "名を入力してください"},
    )  # fmt: skip
    assert invalid(html) == ["n-given"]
    assert boxes(html)[0].attributes["value"] == "葛󠄀城"
    assert boxes(html)[1].attributes["aria-describedby"].split() == ["n-given_error"]
    assert "＊名を入力してください" in html


def test_an_error_of_the_whole_marks_the_boxes_left_empty():
    html = field(component="name_field", id="n", name="n", label="氏名", value={"family": "秋田"}, error="氏名を入力")
    assert invalid(html) == ["n-given", "n-family_kana", "n-given_kana"]
    assert {b.attributes.get("aria-describedby", "").strip() for b in boxes(html)[1:]} == {"n_error"}
    html = field(
        component="address_field", id="a", name="a", label="住所", value={"city": "秋田市"}, error="住所を入力"
    )
    assert invalid(html) == ["a-postcode", "a-prefecture", "a-town", "a-street"]


def test_an_address_asks_for_a_postcode_and_offers_what_was_found():
    html = field(
        component="address_field", id="a", name="home", label="住所", value={"town": "山王一丁目"},
        towns=[{"value": "山王一丁目", "label": "山王一丁目"}, {"value": "山王二丁目", "label": "山王二丁目"}],
    )  # fmt: skip
    assert autocomplete(html) == {
        "home-postcode": "postal-code",
        "home-prefecture": "address-level1",
        "home-city": "address-level2",
        "home-town": "address-line1",
        "home-street": "address-line2",
        "home-building": "address-line3",
    }
    assert [(box.tag, box.attributes["name"]) for box in boxes(html) if box.tag == "select"] == [
        ("select", "home-town")
    ]
    assert [o.text() for o in parse(html).find("option") if "selected" in o.attributes] == ["山王一丁目"]
    (button,) = parse(html).find("button")
    assert (button.attributes["name"], button.attributes["value"]) == ("_action", "lookup:home")


def test_an_address_without_lookup_has_no_button():
    assert (
        list(parse(field(component="address_field", id="a", name="a", label="住所", lookup=False)).find("button")) == []
    )


def test_groups_nest():
    inner = {"component": "text_field", "id": "t", "name": "t", "label": "氏名"}
    html = field(
        component="group", id="g", label="連絡先",
        items=[{"component": "group", "id": "h", "label": "本人", "items": [inner]}],
    )  # fmt: skip
    assert [legend.text().strip() for legend in parse(html).find("legend")] == ["連絡先", "本人"]
    assert [box.attributes["id"] for box in boxes(html)] == ["t"]


def test_a_list_adds_and_removes_rows_by_buttons():
    rows = [{"title": f"{number}人目", "items": []} for number in (1, 2)]
    html = field(component="row_list", id="l", name="children", label="お子さん", rows=rows)
    actions = [(b.attributes["name"], b.attributes["value"], b.text()) for b in parse(html).find("button")]
    assert actions == [
        ("_action", "remove:children:0", "1人目を削除する"),
        ("_action", "remove:children:1", "2人目を削除する"),
        ("_action", "add:children", "追加する"),
    ]


def test_a_full_list_and_a_shortest_list_offer_no_button():
    html = field(
        component="row_list", id="l", name="l", label="犬", rows=[{"title": "1頭目"}], can_add=False, can_remove=False,
    )  # fmt: skip
    assert list(parse(html).find("button")) == []


def test_a_fieldset_in_a_template_ties_its_error():
    html = rendered(
        '{% fieldset legend="連絡方法" id="f" error="どちらかを入力" required=True %}<p>x</p>{% endfieldset %}'
    )
    (fieldset,) = parse(html).find("fieldset")
    assert fieldset.attributes == {"class": "group", "id": "f", "tabindex": "-1", "aria-describedby": "f_error"}
    assert [legend.text().strip() for legend in parse(html).find("legend")] == ["連絡方法※必須"]


def test_every_fault_of_the_page_can_be_linked_to():
    for spec in (
        {"component": "date_field", "label": "日", "name": "x", "id": "x"},
        {"component": "name_field", "label": "氏名", "name": "x", "id": "x"},
        {"component": "address_field", "label": "住所", "name": "x", "id": "x"},
        {"component": "row_list", "label": "犬", "name": "x", "id": "x", "rows": []},
        {"component": "group", "label": "連絡先", "id": "x", "items": []},
    ):
        (target,) = [element for element in parse(field(**spec)).walk() if element.attributes.get("id") == "x"]
        assert target.attributes["tabindex"] == "-1"
