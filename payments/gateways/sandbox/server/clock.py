"""The sandbox's clock: real time and an offset that the control page moves forward."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.records import Knob

JST = ZoneInfo("Asia/Tokyo")
_KNOB = "clock"


def now(books: Books) -> float:
    """Return seconds since 1970 as the sandbox sees them."""
    return time.time() + _offset(books)


def move(books: Books, seconds: float) -> None:
    """Move the clock forward. It never goes back: what was dated tomorrow would have to be undone."""
    if seconds < 0:
        raise ValueError("the clock only moves forward")
    with books:
        books.put(Knob(_KNOB, str(_offset(books) + seconds)))


def jst_day(moment: float) -> date:
    return moment_in_japan(moment).date()


def moment_in_japan(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone(JST)


def midnight(day: date) -> float:
    """Return when `day` begins in Japan."""
    return datetime(day.year, day.month, day.day, tzinfo=JST).timestamp()


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _offset(books: Books) -> float:
    knob = books.find(Knob, _KNOB)
    return float(knob.value) if knob else 0.0
