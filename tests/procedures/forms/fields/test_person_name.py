"""`person_name`: characters kept exactly."""

import pytest

from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, boxes, item, message, parsed, read, shown_again

GOOD = {"family": "秋田", "given": "花子", "family_kana": "アキタ", "given_kana": "ハナコ"}


def faults(**changes: str) -> list[tuple[str, str, bool]]:
    return [(fault.id, fault.message, fault.missing) for fault in parsed("person_name", GOOD | changes).faults]


@pytest.mark.parametrize("family", ["葛󠄀城", "𠮷田", "神", "髙﨑", "O’Brien", "de la Cruz", "ﾊﾝｶｸ", "か\u3099"])
def test_a_name_is_kept_code_point_by_code_point(family):
    assert read("person_name", GOOD | {"family": family}) == GOOD | {"family": family}
    assert shown_again("person_name", GOOD | {"family": family}) == GOOD | {"family": family}


def test_only_outer_spaces_go_and_kana_are_folded():
    typed = {"family": " 秋田　", "given": "花 子\n", "family_kana": "あきた", "given_kana": "ﾊﾅｺ"}
    assert read("person_name", typed) == GOOD | {"given": "花 子"}


def test_nothing_at_all_is_no_answer():
    assert parsed("person_name", dict.fromkeys(GOOD, "　")) == (None, ())


def test_missing_parts_are_named_each():
    assert faults(given="", given_kana="") == [
        ("it-given", "「項目の名」を入力してください。例）花子", True),
        ("it-given_kana", "「項目の名のフリガナ」を入力してください。例）ハナコ", True),
    ]


@pytest.mark.parametrize(
    ("family", "message"),
    [
        ("秋田😀", "「項目の氏」に絵文字は使えません。戸籍や住民票のとおりに入力してください。例）秋田"),
        ("🇯🇵", "「項目の氏」に絵文字は使えません。戸籍や住民票のとおりに入力してください。例）秋田"),
        ("秋\t田", "「項目の氏」に目に見えない文字（改行やタブなど）があります。入力し直してください。例）秋田"),
        ("秋\x00田", "「項目の氏」に目に見えない文字（改行やタブなど）があります。入力し直してください。例）秋田"),
        ("秋\u202e田", "「項目の氏」に目に見えない文字（改行やタブなど）があります。入力し直してください。例）秋田"),
        (
            "\ud842",
            (
                "「項目の氏」に読み取れない文字（外字など）があります。似た漢字かひらがなに直してください。"
                "例）斎藤、さいとう"
            ),
        ),
        ("秋" * 51, "「項目の氏」は50文字までです。短くしてください。例）要点だけを書く"),
        (
            "123456789018",
            (
                "「項目の氏」に個人番号（マイナンバー）と思われる12桁の数字があります。"
                "このサイトは個人番号をお預かりしません。数字を消してください。"
            ),
        ),
    ],
)
def test_what_no_name_can_hold_is_refused_with_the_reason(family, message):
    assert faults(family=family) == [("it-family", message, False)]


def test_fifty_characters_with_variants_fit():
    assert read("person_name", GOOD | {"family": "葛󠄀" * 50}) == GOOD | {"family": "葛󠄀" * 50}


def test_a_reading_in_kanji_is_refused():
    assert faults(family_kana="秋田") == [
        ("it-family_kana", "「項目の氏のフリガナ」はカタカナで入力してください。例）アキタ", False)
    ]


def test_summary_and_export():
    one = item("person_name")
    assert field_type(one).summarise(one, GOOD) == ("秋田 花子（アキタ ハナコ）",)
    assert field_type(one).export(one, GOOD) == {
        "it.family": "秋田",
        "it.given": "花子",
        "it.family_kana": "アキタ",
        "it.given_kana": "ハナコ",
    }


def test_the_component_shows_what_was_typed_and_the_fault_of_each_box():
    one = item("person_name", subject="applicant")
    raw = boxes(GOOD | {"family_kana": "秋田"})
    found = field_type(one).parse(one, raw, NAME, CONTEXT).faults
    assert field_type(one).spec(one, NAME, raw, found, required=False) == {
        "component": "name_field",
        "id": "it",
        "name": "it",
        "label": "項目",
        "hint": "",
        "error": "",
        "required": False,
        "value": GOOD | {"family_kana": "秋田"},
        "errors": {"family_kana": "「項目の氏のフリガナ」はカタカナで入力してください。例）アキタ"},
        "kana": True,
        "own": True,
    }


def test_a_name_without_reading():
    typed = {"family": "葛󠄀城", "given": "花子", "family_kana": "forged"}
    value = {"family": "葛󠄀城", "given": "花子", "family_kana": "", "given_kana": ""}
    assert read("person_name", typed, kana=False) == value
    assert shown_again("person_name", typed, kana=False) == value
    assert message("person_name", {"family": "秋田"}, kana=False) == (
        "it-given",
        "「項目の名」を入力してください。例）花子",
    )
    one = item("person_name", kana=False)
    assert field_type(one).summarise(one, value) == ("葛󠄀城 花子",)
    assert field_type(one).missing(one, NAME, CONTEXT).message == "「項目」を入力してください。例）秋田 花子"
    assert field_type(one).spec(one, NAME, {}, (), required=True)["kana"] is False
