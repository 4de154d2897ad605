"""`text` and `long_text`."""

import pytest

from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import NAME, item, message, parsed, read, shown_again


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("  　\t ", None),
        ("  山王　一丁目 ", "山王　一丁目"),
        ("あ  い　　う", "あ い　う"),
        ("あ\tい\r\nう", "あ い う"),
        ("あ\x00い\x07う\u200bえ\ufeff", "あいうえ"),
        ("\u202eevil", "evil"),
        ("葛󠄀城𠮷野神", "葛󠄀城𠮷野神"),
        ("よろしく👨‍👩‍👧‍👦", "よろしく👨‍👩‍👧‍👦"),
        ("ｱｷﾀ１２", "ｱｷﾀ１２"),
    ],
)
def test_spaces_are_normalised_and_characters_kept(typed, value):
    assert read("text", {"": typed}) == value


def test_length_counts_what_people_count():
    assert read("text", {"": "葛󠄀" * 5}, max=5) == "葛󠄀" * 5
    assert read("text", {"": "👨‍👩‍👧‍👦" * 5}, max=5) == "👨‍👩‍👧‍👦" * 5
    assert message("text", {"": "葛󠄀" * 6}, max=5) == (
        "it",
        "「項目」は5文字までです。短くしてください。例）要点だけを書く",
    )


def test_a_letter_under_a_thousand_marks_is_too_long():
    assert message("text", {"": "e" + "\u0301" * 1000}, max=100)[1].startswith("「項目」は100文字までです。")


def test_too_short_a_text_is_refused():
    assert message("text", {"": "あい"}, min=3)[1] == "「項目」は3文字以上で入力してください。例）もう少し詳しく書く"


@pytest.mark.parametrize("typed", ["\ud800", "秋\udc00田", "\ue000", "\U000f0001", "\uffff"])
def test_broken_and_private_characters_are_refused(typed):
    assert message("text", {"": typed}) == (
        "it",
        ("「項目」に読み取れない文字（外字など）があります。似た漢字かひらがなに直してください。例）斎藤、さいとう"),
    )


@pytest.mark.parametrize("typed", ["番号は123456789018です", "１２３４−５６７８−９０１８", "1234 5678 9018"])
@pytest.mark.parametrize("kind", ["text", "long_text"])
def test_an_individual_number_is_not_taken(kind, typed):
    assert message(kind, {"": typed}) == (
        "it",
        (
            "「項目」に個人番号（マイナンバー）と思われる12桁の数字があります。"
            "このサイトは個人番号をお預かりしません。数字を消してください。"
        ),
    )


@pytest.mark.parametrize("typed", ["123456789017", "1234567890181", "0123456789018", "1234-5678-9018-1111"])
def test_other_long_numbers_are_taken(typed):
    assert read("text", {"": typed}) == typed


@pytest.mark.parametrize(
    ("pattern", "typed", "value"),
    [
        ("digits", "０１２ ３", "0123"),
        ("digits", "12a", None),
        ("digits", "123456789018", "123456789018"),
        ("alphanumeric", "ＡＢ１２", "AB12"),
        ("alphanumeric", "AB-12", None),
        ("postcode", "〒０１０ー０９５１", "0100951"),
        ("postcode", "010-095", None),
        ("customer_number", "１２−３４", "12-34"),
        ("customer_number", "12-34-", None),
    ],
)
def test_patterns_fold_the_width(pattern, typed, value):
    assert read("text", {"": typed}, pattern=pattern) == value


def test_a_fixed_number_of_digits_is_said():
    assert message("text", {"": "123"}, pattern="digits", min=10, max=10) == (
        "it",
        "「項目」は10桁で入力してください。桁数を確かめてください。例）1234567890",
    )


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        ("digits", "「項目」は数字だけで入力してください。例）12345"),
        ("alphanumeric", "「項目」は英字と数字だけで入力してください。例）AB1234"),
        ("postcode", "「項目」は7桁の郵便番号を入力してください。例）010-0951"),
        ("customer_number", "「項目」は数字とハイフンで入力してください。例）12-3456789"),
    ],
)
def test_each_pattern_says_what_it_takes(pattern, example):
    assert message("text", {"": "！"}, pattern=pattern) == ("it", example)


def test_lines_are_kept_in_one_form():
    assert read("long_text", {"": "\r\n 一行目  \r\n\tタブ\r\n\r\n\r\n\r\n\r\n終\x00わり\u2028次 \n"}) == (
        "一行目\n タブ\n\n\n終わり\n次"
    )


def test_lines_are_summarised_one_by_one():
    one = item("long_text")
    assert field_type(one).summarise(one, "一\n二") == ("一", "二")


def test_twenty_thousand_letters_are_one_fault():
    assert len(parsed("long_text", {"": "あ" * 1_000_000}).faults) == 1


def test_an_answer_comes_back():
    assert shown_again("text", {"": " 葛󠄀　城 "}) == "葛󠄀　城"
    assert shown_again("text", {"": "010-0951"}, pattern="postcode") == "0100951"
    assert shown_again("long_text", {"": "一\r\n\r\n二"}) == "一\n\n二"


def test_the_component():
    one = item("text", pattern="digits", max=10, hint="被保険者証の番号")
    assert field_type(one).spec(one, NAME, {NAME: ["１"]}, (), required=True) == {
        "component": "text_field",
        "id": "it",
        "name": "it",
        "label": "項目",
        "hint": "被保険者証の番号",
        "error": "",
        "required": True,
        "value": "１",
        "autocomplete": "",
        "inputmode": "numeric",
        "width": "16",
    }


def test_export_and_schema():
    one = item("text", pattern="digits", max=10)
    assert field_type(one).export(one, "12") == {"it": "12"}
    assert field_type(one).schema(one) == {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^(?:[0-9]+)$"}
