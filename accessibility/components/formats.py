"""Dates, times and money as Japanese text. Aware times are shown in Japan's time."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _weekday(day: date) -> str:
    return (_("月"), _("火"), _("水"), _("木"), _("金"), _("土"), _("日"))[day.weekday()]


def long_date(value: date | datetime) -> str:
    """2026年11月23日（月）"""
    day = _day(value)
    return _("%(year)d年%(month)d月%(day)d日（%(weekday)s）") % {
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "weekday": _weekday(day),
    }


def short_date(value: date | datetime) -> str:
    """11月23日（月）"""
    day = _day(value)
    return _("%(month)d月%(day)d日（%(weekday)s）") % {
        "month": day.month,
        "day": day.day,
        "weekday": _weekday(day),
    }


def time_of_day(value: datetime) -> str:
    """9:12"""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour}:{local.minute:02d}"


def date_and_time(value: datetime) -> str:
    """2026年11月23日（月）9:12"""
    return long_date(value) + time_of_day(value)


def japanese_era(value: date | datetime) -> str:
    """令和8年11月23日, 昭和64年1月7日, 平成元年1月8日; 西暦 before the calendar reform of 1873 (明治5年12月3日)."""
    day = _day(value)
    for first, era in (
        (date(2019, 5, 1), _("令和")),
        (date(1989, 1, 8), _("平成")),
        (date(1926, 12, 25), _("昭和")),
        (date(1912, 7, 30), _("大正")),
        (date(1868, 1, 1), _("明治")),
    ):
        if day >= max(first, date(1873, 1, 1)):
            number = day.year - first.year + 1
            return _("%(era)s%(year)s年%(month)d月%(day)d日") % {
                "era": era,
                "year": _("元") if number == 1 else number,
                "month": day.month,
                "day": day.day,
            }
    return _("西暦%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def yen_amount(value: int) -> str:
    """1,300円"""
    return _("%(amount)s円") % {"amount": f"{value:,}"}
