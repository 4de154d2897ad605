"""Reading years and dates with eras."""

from datetime import date

import pytest

from accessibility.components.eras import BY_KEY, era_of, era_year, read_year, split_date


@pytest.mark.parametrize(
    ("text", "era", "year"),
    [("8", None, 8), ("令和8", "reiwa", 8), ("令和 8年", "reiwa", 8), ("r8", "reiwa", 8), ("昭和元年", "showa", 1)],
)
def test_years(text, era, year):
    assert read_year(text) == (BY_KEY[era] if era else None, year)


@pytest.mark.parametrize("text", ["", "令和", "慶応3", "12345", "8年目", "-8", "年"])
def test_no_years(text):
    assert read_year(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("昭和58年4月2日", ("昭和58", "4", "2")),
        ("S58.4.2", ("S58", "4", "2")),
        ("1983/4/2", ("1983", "4", "2")),
        ("19830402", ("1983", "04", "02")),
        ("1983/4", None),
        ("", None),
        ("198304021", None),
    ],
)
def test_whole_dates(text, parts):
    assert split_date(text) == parts


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 23), "令和8年"),
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1873, 1, 1), "明治6年"),
        (date(1872, 12, 31), ""),
    ],
)
def test_era_years(day, text):
    assert era_year(day) == text


def test_no_era_before_the_calendar_of_today():
    assert era_of(date(1870, 1, 1)) is None
