"""Japanese dates, times and money."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.accessibility.rendering import rendered

JST = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("jdate", date(2026, 11, 23), "2026年11月23日（月）"),
        ("jdate", datetime(2026, 11, 22, 15, 0, tzinfo=UTC), "2026年11月23日（月）"),
        ("jdate", datetime(2026, 11, 22, 14, 59, tzinfo=UTC), "2026年11月22日（日）"),
        ("jdate_short", date(2026, 1, 3), "1月3日（土）"),
        ("jtime", datetime(2026, 11, 23, 9, 5, tzinfo=JST), "9:05"),
        ("jtime", datetime(2026, 11, 23, 0, 12, tzinfo=UTC), "9:12"),
        ("jdatetime", datetime(2026, 11, 23, 0, 12, tzinfo=UTC), "2026年11月23日（月）9:12"),
        ("wareki", date(2026, 11, 23), "令和8年11月23日"),
        ("wareki", date(2019, 5, 1), "令和元年5月1日"),
        ("wareki", date(2019, 4, 30), "平成31年4月30日"),
        ("wareki", date(1989, 1, 8), "平成元年1月8日"),
        ("wareki", date(1989, 1, 7), "昭和64年1月7日"),
        ("wareki", date(1926, 12, 25), "昭和元年12月25日"),
        ("wareki", date(1926, 12, 24), "大正15年12月24日"),
        ("wareki", date(1912, 7, 30), "大正元年7月30日"),
        ("wareki", date(1912, 7, 29), "明治45年7月29日"),
        ("wareki", date(1873, 1, 1), "明治6年1月1日"),
        ("wareki", date(1872, 12, 31), "西暦1872年12月31日"),
        ("yen", 0, "0円"),
        ("yen", 1300, "1,300円"),
        ("yen", 1234567, "1,234,567円"),
        ("yen", -300, "-300円"),
    ],
)
def test_filters(filter_name: str, value: object, text: str):
    assert rendered(f"{{{{ value|{filter_name} }}}}", value=value) == text


@pytest.mark.parametrize("filter_name", ["jdate", "jdate_short", "jtime", "jdatetime", "wareki", "yen"])
def test_nothing_stays_nothing(filter_name: str):
    assert rendered(f"{{{{ value|{filter_name} }}}}", value=None) == ""
