"""Items that ask when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

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


CalendarCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class SlotItem(AskedBase):
    """One of the times that the city offers and still has places for. `slots_from`: the code of a slot calendar.

    Offered are the slots from `earliest` to `latest` business days after today; 0 is today.
    Answer, in Japan's time: {"date": "2026-12-01", "start": "09:00", "end": "12:00"}.
    """

    type: Literal["slot"]
    slots_from: CalendarCode
    earliest: int = Field(default=1, ge=0, le=250)
    latest: int = Field(default=60, ge=0, le=250)
