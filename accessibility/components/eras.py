"""Western and Japanese years. Eras follow the law of each change of era; before 1873 the calendar was another one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

FIRST_GREGORIAN = date(1873, 1, 1)
FIRST_DAY = date(1868, 1, 25)


@dataclass(frozen=True, slots=True)
class Era:
    """`last` is the last day that may be written with it; 明治 and 大正 ended on the first day of the next era."""

    key: str
    name: str
    letter: str
    first: date
    last: date

    def western_year(self, year: int) -> int:
        return self.first.year + year - 1

    def year_of(self, western_year: int) -> int:
        return western_year - self.first.year + 1


ERAS = (
    Era("reiwa", gettext_noop("令和"), "R", date(2019, 5, 1), date.max),
    Era("heisei", gettext_noop("平成"), "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("showa", gettext_noop("昭和"), "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("taisho", gettext_noop("大正"), "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("meiji", gettext_noop("明治"), "M", date(1868, 1, 25), date(1912, 7, 30)),
)
BY_KEY = {era.key: era for era in ERAS}
BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.letter)}

# 令和8, 昭和元年, S58, and the whole date 昭和58年4月2日, S58.4.2, 1983/4/2, 19830402 in one box.
_MARKS = "|".join(BY_MARK)
_YEAR = re.compile(rf"(?P<era>{_MARKS})?\s*(?P<year>\u5143|\d{{1,4}})\s*\u5e74?", re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?P<year>(?:{_MARKS})?\s*(?:\u5143|\d{{1,4}}))\s*[\u5e74/.\-]\s*(?P<month>\d{{1,2}})\s*[\u6708/.\-]"
    r"\s*(?P<day>\d{1,2})\s*\u65e5?",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"(?P<year>(?:{_MARKS})?\s*(?:\u5143|\d{{1,4}}))\s*[\u5e74/.\-]\s*(?P<month>\d{{1,2}})\s*\u6708?", re.IGNORECASE
)
_SIX_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})")
_EIGHT_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")


def split_date(text: str) -> tuple[str, str, str] | None:
    """Year, month and day of a whole date in one text; None when it is none. `text` in half width."""
    found = _EIGHT_DIGITS.fullmatch(text) or _WHOLE.fullmatch(text)
    return (found["year"], found["month"], found["day"]) if found else None


def split_month(text: str) -> tuple[str, str] | None:
    """Year and month of both in one text (令和8年11月, 2026/11, 202611). `text` in half width."""
    found = _SIX_DIGITS.fullmatch(text) or _MONTH.fullmatch(text)
    return (found["year"], found["month"]) if found else None


def read_year(text: str) -> tuple[Era | None, int] | None:
    """A year with the era written before it, if one is; 元 is 1. None when it is no year. `text` in half width."""
    found = _YEAR.fullmatch(text)
    if not found:
        return None
    era = BY_MARK[found["era"].upper()] if found["era"] else None
    return era, 1 if found["year"] == "\u5143" else int(found["year"])


def era_of(day: date) -> Era | None:
    """The era of a day; None before the calendar of today."""
    if day < FIRST_GREGORIAN:
        return None
    return next(era for era in ERAS if day >= era.first)


def era_year(day: date) -> str:
    """令和8年, 平成元年; "" before 1873."""
    era = era_of(day)
    if era is None:
        return ""
    year = era.year_of(day.year)
    return _("%(era)s%(year)s年") % {"era": _(era.name), "year": _("元") if year == 1 else year}
