"""`time` and `year_month`."""

import pytest

from procedures.definitions import rule_value
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, item, message, read, shown_again


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("9:30", "09:30"),
        ("０９：３０", "09:30"),
        ("9.30", "09:30"),
        ("0930", "09:30"),
        ("930", "09:30"),
        ("9時", "09:00"),
        ("9時半", "09:30"),
        ("１４時５分", "14:05"),
        ("14時30", "14:30"),
        ("午前9時", "09:00"),
        ("午後2時30分", "14:30"),
        ("午後２", "14:00"),
        ("午後0時", "12:00"),
        ("2:30 PM", "14:30"),
        ("12 a.m.", "00:00"),
        ("0:00", "00:00"),
        ("23:59", "23:59"),
    ],
)
def test_times_as_people_write_them(typed, value):
    assert read("time", {"": typed}) == value
    assert shown_again("time", {"": typed}) == value


@pytest.mark.parametrize(
    "typed", ["9", "24:00", "9:60", "25時", "午後12時", "午後13時", "13 PM", "0 PM", "午後2時PM", "朝", "12345", "2026"]
)
def test_what_is_no_time(typed):
    if typed == "2026":
        assert read("time", {"": typed}) == "20:26"
    else:
        assert message("time", {"": typed}) == ("it", "「項目」は時刻を入力してください。例）9:30、14時、午後2時30分")


@pytest.mark.parametrize(
    ("bounds", "value", "text"),
    [
        ({"min": "08:30", "max": "17:15"}, "08:30", None),
        ({"min": "08:30", "max": "17:15"}, "17:16", "「項目」は8:30から17:15までの時刻を入力してください。例）8:30"),
        ({"min": "08:30"}, "08:29", "「項目」は8:30以降の時刻を入力してください。例）8:30"),
        ({"max": "17:15"}, "18:00", "「項目」は17:15以前の時刻を入力してください。例）17:15"),
        ({"max": {"var": "nothing"}}, "18:00", None),
    ],
)
def test_bounds_of_times(bounds, value, text):
    one = item("time", **bounds)
    assert [fault.message for fault in field_type(one).check(one, value, NAME, CONTEXT)] == ([text] if text else [])


def test_a_time_as_text():
    one = item("time")
    assert field_type(one).summarise(one, "14:05") == ("14時05分",)
    assert field_type(one).missing(one, NAME, CONTEXT).missing


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ({"year": "2026", "month": "11"}, "2026-11"),
        ({"era": "reiwa", "year": "８", "month": "１１月"}, "2026-11"),
        ({"year": "令和8年11月"}, "2026-11"),
        ({"year": "2026/11"}, "2026-11"),
        ({"year": "202611"}, "2026-11"),
        ({"era": "heisei", "year": "31", "month": "4"}, "2019-04"),
        ({"era": "reiwa", "year": "元", "month": "5"}, "2019-05"),
        ({"era": "showa", "year": "64", "month": "1"}, "1989-01"),
        ({"era": "heisei", "year": "1", "month": "1"}, "1989-01"),
        ({"year": "", "month": ""}, None),
    ],
)
def test_months_as_people_write_them(typed, value):
    assert read("year_month", typed) == value
    assert shown_again("year_month", typed) == value


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"year": "2026"}, ("it-month", "「項目」の「月」を入力してください。例）4")),
        ({"month": "4"}, ("it-year", "「項目」の「年」を入力してください。例）1983")),
        ({"year": "2026", "month": "13"}, ("it-month", "「項目」の「月」は1から12までの数字で入力してください。例）4")),
        (
            {"era": "heisei", "year": "31", "month": "5"},
            ("it-era", "2019年5月1日は令和元年です。年号を「令和」に、年を「1」に直してください。"),
        ),
    ],
)
def test_what_is_no_month(typed, found):
    assert message("year_month", typed) == found


@pytest.mark.parametrize(
    ("bounds", "value", "text"),
    [
        ({"min": "2026-11-24"}, "2026-11", None),
        ({"min": "2026-11-24"}, "2026-10", "「項目」は2026年11月以降の年月を入力してください。例）2026年11月"),
        ({"max": "2026-11-24"}, "2026-11", None),
        ({"max": "2026-11-24"}, "2026-12", "「項目」は2026年11月以前の年月を入力してください。例）2026年11月"),
    ],
)
def test_bounds_of_months(bounds, value, text):
    one = item("year_month", **bounds)
    assert [fault.message for fault in field_type(one).check(one, value, NAME, CONTEXT)] == ([text] if text else [])


def test_a_month_as_text_and_for_rules():
    one = item("year_month")
    assert field_type(one).summarise(one, "2026-11") == ("2026年11月（令和8年）",)
    assert field_type(one).summarise(one, "1989-01") == ("1989年1月",)
    assert rule_value(one, "2026-11") == "2026-11-01"
    assert rule_value(one, "2026-13") is None
    assert field_type(one).spec(one, NAME, {}, (), required=True)["day"] is False
