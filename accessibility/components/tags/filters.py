"""Filters: Japanese dates and money, and the safe Markdown subset. An empty value stays empty."""

from datetime import date, datetime

from django.utils.safestring import SafeString

from accessibility.components import formats
from accessibility.components.library import register
from accessibility.components.markdown import render_markdown


@register.filter
def jdate(value: date | datetime | None) -> str:
    """2026年11月23日（月）"""
    return formats.long_date(value) if value else ""


@register.filter
def jdate_short(value: date | datetime | None) -> str:
    """11月23日（月）"""
    return formats.short_date(value) if value else ""


@register.filter
def jtime(value: datetime | None) -> str:
    """9:12"""
    return formats.time_of_day(value) if value else ""


@register.filter
def jdatetime(value: datetime | None) -> str:
    """2026年11月23日（月）9:12"""
    return formats.date_and_time(value) if value else ""


@register.filter
def wareki(value: date | datetime | None) -> str:
    """令和8年11月23日"""
    return formats.japanese_era(value) if value else ""


@register.filter
def yen(value: int | None) -> str:
    """1,300円"""
    return "" if value is None else formats.yen_amount(value)


@register.filter
def markdown(text: str, level: int = 2) -> SafeString:
    """`{{ text|markdown }}`, or `{{ text|markdown:3 }}` where the first heading level is h3."""
    return render_markdown(text, level=level)
