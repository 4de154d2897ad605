"""`address` with `scope` world."""

import pytest

from procedures.definitions import autocomplete_tokens
from procedures.definitions.item_types import type_of_item
from procedures.forms.fields.address import PARTS, looked_up
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, boxes, form, item, page, parsed, read, shown_again

HERE = {
    "postcode": "010-0951",
    "prefecture": "秋田県",
    "city": "秋田市",
    "town": "山王一丁目",
    "street": "1番1号",
    "building": "",
}
NOWHERE = dict.fromkeys(PARTS, "")
THERE = {"country": "大韓民国", "lines": "110 Sejong-daero,\r\n  Jung-gu ", "abroad_postcode": "04524"}
ANSWER = {"country": "大韓民国", "lines": "110 Sejong-daero,\n  Jung-gu", "postcode": "04524"}
BLANK = dict.fromkeys(THERE, "")


def faults(typed: dict[str, str]) -> list[tuple[str, str, bool]]:
    return [(fault.id, fault.message, fault.missing) for fault in parsed("address", typed, scope="world").faults]


@pytest.mark.parametrize("domestic", [NOWHERE, HERE, HERE | {"postcode": "1"}])
def test_abroad_whatever_stands_in_the_boxes_for_japan(domestic):
    typed = {"place": "abroad"} | domestic | THERE
    assert read("address", typed, scope="world") == ANSWER
    assert shown_again("address", typed, scope="world") == ANSWER


@pytest.mark.parametrize("place", ["japan", "", "mars"])
@pytest.mark.parametrize("foreign", [BLANK, THERE])
def test_in_japan_unless_abroad_was_chosen(place, foreign):
    typed = {"place": place} | HERE | foreign
    assert read("address", typed, scope="world") == HERE | {"postcode": "0100951"}
    assert shown_again("address", typed, scope="world") == HERE | {"postcode": "0100951"}


def test_any_script_and_no_postal_code():
    typed = {"place": "abroad", "country": "Việt Nam", "lines": "Số 1 Đại Cồ Việt\nهانوي", "abroad_postcode": " "}
    assert read("address", typed, scope="world") == {
        "country": "Việt Nam",
        "lines": "Số 1 Đại Cồ Việt\nهانوي",
        "postcode": "",
    }


@pytest.mark.parametrize("place", ["japan", "abroad"])
def test_the_choice_alone_is_no_answer(place):
    assert parsed("address", {"place": place} | NOWHERE | BLANK, scope="world") == (None, ())


@pytest.mark.parametrize("scope", ["japan", "city"])
def test_another_scope_takes_nothing_from_abroad(scope):
    assert parsed("address", {"place": "abroad"} | THERE, scope=scope) == (None, ())
    one = item("address", scope=scope)
    assert field_type(one).show(one, ANSWER, NAME) == {f"{NAME}-{part}": [""] for part in PARTS}
    assert field_type(one).names(one, NAME) == tuple(f"{NAME}-{part}" for part in PARTS)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            {"place": "abroad"} | BLANK | {"abroad_postcode": "04524"},
            [
                ("it-country", "「項目の国名」を入力してください。例）大韓民国", True),
                ("it-lines", "「項目の住所」を入力してください。例）110 Sejong-daero, Jung-gu, Seoul", True),
            ],
        ),
        (
            {"place": "abroad"} | HERE | {"country": "大韓民国"},
            [("it-lines", "「項目の住所」を入力してください。例）110 Sejong-daero, Jung-gu, Seoul", True)],
        ),
        (
            {"place": "japan"} | THERE,
            [("it-place", "「項目」が海外にあるときは「海外の住所」を選んでください。例）海外の住所", False)],
        ),
        (
            {"place": "abroad"} | THERE | {"country": "あ" * 61},
            [("it-country", "「項目の国名」は60文字までです。短くしてください。例）要点だけを書く", False)],
        ),
        (
            {"place": "abroad"} | THERE | {"abroad_postcode": "9" * 21},
            [("it-abroad_postcode", "「項目の郵便番号」は20文字までです。短くしてください。例）要点だけを書く", False)],
        ),
    ],
)
def test_what_cannot_be_taken_is_explained_at_its_box(typed, expected):
    assert faults(typed) == expected


def test_missing_leads_to_the_choice():
    one = item("address", scope="world")
    fault = field_type(one).missing(one, NAME, CONTEXT)
    assert (fault.id, fault.missing) == ("it-place", True)
    assert fault.message == (
        "「項目」を入力してください。日本の住所は郵便番号から、海外の住所は国名から順に入力します。"
        "例）010-0951 秋田県秋田市山王一丁目1番1号"
    )


def test_in_words():
    one = item("address", scope="world")
    assert field_type(one).summarise(one, ANSWER) == (
        "大韓民国",
        "110 Sejong-daero,",
        "  Jung-gu",
        "郵便番号 04524",
    )
    here = HERE | {"postcode": "0100951"}
    assert field_type(one).summarise(one, here) == ("〒010-0951 秋田県秋田市山王一丁目1番1号",)


def test_the_columns_are_the_same_for_both():
    one = item("address", scope="world")
    there, here = (field_type(one).export(one, value) for value in (ANSWER, HERE | {"postcode": "0100951"}))
    assert list(there) == list(here) == [f"it.{part}" for part in (*PARTS, "country", "lines")]
    assert (there["it.postcode"], there["it.country"], there["it.city"]) == ("04524", "大韓民国", "")
    assert (here["it.postcode"], here["it.country"], here["it.city"]) == ("0100951", "", "秋田市")


def test_the_schema_takes_either():
    one = item("address", scope="world")
    here, there = field_type(one).schema(one)["anyOf"]
    assert here == field_type(item("address")).schema(item("address"))
    assert there["required"] == ["country", "lines", "postcode"]


def test_rules_know_the_country():
    assert {*type_of_item(item("address", scope="world")).parts} == {*PARTS, "country", "lines"}
    assert {*type_of_item(item("address")).parts} == set(PARTS)


def test_browsers_fill_in_the_applicants_own():
    own = form(page("one", {"id": "it", "type": "address", "label": "項", "scope": "world", "subject": "applicant"}))
    tokens = autocomplete_tokens(own.item("it"))
    assert (tokens["country"], tokens["lines"], tokens["abroad_postcode"]) == (
        "country-name",
        "street-address",
        "postal-code",
    )
    assert autocomplete_tokens(item("address", scope="world")) == {}
    assert "country" not in autocomplete_tokens(item("address", subject="applicant"))


def test_the_component_keeps_what_was_typed_for_both():
    one = item("address", scope="world")
    raw = boxes({"place": "abroad"} | HERE | THERE | {"lines": ""})
    found = field_type(one).parse(one, raw, NAME, CONTEXT).faults
    spec = field_type(one).spec(one, NAME, raw, found, required=True)
    assert spec["abroad"] is True
    assert set(spec["errors"]) == {"lines"}
    assert (spec["value"]["place"], spec["value"]["town"], spec["value"]["country"]) == (
        "abroad",
        "山王一丁目",
        "大韓民国",
    )


def test_a_postcode_is_looked_up_as_ever():
    data, found = looked_up(item("address", scope="world"), NAME, boxes({"postcode": "0100951"}), "住所")
    assert (data["it-town"], found) == (["山王"], ())
