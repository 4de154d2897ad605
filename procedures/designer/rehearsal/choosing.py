"""Asking as whom, how surely known, on which day, and with which text a procedure is tried."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from identity.access.assurance import Level
from procedures.designer.rehearsal.people import LEVELS, PEOPLE

_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


def level_words(level: Level) -> str:
    return {
        Level.NONE: _("0　本人確認なし"),
        Level.CONTACT: _("1　メールアドレスを確認済み"),
        Level.CARD: _("2　マイナンバーカードで本人確認済み"),
        Level.SIGNATURE: _("3　カードで本人確認し、送るときに署名する"),
    }[level]


@dataclass
class Choice:
    """`sources`: keys of texts (sources.py) to choose from; empty where the text stays. `earliest`: the first day."""

    person: str
    level: Level
    day: date
    sources: Sequence[str] = ()
    source: str = ""
    earliest: date = _FIRST
    parts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def read(self, data: Mapping[str, str]) -> "Choice":
        """What a form sent; `faults` says what is wrong with it, and what stands in the choice stays as it was."""
        if data.get("person") in {person.code for person in PEOPLE}:
            self.person = data["person"]
        else:
            self.faults["person"] = _("見本の人を選んでください。")
        if data.get("level") in {str(int(level)) for level in LEVELS}:
            self.level = Level(int(data["level"]))
        else:
            self.faults["level"] = _("本人確認レベルを選んでください。")
        self.read_day(data)
        if self.sources and data.get("source") in self.sources:
            self.source = data["source"]
        elif self.sources:
            self.faults["source"] = _("試す内容を選んでください。")
        return self

    def read_day(self, data: Mapping[str, str]) -> "Choice":
        self.parts = {
            part: unicodedata.normalize("NFKC", data.get(f"day-{part}", "")[:20]).strip()
            for part in ("year", "month", "day")
        }
        found = _day(self.parts)
        if found is None:
            self.faults["day"] = _("日付を、年・月・日の数字で入力してください。例）2027 4 1")
        elif not max(self.earliest, _FIRST) <= found <= _LAST:
            words = {"year": self.earliest.year, "month": self.earliest.month, "day": self.earliest.day}
            self.faults["day"] = _("%(year)d年%(month)d月%(day)d日から2100年までの日を入力してください。") % words
        else:
            self.day = found
        return self

    @property
    def errors(self) -> list[dict[str, str]]:
        return [{"id": place, "message": message} for place, message in self.faults.items()]

    @property
    def specs(self) -> list[dict[str, Any]]:
        """For `{% field spec %}`."""
        return [*self._source_specs(), self._person_spec(), self._level_spec(), self.day_spec()]

    def _source_specs(self) -> list[dict[str, Any]]:
        if len(self.sources) < 2:
            return []
        choices = [{"value": key, "label": source_words(key)} for key in self.sources]
        return [self._group("source", _("試す内容"), choices, self.source)]

    def _person_spec(self) -> dict[str, Any]:
        choices = [
            {
                "value": person.code,
                "label": str(person.about),
                "hint": _("%(name)s　%(age)d歳　%(address)s")
                % {"name": person.shown_name, "age": person.age, "address": person.address},
            }
            for person in PEOPLE
        ]
        return self._group("person", _("見本の人"), choices, self.person)

    def _level_spec(self) -> dict[str, Any]:
        choices = [{"value": str(int(level)), "label": level_words(level)} for level in LEVELS]
        return self._group("level", _("本人確認レベル"), choices, str(int(self.level)))

    def day_spec(self) -> dict[str, Any]:
        value = self.parts or {
            "year": str(self.day.year),
            "month": str(self.day.month),
            "day": str(self.day.day),
        }
        return {
            "component": "date_field",
            "id": "day",
            "name": "day",
            "label": _("申請する日"),
            "value": value,
            "hint": _("受付期間や年齢など、日によって変わる条件を確かめられます。例）2027 4 1"),
            "error": self.faults.get("day", ""),
            "required": None,
        }

    def _group(self, name: str, label: str, choices: Sequence[Mapping[str, str]], value: str) -> dict[str, Any]:
        return {
            "component": "radio_group",
            "id": name,
            "name": name,
            "label": label,
            "choices": list(choices),
            "value": value,
            "error": self.faults.get(name, ""),
            "required": None,
        }


def source_words(key: str) -> str:
    return _("作成中の内容") if key == "design" else _("公開した版%(number)s") % {"number": key}


def _day(parts: Mapping[str, str]) -> date | None:
    if not all(part.isascii() and part.isdigit() for part in parts.values()):
        return None
    try:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except (ValueError, OverflowError):
        return None
