"""`decimal`, `yen` and `quantities`."""

import pytest

from procedures.definitions import rule_value
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, item, message, parsed, read, shown_again


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("12.5", "12.5"),
        ("１２．５０㎡", "12.5"),
        ("12.50 m2", "12.5"),
        ("1,300.25", "1300.25"),
        ("0012", "12"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0.0", "0"),
        ("−2.25", "-2.25"),
        ("999999999999999.99", "999999999999999.99"),
    ],
)
def test_decimals_as_people_write_them(typed, value):
    assert read("decimal", {"": typed}, unit="㎡") == value
    assert shown_again("decimal", {"": typed}, unit="㎡") == value


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("十", "「項目」は数字で入力してください。小数点も使えます。例）12.75"),
        (".", "「項目」は数字で入力してください。小数点も使えます。例）12.75"),
        ("1.2.3", "「項目」は数字で入力してください。小数点も使えます。例）12.75"),
        ("1.255", "「項目」は小数点以下2桁までで入力してください。例）12.75"),
        ("9" * 16, "「項目」の数が大きすぎます。桁数を確かめてください。例）12.75"),
    ],
)
def test_what_is_no_decimal(typed, text):
    assert message("decimal", {"": typed}) == ("it", text)


def test_rules_see_a_decimal_exactly():
    one = item("decimal", min=0.5, max={"/": [3, 2]})
    assert str(rule_value(one, "12.5")) == "12.5"
    assert rule_value(one, "x") is None
    faults = [field_type(one).check(one, value, NAME, CONTEXT) for value in ("0.5", "1.5", "0.49", "1.51")]
    text = "「項目」は0.5から1.5までの数字で入力してください。例）0.5"
    assert [[fault.message for fault in found] for found in faults] == [[], [], [text], [text]]


def test_a_decimal_as_text():
    one = item("decimal", scale=1, unit="㎡")
    assert field_type(one).summarise(one, "1300.5") == ("1,300.5㎡",)
    assert field_type(one).spec(one, NAME, {}, (), required=True)["inputmode"] == "decimal"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("1300", 1300),
        ("１，３００円", 1300),
        ("￥1,300", 1300),
        ("¥1,300円", 1300),
        ("\\1300", 1300),
        ("0", 0),
    ],
)
def test_amounts_as_people_write_them(typed, value):
    assert read("yen", {"": typed}) == value
    assert shown_again("yen", {"": typed}) == value


@pytest.mark.parametrize("typed", ["3万円", "12.5", "$5", "円"])
def test_what_is_no_amount(typed):
    expected = None if typed == "円" else ("it", "「項目」は数字（整数）で入力してください。例）12000")
    assert (message("yen", {"": typed}) if expected else read("yen", {"": typed})) == expected


def test_an_amount_is_not_below_zero_unless_it_may_be():
    one, loss = item("yen"), item("yen", min=-500)
    below = [fault.message for fault in field_type(one).check(one, -1, NAME, CONTEXT)]
    assert below == ["「項目」は0以上の数字で入力してください。例）0"]
    assert field_type(loss).check(loss, -1, NAME, CONTEXT) == ()
    assert field_type(one).summarise(one, 1300) == ("1,300円",)
    assert field_type(one).spec(one, NAME, {}, (), required=True)["suffix"] == "円"


def test_how_many_of_each():
    more = {"unit": "個"}
    assert read("quantities", {"a": "２個", "b": ""}, **more) == {"a": 2}
    assert read("quantities", {"a": "0", "b": " "}, **more) is None
    assert shown_again("quantities", {"a": "2", "b": "1"}, **more) == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("typed", "more", "found"),
    [
        ({"a": "x"}, {}, ("it-a", "「甲」の数は数字で入力してください。例）1")),
        ({"a": "-1"}, {}, ("it-a", "「甲」の数は数字で入力してください。例）1")),
        ({"b": "100"}, {}, ("it-b", "「乙」は99までです。数を減らしてください。")),
        (
            {"a": "2", "b": "2"},
            {"max": 3},
            ("it", "「項目」は合わせて3までです。いまは4です。数を減らしてください。"),
        ),
        ({"a": "1"}, {"min": 2}, ("it", "「項目」は合わせて2以上にしてください。いまは1です。")),
    ],
)
def test_counts_that_cannot_be(typed, more, found):
    assert message("quantities", typed, **more) == found


def test_each_wrong_count_is_told():
    assert [fault.part for fault in parsed("quantities", {"a": "x", "b": "y"}).faults] == ["a", "b"]


def test_quantities_as_text_columns_and_for_rules():
    one = item("quantities", unit="個")
    kind = field_type(one)
    assert kind.summarise(one, {"b": 2, "gone": 3}) == ("乙：2個",)
    assert kind.export(one, {"b": 2}) == {"it.a": "0", "it.b": "2"}
    assert rule_value(one, {"b": 2}) == {"a": 0, "b": 2}
    spec = kind.spec(one, NAME, {"it-b": ["x"]}, parsed("quantities", {"b": "x"}).faults, required=True)
    assert [(option["count"], bool(option["error"])) for option in spec["options"]] == [("", False), ("x", True)]
