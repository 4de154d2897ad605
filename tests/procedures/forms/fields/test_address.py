"""`address`."""

import pytest

from procedures.forms.fields.address import PARTS, looked_up, prefectures
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, boxes, item, parsed, read, shown_again

GOOD = {
    "postcode": "010-0951",
    "prefecture": "秋田県",
    "city": "秋田市",
    "town": "山王一丁目",
    "street": "1番1号",
    "building": "",
}
TOKYO = GOOD | {"postcode": "100-0001", "prefecture": "東京都", "city": "千代田区", "town": "千代田"}


def faults(typed: dict[str, str], **more: str) -> list[tuple[str, str, bool]]:
    return [(fault.id, fault.message, fault.missing) for fault in parsed("address", typed, **more).faults]


@pytest.mark.parametrize("postcode", ["0100951", "０１０－０９５１", "010ー0951", "〒010 0951"])
def test_a_postcode_in_any_width(postcode):
    assert read("address", GOOD | {"postcode": postcode}) == GOOD | {"postcode": "0100951"}


def test_an_answer_comes_back():
    building = GOOD | {"building": " 葛󠄀城荘　203号室 "}
    assert shown_again("address", building) == building | {"postcode": "0100951", "building": "葛󠄀城荘　203号室"}


def test_nothing_is_no_answer():
    assert parsed("address", dict.fromkeys(PARTS, " ")) == (None, ())


def test_in_the_city_prefecture_and_city_alone_are_no_answer():
    nothing = dict.fromkeys(PARTS, "") | {"prefecture": "秋田県", "city": "秋田市"}
    assert parsed("address", nothing, scope="city") == (None, ())
    assert len(faults(nothing)) == 2


def test_missing_parts_are_named_each():
    assert faults(GOOD | {"postcode": "", "street": ""}) == [
        ("it-postcode", "「項目の郵便番号」を入力してください。例）010-0951", True),
        ("it-street", "「項目の番地」を入力してください。例）1番1号", True),
    ]


def test_a_village_without_towns_needs_none():
    assert read("address", GOOD | {"town": ""}) == GOOD | {"postcode": "0100951", "town": ""}


@pytest.mark.parametrize(
    ("change", "fault_id", "message"),
    [
        ({"postcode": "010-095"}, "it-postcode", "「項目の郵便番号」は7桁の数字で入力してください。例）010-0951"),
        ({"postcode": "あ"}, "it-postcode", "「項目の郵便番号」は7桁の数字で入力してください。例）010-0951"),
        ({"prefecture": "秋田"}, "it-prefecture", "「項目の都道府県」を選び直してください。例）秋田県"),
        ({"town": "山" * 101}, "it-town", "「項目の町名」は100文字までです。短くしてください。例）要点だけを書く"),
        (
            {"street": "\ud800"},
            "it-street",
            (
                "「項目の番地」に読み取れない文字（外字など）があります。似た漢字かひらがなに直してください。"
                "例）斎藤、さいとう"
            ),
        ),
        (
            {"building": "123456789018"},
            "it-building",
            (
                "「項目の建物名・部屋番号」に個人番号（マイナンバー）と思われる12桁の数字があります。"
                "このサイトは個人番号をお預かりしません。数字を消してください。"
            ),
        ),
    ],
)
def test_a_wrong_part_is_explained_at_its_box(change, fault_id, message):
    assert faults(GOOD | change) == [(fault_id, message, False)]


def test_outside_the_city():
    outside = "「項目」には秋田市内の住所を入力してください。例）秋田県秋田市山王一丁目1番1号"
    assert read("address", TOKYO) == TOKYO | {"postcode": "1000001"}
    assert faults(TOKYO, scope="city") == [("it-prefecture", outside, False)]
    assert faults(GOOD | {"city": "大仙市"}, scope="city") == [("it-city", outside, False)]
    assert faults(GOOD | {"postcode": "100-0001"}, scope="city") == [("it-postcode", outside, False)]
    assert faults(GOOD, scope="city") == []


def test_in_words_and_columns():
    one = item("address")
    value = GOOD | {"postcode": "0100951", "building": "市役所荘203号室"}
    assert field_type(one).summarise(one, value) == ("〒010-0951 秋田県秋田市山王一丁目1番1号 市役所荘203号室",)
    assert field_type(one).export(one, value)["it.postcode"] == "0100951"


def test_the_component_of_the_city_names_it_already():
    one = item("address", scope="city", subject="applicant")
    spec = field_type(one).spec(one, NAME, {}, (), required=True)
    assert spec["value"]["prefecture"] == "秋田県"
    assert spec["prefectures"] == [{"value": "秋田県", "label": "秋田県"}]
    assert spec["cities"] == [{"value": "秋田市", "label": "秋田市"}]
    assert spec["own"] is True


def test_the_component_keeps_a_forged_prefecture_to_be_seen():
    one = item("address")
    spec = field_type(one).spec(one, NAME, boxes(GOOD | {"prefecture": "江戸"}), (), required=True)
    assert len(spec["prefectures"]) == 48
    assert spec["prefectures"][-1] == {"value": "江戸", "label": "江戸"}


def test_prefectures():
    assert (len(prefectures()), prefectures()[0], prefectures()[-1]) == (47, "北海道", "沖縄県")


def test_look_up():
    data, found = looked_up(item("address"), NAME, boxes({"postcode": "０１００９５１"}), "住所")
    assert found == ()
    assert data == {
        "it-postcode": ["010-0951"],
        "it-prefecture": ["秋田県"],
        "it-city": ["秋田市"],
        "it-town": ["山王"],
    }


def test_look_up_of_the_city_hall_itself_gives_the_street():
    data, _ = looked_up(item("address"), NAME, boxes({"postcode": "010-8560"}), "住所")
    assert data["it-street"] == ["1丁目1-1"]


def test_look_up_with_several_towns_lets_choose():
    one = item("address")
    data, _ = looked_up(one, NAME, boxes({"postcode": "011-0951"}), "住所")
    assert data["it-town"] == [""]
    towns = field_type(one).spec(one, NAME, data, (), required=True)["towns"]
    assert [town["value"] for town in towns] == ["土崎港相染町", "土崎港古川町"]


@pytest.mark.parametrize(
    ("postcode", "message"),
    [
        ("", "「住所の郵便番号」を入力してください。例）010-0951"),
        ("12", "「住所の郵便番号」は7桁の数字で入力してください。例）010-0951"),
        (
            "000-0000",
            "郵便番号「000-0000」が見つかりません。番号を確かめるか、住所を直接入力してください。例）010-0951",
        ),
    ],
)
def test_look_up_without_result(postcode, message):
    data, found = looked_up(item("address"), NAME, boxes({"postcode": postcode}), "住所")
    assert (data, [(fault.id, fault.message) for fault in found]) == ({}, [("it-postcode", message)])


def test_look_up_outside_the_city():
    data, found = looked_up(item("address", scope="city"), NAME, boxes({"postcode": "100-0001"}), "住所")
    assert (data, [fault.message for fault in found]) == (
        {},
        ["「住所」には秋田市内の住所を入力してください。この郵便番号は市外です。例）010-0951"],
    )


def test_missing():
    one = item("address")
    fault = field_type(one).missing(one, NAME, CONTEXT)
    assert (fault.id, fault.message) == (
        "it-postcode",
        "「項目」を郵便番号から順に入力してください。例）010-0951 秋田県秋田市山王一丁目1番1号",
    )
