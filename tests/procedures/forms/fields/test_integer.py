"""`integer`."""

import pytest

from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, item, message, read, shown_again


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("2", 2),
        ("１５", 15),
        (" 2 ", 2),
        ("2通", 2),
        ("２　通", 2),
        ("1,300", 1300),
        ("１，３００通", 1300),
        ("1、300", 1300),
        ("-3", -3),
        ("−３", -3),
        ("－3", -3),
        ("+3", 3),
        ("007", 7),
        ("-0", 0),
        ("999999999999999", 999999999999999),
    ],
)
def test_numbers_as_people_write_them(typed, value):
    assert read("integer", {"": typed}, unit="通") == value
    assert shown_again("integer", {"": typed}, unit="通") == value


@pytest.mark.parametrize(
    "typed", ["二", "2.5", "1e5", "0x10", "2枚", "--2", "1 2", "😀", "\ud800", "9" * 41, "9" * 10_000]
)
def test_what_is_no_whole_number(typed):
    assert message("integer", {"": typed}, unit="通") == ("it", "「項目」は数字（整数）で入力してください。例）2")


def test_a_number_beyond_all_bounds():
    assert message("integer", {"": "9" * 16}) == ("it", "「項目」の数が大きすぎます。桁数を確かめてください。例）2")


@pytest.mark.parametrize(
    ("bounds", "value", "text"),
    [
        ({"min": 1, "max": 10}, 1, None),
        ({"min": 1, "max": 10}, 10, None),
        ({"min": 1, "max": 10}, 11, "「項目」は1から10までの数字で入力してください。例）1"),
        ({"min": 1, "max": 10}, 0, "「項目」は1から10までの数字で入力してください。例）1"),
        ({"min": 1}, 0, "「項目」は1以上の数字で入力してください。例）1"),
        ({"max": {"+": [2, 3]}}, 6, "「項目」は5以下の数字で入力してください。例）5"),
        ({"min": 2, "max": 2}, 3, "「項目」は2と入力してください。例）2"),
        ({"min": {"/": [1, 2]}}, 0, "「項目」は1以上の数字で入力してください。例）1"),
        ({"max": {"/": [5, 2]}}, 3, "「項目」は2以下の数字で入力してください。例）2"),
        ({"min": {"var": "nothing"}}, -5, None),
    ],
)
def test_bounds_by_rule(bounds, value, text):
    one = item("integer", **bounds)
    faults = field_type(one).check(one, value, NAME, CONTEXT)
    assert [fault.message for fault in faults] == ([text] if text else [])


def test_true_is_no_number():
    one = item("integer")
    assert field_type(one).show(one, True, NAME) == {"it": [""]}
    assert [fault.missing for fault in field_type(one).check(one, True, NAME, CONTEXT)] == [True]


def test_summary_and_component():
    one = item("integer", unit={"ja": "通", "en": "copies"}, min=1, max=10)
    assert field_type(one).summarise(one, 1300) == ("1,300通",)
    assert field_type(one).summarise(one, 2, "en") == ("2copies",)
    spec = field_type(one).spec(one, NAME, {NAME: ["１５"]}, (), required=True)
    assert (spec["value"], spec["inputmode"], spec["suffix"]) == ("１５", "numeric", "通")
    assert field_type(one).schema(one) == {"type": "integer", "minimum": 1, "maximum": 10}
