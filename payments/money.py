"""Integer yen, and the calendar of public money: days in Japan, fiscal years from April."""

from datetime import date, datetime
from typing import NewType
from zoneinfo import ZoneInfo

Yen = NewType("Yen", int)
MOST_YEN = 10_000_000
"""No fee and no single movement is larger: a larger number is a fault (the highest limit seen at a city, 兵庫県)."""
JST = ZoneInfo("Asia/Tokyo")


def yen(value: object) -> Yen:
    """The value as yen. Raises ValueError for anything but an int (no bool, no float) of 0 to MOST_YEN."""
    if type(value) is not int or not 0 <= value <= MOST_YEN:
        raise ValueError("An amount is a whole number of yen, from 0 to 10,000,000.")
    return Yen(value)


def day_in_japan(moment: datetime) -> date:
    """The date in Asia/Tokyo: 納付日 follows from the gateway's time of payment. Raises ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("A time of payment has a time zone.")
    return moment.astimezone(JST).date()


def fiscal_year(day: date) -> int:
    """The 会計年度 of a day: from 1 April to 31 March, named by the year it begins in (地方自治法208条)."""
    return day.year if day.month >= 4 else day.year - 1
