"""Business days (開庁日) of the city: no Saturday, Sunday, national holiday, nor 12/29 to 1/3.

National holidays come from jpholiday (国民の祝日に関する法律); 12/29 to 1/3 from the city's rule on closed days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

YEAR_END_CLOSED = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


def fiscal_year(day: date) -> int:
    """The fiscal year (会計年度, April to March; 地方自治法208条) as the year in which it begins."""
    return day.year - (day.month < 4)


@lru_cache(maxsize=64)
def _business_days_of(year: int) -> tuple[date, ...]:
    """All business days of a year in order: one look into the holiday tables a year."""
    holidays = {day for day, _name in jpholiday.year_holidays(year)}
    first = date(year, 1, 1)
    length = (date(year, 12, 31) - first).days + 1
    days = (first + timedelta(days=offset) for offset in range(length))
    return tuple(
        day for day in days if day.weekday() < 5 and day not in holidays and (day.month, day.day) not in YEAR_END_CLOSED
    )


def is_business_day(day: date) -> bool:
    """Whether the city's offices are open on that day."""
    days = _business_days_of(day.year)
    position = bisect_left(days, day)
    return position < len(days) and days[position] == day


def add_business_days(day: date, count: int) -> date:
    """The count-th business day after `day`; the day itself is not counted (民法140条 初日不算入).

    Negative counts go back. A count of 0 gives `day` itself, open or not.
    Raises OverflowError beyond the years 1 to 9999.
    """
    if count == 0:
        return day
    year = day.year
    days = _business_days_of(year)
    if count > 0:
        position = bisect_right(days, day) + count - 1
        while position >= len(days):
            position -= len(days)
            year += 1
            days = _days_within_calendar(year)
        return days[position]
    position = bisect_left(days, day) + count
    while position < 0:
        year -= 1
        days = _days_within_calendar(year)
        position += len(days)
    return days[position]


def business_days_between(start: date, end: date) -> int:
    """How many business days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -business_days_between(end, start)
    if start.year == end.year:
        days = _business_days_of(start.year)
        return bisect_right(days, end) - bisect_right(days, start)
    first = _business_days_of(start.year)
    count = len(first) - bisect_right(first, start)
    count += sum(len(_business_days_of(year)) for year in range(start.year + 1, end.year))
    return count + bisect_right(_business_days_of(end.year), end)


def _days_within_calendar(year: int) -> tuple[date, ...]:
    if not 1 <= year <= 9999:
        raise OverflowError("the calendar ends here")
    return _business_days_of(year)
