"""Dates, times and money as Japanese text. Aware times are shown in Japan's time."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.eras import era_of


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
    era = era_of(day)
    if era is not None:
        number = era.year_of(day.year)
        return _("%(era)s%(year)s年%(month)d月%(day)d日") % {
            "era": _(era.name),
            "year": _("元") if number == 1 else number,
            "month": day.month,
            "day": day.day,
        }
    return _("西暦%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def yen_amount(value: int) -> str:
    """1,300円"""
    return _("%(amount)s円") % {"amount": f"{value:,}"}
