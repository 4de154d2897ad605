"""Asking for a moment: at once, or on a day at a time in Japan."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
LATER = "later"


@dataclass
class MomentAsked:
    """A question of three parts named `<name>_when`, `<name>_day`, `<name>_time`. `moment` is None for at once."""

    name: str
    label: str
    at_once: str
    later: str
    when: str = "now"
    day: dict[str, str] = field(default_factory=dict)
    time: str = ""
    day_error: str = ""
    time_error: str = ""
    moment: datetime | None = None

    def read(self, data: Mapping[str, str]) -> "MomentAsked":
        self.when = LATER if data.get(f"{self.name}_when") == LATER else "now"
        self.day = {part: _narrow(data.get(f"{self.name}_day-{part}", "")) for part in ("year", "month", "day")}
        self.time = _narrow(data.get(f"{self.name}_time", ""))
        if self.when == LATER:
            self._settle()
        return self

    def fill(self, moment: datetime | None) -> "MomentAsked":
        """Answered beforehand; the answer can be changed."""
        if moment is not None:
            local = timezone.localtime(moment)
            self.when = LATER
            self.day = {"year": str(local.year), "month": str(local.month), "day": str(local.day)}
            self.time = f"{local:%H:%M}"
            self.moment = moment
        return self

    def _settle(self) -> None:
        day = _day(self.day)
        if day is None:
            self.day_error = _("日付を、年・月・日の数字で入力してください。例）2027 4 1")
        written = self.time or "0:00"
        found = _TIME.fullmatch(written)
        if found is None:
            self.time_error = _("時刻を、時と分の間に「:」を入れて入力してください。例）9:00")
        if day is not None and found is not None:
            clock = time(int(found[1]), int(found[2]))
            self.moment = timezone.make_aware(datetime.combine(day, clock))

    @property
    def errors(self) -> list[dict[str, str]]:
        faults = ((f"{self.name}_day", self.day_error), (f"{self.name}_time", self.time_error))
        return [{"id": place, "message": message} for place, message in faults if message]

    @property
    def specs(self) -> list[dict[str, Any]]:
        """For `{% field spec %}`."""
        choices = [{"value": "now", "label": self.at_once}, {"value": LATER, "label": self.later}]
        name = self.name
        return [
            {"component": "radio_group", "id": f"{name}_when", "name": f"{name}_when", "label": self.label}
            | {"choices": choices, "value": self.when, "required": None},
            {
                "component": "date_field",
                "id": f"{name}_day",
                "name": f"{name}_day",
                "label": _("日付"),
                "value": self.day,
            }
            | {
                "error": self.day_error,
                "required": None,
                "hint": _("「%(later)s」のとき。例）2027 4 1") % {"later": self.later},
            },
            {"component": "text_field", "id": f"{name}_time", "name": f"{name}_time", "label": _("時刻"), "width": "6"}
            | {"value": self.time, "error": self.time_error, "required": None}
            | {"hint": _("日本時間。入力しないときは0:00。例）9:00")},
        ]


def _narrow(written: str) -> str:
    return unicodedata.normalize("NFKC", written[:20]).strip()


def _day(parts: Mapping[str, str]) -> date | None:
    if not all(part.isascii() and part.isdigit() for part in parts.values()):
        return None
    try:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except (ValueError, OverflowError):
        return None
