"""`date` and `birth_date`."""

import itertools
from datetime import date, timedelta

import pytest

from accessibility.components.eras import ERAS
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, TODAY, boxes, item, message, parsed, read, shown_again


def typed(era: str, year: str, month: str = "", day: str = "") -> dict[str, str]:
    return {"era": era, "year": year, "month": month, "day": day}


@pytest.mark.parametrize(
    ("boxes_typed", "value"),
    [
        (typed("western", "2026", "11", "23"), "2026-11-23"),
        (typed("western", "２０２６年", "１１月", "２３日"), "2026-11-23"),
        (typed("reiwa", "8", "11", "23"), "2026-11-23"),
        (typed("reiwa", "元", "5", "1"), "2019-05-01"),
        (typed("reiwa", "1", "5", "1"), "2019-05-01"),
        (typed("reiwa", "元年", "5", "1"), "2019-05-01"),
        (typed("heisei", "31", "4", "30"), "2019-04-30"),
        (typed("heisei", "元", "1", "8"), "1989-01-08"),
        (typed("showa", "64", "1", "7"), "1989-01-07"),
        (typed("showa", "元", "12", "25"), "1926-12-25"),
        (typed("taisho", "15", "12", "25"), "1926-12-25"),
        (typed("taisho", "元", "7", "30"), "1912-07-30"),
        (typed("meiji", "45", "7", "30"), "1912-07-30"),
        (typed("meiji", "6", "1", "1"), "1873-01-01"),
        (typed("western", "昭和58", "4", "2"), "1983-04-02"),
        (typed("western", "S58", "4", "2"), "1983-04-02"),
        (typed("showa", "1983", "4", "2"), "1983-04-02"),
        (typed("western", "㍼58", "4", "2"), "1983-04-02"),
        (typed("western", "昭和58年4月2日"), "1983-04-02"),
        (typed("western", "1983/4/2"), "1983-04-02"),
        (typed("western", "１９８３．４．２"), "1983-04-02"),
        (typed("western", "1983-04-02"), "1983-04-02"),
        (typed("western", "19830402"), "1983-04-02"),
        (typed("western", "2024", "2", "29"), "2024-02-29"),
        (typed("western", "1868", "1", "25"), "1868-01-25"),
    ],
)
def test_dates_as_people_write_them(boxes_typed, value):
    assert read("date", boxes_typed) == value
    assert shown_again("date", boxes_typed) == value


@pytest.mark.parametrize(
    ("boxes_typed", "fault_id", "text"),
    [
        (
            typed("western", "2026", "2", "29"),
            "it-day",
            "2026年2月は28日までです。「項目」の「日」を直してください。例）28",
        ),
        (typed("reiwa", "8", "4", "31"), "it-day", "2026年4月は30日までです。「項目」の「日」を直してください。例）30"),
        (
            typed("western", "2026", "13", "1"),
            "it-month",
            "「項目」の「月」は1から12までの数字で入力してください。例）4",
        ),
        (
            typed("western", "2026", "0", "1"),
            "it-month",
            "「項目」の「月」は1から12までの数字で入力してください。例）4",
        ),
        (typed("western", "2026", "4", "32"), "it-day", "「項目」の「日」は1から31までの数字で入力してください。例）2"),
        (
            typed("western", "2026", "四", "1"),
            "it-month",
            "「項目」の「月」は1から12までの数字で入力してください。例）4",
        ),
        (typed("western", "2026", "", "1"), "it-month", "「項目」の「月」を入力してください。例）4"),
        (typed("western", "2026", "4"), "it-day", "「項目」の「日」を入力してください。例）2"),
        (typed("western", "", "4", "2"), "it-year", "「項目」の「年」を入力してください。例）1983"),
        (typed("western", "年", "4", "2"), "it-year", "「項目」の「年」は数字で入力してください。例）1983"),
        (
            typed("western", "58", "4", "2"),
            "it-year",
            "「項目」の「年」は、西暦なら1868以降の4桁で入力してください。和暦なら年号を選んでください。例）1983",
        ),
        (
            typed("western", "9999", "4", "2"),
            "it-year",
            "「項目」の「年」は、西暦なら1868以降の4桁で入力してください。和暦なら年号を選んでください。例）1983",
        ),
        (
            typed("showa", "64", "1", "8"),
            "it-era",
            "1989年1月8日は平成元年です。年号を「平成」に、年を「1」に直してください。",
        ),
        (
            typed("showa", "65", "1", "8"),
            "it-era",
            "1990年1月8日は平成2年です。年号を「平成」に、年を「2」に直してください。",
        ),
        (
            typed("heisei", "1", "1", "7"),
            "it-era",
            "1989年1月7日は昭和64年です。年号を「昭和」に、年を「64」に直してください。",
        ),
        (
            typed("heisei", "31", "5", "1"),
            "it-era",
            "2019年5月1日は令和元年です。年号を「令和」に、年を「1」に直してください。",
        ),
        (
            typed("meiji", "5", "12", "3"),
            "it-era",
            "明治5年までは暦が今と違います。年号を「西暦」にして、西暦の日付を入力してください。例）1870",
        ),
        (typed("showa", "0", "1", "8"), "it-year", "年は1から始まります。元年は「元」か「1」と入力してください。例）1"),
        (typed("reiwa", "999", "1", "8"), "it-year", "年が大きすぎます。年号と年を確かめてください。例）8"),
        (typed("edo", "5", "1", "8"), "it-era", "「項目」の年号を選び直してください。例）令和"),
    ],
)
def test_what_is_no_date_is_explained_at_the_box(boxes_typed, fault_id, text):
    assert message("date", boxes_typed) == (fault_id, text)


def test_every_day_around_a_change_of_era_comes_back_as_itself():
    for era in ERAS[:-1]:
        for day in (era.first - timedelta(days=1), era.first, era.first + timedelta(days=1)):
            right = next(one for one in ERAS if day >= one.first)
            written = typed(right.key, str(right.year_of(day.year)), str(day.month), str(day.day))
            assert read("date", written) == day.isoformat()


def test_an_era_alone_is_no_answer():
    assert parsed("date", typed("showa", "")) == (None, ())


def test_a_western_calendar_takes_no_era_box():
    one = item("date", calendar="western")
    assert field_type(one).names(one, NAME) == ("it-year", "it-month", "it-day")
    assert field_type(one).show(one, "2026-11-23", NAME) == {"it-year": ["2026"], "it-month": ["11"], "it-day": ["23"]}
    assert message("date", {"year": "昭和64", "month": "2", "day": "1"}, calendar="western")[0] == "it-year"


def checked(kind: str, value: str, **bounds: object) -> list[tuple[str, str]]:
    one = item(kind, **bounds)
    return [(fault.id, fault.message) for fault in field_type(one).check(one, value, NAME, CONTEXT)]


def test_bounds_by_rule():
    earliest: dict[str, object] = {"today": []}
    latest: dict[str, object] = {"+": [{"today": []}, 30]}
    assert checked("date", "2026-11-24", min=earliest, max=latest) == []
    assert checked("date", "2026-12-24", min=earliest, max=latest) == []
    assert checked("date", "2026-12-25", min=earliest, max=latest) == [
        ("it-year", "「項目」は2026年11月24日から2026年12月24日までの日付を入力してください。例）2026年11月24日")
    ]
    assert checked("date", "2026-11-23", min=earliest) == [
        ("it-year", "「項目」は2026年11月24日以降の日付を入力してください。例）2026年11月24日")
    ]
    assert checked("date", "2026-12-25", max=latest) == [
        ("it-year", "「項目」は2026年12月24日以前の日付を入力してください。例）2026年12月24日")
    ]
    assert checked("date", "2026-11-23", min={"var": "nothing"}) == []


def test_nobody_is_born_tomorrow():
    assert checked("birth_date", TODAY.isoformat()) == []
    assert checked("birth_date", "2026-11-25") == [
        ("it-year", "「項目」が今日より後の日付です。生まれた日を入力してください。例）1983年4月2日")
    ]


@pytest.mark.parametrize("value", [20261124, "2026-13-01", None, "きのう", "20261124aa"])
def test_an_answer_that_is_no_date_is_a_fault_and_shows_nothing(value):
    one = item("date")
    assert [fault.missing for fault in field_type(one).check(one, value, NAME, CONTEXT)] == [True]
    assert field_type(one).show(one, value, NAME)["it-year"] == [""]


@pytest.mark.parametrize(
    ("kind", "value", "lines"),
    [
        ("date", "2026-11-23", ("2026年11月23日（月）（令和8年）",)),
        ("date", "2019-05-01", ("2019年5月1日（水）（令和元年）",)),
        ("birth_date", "1950-04-01", ("1950年4月1日（昭和25年）",)),
        ("birth_date", "1870-04-01", ("1870年4月1日",)),
    ],
)
def test_summary(kind, value, lines):
    one = item(kind)
    assert field_type(one).summarise(one, value) == lines


def test_the_component_marks_the_box_at_fault():
    one = item("birth_date", subject="applicant")
    raw = boxes(typed("showa", "58", "13", "2"))
    found = field_type(one).parse(one, raw, NAME, CONTEXT).faults
    spec = field_type(one).spec(one, NAME, raw, found, required=True)
    assert spec["component"] == "date_field"
    assert spec["value"] == typed("showa", "58", "13", "2") | {"text": ""}
    assert spec["invalid"] == ("month",)
    assert spec["era"] is True
    assert spec["autocomplete"] == "bday"
    assert spec["error"] == "「項目」の「月」は1から12までの数字で入力してください。例）4"


def test_missing_names_the_field_and_shows_an_example():
    one = item("birth_date")
    fault = field_type(one).missing(one, NAME, CONTEXT)
    assert (fault.id, fault.message, fault.missing) == (
        "it-year",
        "「項目」の年・月・日を入力してください。例）1983年4月2日",
        True,
    )


def test_the_table_of_eras_has_no_gap():
    for later, earlier in itertools.pairwise(ERAS):
        assert earlier.last in {later.first, later.first - timedelta(days=1)}
    assert ERAS[-1].first == date(1868, 1, 25)
