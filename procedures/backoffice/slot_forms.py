"""Asking for slots of a period, and for a new calendar."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.catalogue.slot_keeping import Pattern

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_WEEKS_HINT = gettext_lazy(
    "空けておくと、この期間だけ作ります。書くと、終わりの日を過ぎても、いつもその週の数だけ先まで、自動で作ります。例）12"
)
_PARTS = ("year", "month", "day")
_TEXTS = ("start", "end", "minutes", "capacity", "weeks")


def weekdays() -> list[dict[str, str]]:
    names = (_("月曜日"), _("火曜日"), _("水曜日"), _("木曜日"), _("金曜日"), _("土曜日"), _("日曜日"))
    return [{"value": str(number), "label": name} for number, name in enumerate(names)]


@dataclass
class SlotsAsked:
    """What was written, what is wrong with it by box, and the pattern if nothing is.

    `weeks`: how many weeks ahead the slots are made from then on; None: only those of the period.
    """

    days: dict[str, dict[str, str]] = field(default_factory=dict)
    weekdays: tuple[str, ...] = ("0", "1", "2", "3", "4")
    texts: dict[str, str] = field(
        default_factory=lambda: {"start": "9:00", "end": "17:00", "minutes": "", "capacity": "1", "weeks": ""}
    )
    closed_days_too: bool = False
    wrong: dict[str, str] = field(default_factory=dict)
    pattern: Pattern | None = None
    weeks: int | None = None

    @classmethod
    def empty(cls) -> "SlotsAsked":
        tomorrow = timezone.localdate() + timedelta(days=1)
        return cls(days={"first": _written(tomorrow), "last": _written(tomorrow + timedelta(days=28))})

    @classmethod
    def read(cls, data: Mapping[str, Any], chosen: tuple[str, ...]) -> "SlotsAsked":
        days = {name: {part: narrow(data.get(f"{name}-{part}", "")) for part in _PARTS} for name in ("first", "last")}
        texts = {name: narrow(data.get(name, "")) for name in _TEXTS}
        known = {one["value"] for one in weekdays()}
        asked = cls(days, tuple(one for one in chosen if one in known), texts, bool(data.get("closed_days_too")))
        asked._settle()
        return asked

    def _settle(self) -> None:
        first, last = (self._day(name) for name in ("first", "last"))
        start, end = (self._clock(name) for name in ("start", "end"))
        minutes = self._number("minutes", _("分の数を入力してください。例）30")) if self.texts["minutes"] else None
        capacity = self._number("capacity", _("定員を数字で入力してください。例）5"))
        if self.texts["weeks"]:
            self.weeks = self._number("weeks", _("週の数を数字で入力してください。例）12"))
        if not self.weekdays:
            self.wrong["weekdays"] = _("曜日を一つ以上選んでください。例）月曜日")
        if self.wrong or first is None or last is None or start is None or end is None:
            return
        self.pattern = Pattern(
            first=first,
            last=last,
            weekdays={int(one) for one in self.weekdays},
            start=start,
            end=end,
            minutes=minutes,
            capacity=capacity or 0,
            closed_days_too=self.closed_days_too,
        )

    def _day(self, name: str) -> date | None:
        parts = self.days[name]
        try:
            return date(*(int(parts[part]) for part in _PARTS))
        except (ValueError, OverflowError):
            self.wrong[name] = _("日付を、年・月・日の数字で入力してください。例）2027 4 1")
            return None

    def _clock(self, name: str) -> time | None:
        found = _TIME.fullmatch(self.texts[name])
        if found is None:
            self.wrong[name] = _("時刻を、時と分の間に「:」を入れて入力してください。例）9:00")
            return None
        return time(int(found[1]), int(found[2]))

    def _number(self, name: str, problem: str) -> int | None:
        written = self.texts[name]
        if written.isascii() and written.isdigit() and len(written) < 6:
            return int(written)
        self.wrong[name] = problem
        return None

    @property
    def errors(self) -> list[dict[str, str]]:
        """In the order of the boxes."""
        names = [spec["name"] for spec in self.specs]
        return [{"id": name, "message": self.wrong[name]} for name in names if name in self.wrong]

    @property
    def specs(self) -> list[dict[str, Any]]:
        """For `{% field spec %}`."""
        return [
            self._date_spec("first", _("始まりの日")),
            self._date_spec("last", _("終わりの日")),
            self._spec("checkbox_group", "weekdays", _("曜日"))
            | {"choices": weekdays(), "values": self.weekdays, "inline": True},
            self._text_spec("start", _("始まりの時刻"), _("例）9:00")),
            self._text_spec("end", _("終わりの時刻"), _("例）17:00")),
            self._text_spec(
                "minutes", _("一つの枠の長さ（分）"), _("空けておくと、始まりから終わりまでで一つの枠です。例）30")
            )
            | {"required": False},
            self._text_spec("capacity", _("一つの枠の定員"), _("同じ枠に予約できる件数。例）5")),
            self._spec("checkbox", "closed_days_too", _("閉庁日にも作る"))
            | {"checked": self.closed_days_too, "required": None},
            self._text_spec("weeks", _("作り続ける週の数"), _WEEKS_HINT) | {"required": False},
        ]

    def _spec(self, component: str, name: str, label: str) -> dict[str, Any]:
        error = self.wrong.get(name, "")
        return {"component": component, "id": name, "name": name, "label": label, "error": error}

    def _date_spec(self, name: str, label: str) -> dict[str, Any]:
        return self._spec("date_field", name, label) | {"value": self.days[name]}

    def _text_spec(self, name: str, label: str, hint: object) -> dict[str, Any]:
        return self._spec("text_field", name, label) | {"value": self.texts[name], "hint": str(hint), "width": "6"}


def _written(day: date) -> dict[str, str]:
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)}


def narrow(written: str) -> str:
    return unicodedata.normalize("NFKC", str(written)[:40]).strip()
