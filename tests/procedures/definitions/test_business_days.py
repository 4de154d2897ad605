from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.definitions.business_days import add_business_days, business_days_between, is_business_day

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2026-11-20", True),  # Friday
        ("2026-11-21", False),  # Saturday
        ("2026-11-22", False),  # Sunday
        ("2026-11-23", False),  # 勤労感謝の日
        ("2026-09-22", False),  # 国民の休日 between two holidays
        ("2026-05-06", False),  # 振替休日
        ("2026-12-28", True),
        ("2026-12-29", False),
        ("2026-12-31", False),
        ("2027-01-03", False),
        ("2027-01-04", True),
    ],
)
def test_open_days(day, is_open):
    assert is_business_day(date.fromisoformat(day)) is is_open


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-20", 1, "2026-11-24"),
        ("2026-11-21", 1, "2026-11-24"),
        ("2026-12-28", 1, "2027-01-04"),
        ("2026-12-28", 0, "2026-12-28"),
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-11-24", -1, "2026-11-20"),
        ("2027-01-04", -1, "2026-12-28"),
        ("2026-04-01", 250, "2027-04-14"),
    ],
)
def test_adding(start, count, end):
    assert add_business_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-11-20", "2026-11-24", 1),
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-24", "2026-11-20", -1),
        ("2026-12-25", "2027-01-05", 3),
        ("2024-12-27", "2027-01-05", 483),
    ],
)
def test_between(start, end, count):
    assert business_days_between(date.fromisoformat(start), date.fromisoformat(end)) == count


@settings(deadline=None)
@given(DAYS, st.integers(1, 600))
def test_adding_and_counting_agree(start, count):
    end = add_business_days(start, count)
    assert is_business_day(end)
    assert business_days_between(start, end) == count


@settings(deadline=None)
@given(DAYS, st.integers(0, 800))
def test_counting_agrees_with_looking_at_every_day(start, length):
    end = start + timedelta(days=length)
    days = (start + timedelta(days=offset) for offset in range(1, length + 1))
    assert business_days_between(start, end) == sum(map(is_business_day, days))


def test_the_calendar_ends():
    with pytest.raises(OverflowError):
        add_business_days(date(9999, 12, 1), 60)
    with pytest.raises(OverflowError):
        add_business_days(date(1, 1, 10), -60)
