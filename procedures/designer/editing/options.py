"""The options of an item as a table: one row an option, empty rows to add, and a box to paste a spreadsheet column.

The value of an option is what is stored with an application and never changes; it is made here and never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.items import ChoiceItem
from procedures.designer.documents import Json
from procedures.designer.editing.controls import Control, Raw, Unreadable, first, narrow
from procedures.designer.editing.wording import label_of
from procedures.designer.schema import field_of
from procedures.designer.steps import ABSENT
from procedures.designer.words import japanese

EMPTY_ROWS = 2
_VALUE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)
_NUMBERED = re.compile(r"option_(\d{1,6})", re.ASCII)
_PARTS = ("label", "hint", "max")
_NEW = "new"  # of a row that is not stored yet; no option has it, since values are numbered


class OptionsControl(Control):
    """Inputs: `<name>-<row>-value` (hidden), `-label`, `-hint`, `-max`, and `<name>-paste`."""

    @property
    def has_max(self) -> bool:
        return self.info.models[0].__name__ == "QuantityOption"

    def raw(self, value: Json) -> dict[str, list[str]]:
        rows: dict[str, list[str]] = {f"{self.name}-paste": [""]}
        for index, option in enumerate(value if isinstance(value, list) else []):
            rows |= self._row(index, option)
        return rows

    def _row(self, index: int, option: Mapping[str, Any]) -> dict[str, list[str]]:
        most = str(option.get("max", self._most))
        parts = {"value": option.get("value", ""), "label": japanese(option.get("label"))}
        parts |= {"hint": japanese(option.get("hint"))} | ({"max": most} if self.has_max else {})
        return {f"{self.name}-{index}-{part}": [text] for part, text in parts.items()}

    @property
    def _most(self) -> int:
        return int(field_of(self.info.models[0], "max").default) if self.has_max else 0

    def taken(self, data: Raw) -> dict[str, list[str]]:
        """Without rows of which nothing is written."""
        taken = {f"{self.name}-paste": [_lines(first(data, f"{self.name}-paste"))]}
        for index in self._indexes(data):
            parts = {part: first(data, f"{self.name}-{index}-{part}") for part in ("value", *_PARTS)}
            if any(parts[part].strip() for part in ("value", "label", "hint")):
                taken |= {
                    f"{self.name}-{index}-{part}": [text]
                    for part, text in parts.items()
                    if part != "max" or self.has_max
                }
        return taken

    def _indexes(self, data: Raw) -> list[int]:
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,4}})-label", re.ASCII)
        return sorted(int(found[1]) for name in data if (found := pattern.fullmatch(name)))

    def rows(self, raw: Raw, empty: int = EMPTY_ROWS) -> list[dict[str, Any]]:
        """The table to show: what is there, and empty rows behind it."""
        indexes = self._indexes(raw)
        behind = (indexes[-1] + 1) if indexes else 0
        rows = [self._shown(raw, index) for index in indexes]
        for first_row, last_row in zip(rows[:1], rows[-1:], strict=True):
            first_row["is_first"], last_row["is_last"] = True, True
        return [*rows, *(self._shown({}, behind + more) for more in range(empty))]

    def _shown(self, raw: Raw, index: int) -> dict[str, Any]:
        texts = {part: first(raw, f"{self.name}-{index}-{part}") for part in ("value", *_PARTS)}
        empty = not texts["label"] and not texts["value"]
        if empty and self.has_max:
            texts["max"] = str(self._most)
        buttons = {verb: f"{self.name}:{verb}:{index}" for verb in ("up", "down", "remove")}
        place = {"index": str(index), "number": index + 1, "is_empty": empty, "is_first": False, "is_last": False}
        return {**texts, **buttons, **place}

    def read(self, raw: Raw, current: Json) -> Json:
        old = current if isinstance(current, list) else []
        options = [*self._written(raw, old), *self._pasted(raw)]
        most = self.info.most_members or 200
        if len(options) > most:
            raise Unreadable(_("選択肢は%(limit)d個までです。") % {"limit": most})
        _give_values(options)
        labels = [japanese(option["label"]) for option in options]
        twice = next((label for label in labels if labels.count(label) > 1), None)
        if twice is not None:
            raise Unreadable(_("選択肢「%(label)s」が二つあります。どちらかを変えてください。") % {"label": twice})
        if options and (problems := self.info.problems(options)):
            raise Unreadable(_("選択肢：%(message)s") % {"message": problems[0].message_ja})
        return options or ABSENT

    @staticmethod
    def has_new(options: Json, before: Json) -> bool:
        """Whether there is an option that was not there before."""
        return bool(_values(options) - _values(before))

    @staticmethod
    def set_apart(options: Sequence[Json], before: Json, taken: frozenset[str]) -> list[Json]:
        """With new options numbered above every value in `taken`: of those that were published and are gone."""
        new = {value for value in _values(options) - _values(before) if _NUMBERED.fullmatch(value)}
        made = [{**one, "value": ""} if one["value"] in new & taken else one for one in options]
        _give_values(made, taken)
        return made

    def _written(self, raw: Raw, old: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        known = {option.get("value"): option for option in old}
        posted = {first(raw, f"{self.name}-{index}-value") for index in self._indexes(raw)}
        for index in self._indexes(raw):
            value = first(raw, f"{self.name}-{index}-value")
            label = " ".join(first(raw, f"{self.name}-{index}-label").split())
            if not value and index < len(old) and old[index].get("value") not in posted:
                value = str(old[index]["value"])  # the row that was saved a moment ago
            option = dict(known.get(value, {}))
            if not label:
                raise Unreadable(
                    _("選択肢の%(number)d行目に文を入力してください。いらない選択肢は「削除」を押してください。")
                    % {"number": index + 1}
                )
            option = {"value": option.get("value", ""), "label": _reworded(option.get("label"), label)} | {
                name: kept for name, kept in option.items() if name not in {"value", "label"}
            }
            self._with_hint(option, " ".join(first(raw, f"{self.name}-{index}-hint").split()))
            self._with_most(option, first(raw, f"{self.name}-{index}-max"), index)
            yield option

    def _with_hint(self, option: dict[str, Any], hint: str) -> None:
        if hint:
            option["hint"] = _reworded(option.get("hint"), hint)
        else:
            option.pop("hint", None)

    def _with_most(self, option: dict[str, Any], written: str, index: int) -> None:
        if not self.has_max:
            return
        digits = narrow(written) or str(self._most)
        limit = field_of(self.info.models[0], "max").most or 0
        if not (digits.isascii() and digits.isdigit() and 1 <= int(digits) <= limit):
            label = label_of(field_of(self.info.models[0], "max"))
            words = {"number": index + 1, "label": label, "limit": limit}
            raise Unreadable(
                _("選択肢の%(number)d行目の「%(label)s」は1から%(limit)dまでの数字で入力してください。") % words
            )
        if int(digits) == self._most:
            option.pop("max", None)
        else:
            option["max"] = int(digits)

    def _pasted(self, raw: Raw) -> Iterator[dict[str, Any]]:
        """Lines of a spreadsheet: a label, or a value and a label with a tab between them."""
        for line in first(raw, f"{self.name}-paste").split("\n"):
            cells = [" ".join(cell.split()) for cell in line.split("\t")]
            cells = [cell for cell in cells if cell]
            if len(cells) > 1 and _VALUE.fullmatch(cells[0]):
                yield {"value": cells[0], "label": cells[1]}
            elif cells:
                yield {"value": "", "label": cells[0]}

    def arranged(self, raw: Raw, current: Json, verb: str, index: int) -> dict[str, list[str]]:
        """The table after a button of one of its rows: `up`, `down` or `remove`."""
        rows = [self._parts(raw, one) for one in self._indexes(raw)]
        old = current if isinstance(current, list) else []
        self._claim(rows, old)
        at = next((place for place, row in enumerate(rows) if row["index"] == str(index)), None)
        if at is not None and verb == "remove":
            del rows[at]
        elif at is not None:
            to = min(max(at + {"up": -1, "down": 1}.get(verb, 0), 0), len(rows) - 1)
            rows.insert(to, rows.pop(at))
        arranged = {f"{self.name}-paste": [first(raw, f"{self.name}-paste")]}
        for number, row in enumerate(rows):
            arranged |= {f"{self.name}-{number}-{part}": [text] for part, text in row.items() if part != "index"}
        return arranged

    def _parts(self, raw: Raw, index: int) -> dict[str, str]:
        names = ("value", "label", "hint", *(("max",) if self.has_max else ()))
        return {"index": str(index)} | {part: first(raw, f"{self.name}-{index}-{part}") for part in names}

    @staticmethod
    def _claim(rows: Sequence[dict[str, str]], old: Sequence[Mapping[str, Any]]) -> None:
        """Say of each row without a value whether it was saved a moment ago or is new."""
        posted = {row["value"] for row in rows}
        for row in rows:
            index = int(row["index"])
            saved = str(old[index].get("value")) if index < len(old) else ""
            row["value"] = row["value"] or (saved if saved not in posted else "") or _NEW

    def missing(self) -> str:
        return _("選択肢を一つ以上入力してください。")


def blank_options(labels: Sequence[str]) -> list[dict[str, Any]]:
    """New options with values of their own."""
    options: list[dict[str, Any]] = [{"value": "", "label": label} for label in labels]
    _give_values(options)
    return options


def pasted_options(text: str) -> list[dict[str, Any]]:
    """The options in pasted lines."""
    control = OptionsControl(field_of(ChoiceItem, "options"), "options")
    options = control.read({"options-paste": [text]}, ABSENT)
    return [] if options is ABSENT else list(options)


def _give_values(options: list[dict[str, Any]], also: frozenset[str] = frozenset()) -> None:
    """A value for each option without one, and for the second of two with the same: above all there are and `also`."""
    given: set[str] = set()
    known = {*also, *(str(option["value"]) for option in options)}
    numbers = [int(found[1]) for value in known if (found := _NUMBERED.fullmatch(value))]
    following = max(numbers, default=0) + 1
    for option in options:
        if not option["value"] or option["value"] in given:
            option["value"] = f"option_{following}"
            following += 1
        given.add(option["value"])


def _values(options: Json) -> set[str]:
    return {str(option.get("value")) for option in options} if isinstance(options, list) else set()


def _reworded(text: Json, japanese_words: str) -> Json:
    return {**text, "ja": japanese_words} if isinstance(text, dict) else japanese_words


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
