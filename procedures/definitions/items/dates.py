"""Items that ask when."""

from __future__ import annotations

from typing import Literal

from procedures.definitions.items.bases import AskedBase
from procedures.definitions.rules import Rule


class _DateItem(AskedBase):
    min: Rule | None = None
    max: Rule | None = None
    calendar: Literal["western", "wareki-too"] = "wareki-too"


class _DayItem(_DateItem):
    """`old`: days before the calendar of 1873 too, written as the 戸籍 has them.

    Such an answer is {"text": "文久3年5月1日"}; rules see nothing of it.
    """

    old: bool = False


class DateItem(_DayItem):
    """Answer: "2026-11-23"."""

    type: Literal["date"]


class BirthDateItem(_DayItem):
    """A date that is never in the future. Answer: "1950-04-01"."""

    type: Literal["birth_date"]


class YearMonthItem(_DateItem):
    """Bounds are dates, of which the month counts. Answer: "2026-11". In rules: its first day, "2026-11-01"."""

    type: Literal["year_month"]


class TimeItem(AskedBase):
    """A time of day. Bounds are times. Answer: "09:30"."""

    type: Literal["time"]
    min: Rule | None = None
    max: Rule | None = None
