"""One control for each kind of field: how a value is shown in a form, and how what comes back is read.

A form is compared with itself: `raw` gives what the browser would send for a value that nobody touched. What was sent
is read only where it differs from that, so an untouched field never changes a byte of the document.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procedures.designer.documents import Json
from procedures.designer.editing.references import Choice
from procedures.designer.editing.wording import LONG, hint_of, label_of
from procedures.designer.schema import NO_DEFAULT, FieldInfo
from procedures.designer.steps import ABSENT

Raw = Mapping[str, Sequence[str]]
Spec = dict[str, Any]
_FEW = 4
_SHORT = 24


class Unreadable(ValueError):
    """What was written cannot stand in the field. The argument says what to do, in Japanese."""


@dataclass(frozen=True)
class Control:
    """`name`: of the input; ids are the same. `may_be_empty`: nothing written is no fault."""

    info: FieldInfo
    name: str
    may_be_empty: bool = True
    choices: Sequence[Choice] = field(default=())

    @property
    def label(self) -> str:
        return label_of(self.info)

    def raw(self, value: Json) -> dict[str, list[str]]:
        """What the browser sends for a stored value; of ABSENT, for an empty field."""
        return {self.name: [self.written(value)]}

    def written(self, value: Json) -> str:
        return "" if value is ABSENT or value is None else str(value)

    def taken(self, data: Raw) -> dict[str, list[str]]:
        """The part of what was sent that belongs here, in the form of `raw`."""
        return {name: [_lines(text) for text in data.get(name, ())] for name in self.raw(ABSENT)}

    def was_sent(self, data: Raw) -> bool:
        """Whether the form had this field: a box or a list of ticks that is empty sends nothing."""
        return any(name in data for name in self.raw(ABSENT))

    def spec(self, raw: Raw, error: str = "") -> Spec:
        """For `{% field spec %}`."""
        return {**self.base(error), "component": "text_field", "value": first(raw, self.name)}

    def base(self, error: str) -> Spec:
        required = True if not self.may_be_empty else None
        hint = hint_of(self.info)
        return {"id": self.name, "name": self.name, "label": self.label, "hint": hint} | (
            {"error": error, "required": required}
        )

    def read(self, raw: Raw, current: Json) -> Json:
        """The value; ABSENT for none, and for the default. `current`: what is stored. Raises Unreadable."""
        value = self.value(raw, current)
        if value is ABSENT and not self.may_be_empty:
            raise Unreadable(self.missing())
        if value is not ABSENT and self.info.default is not NO_DEFAULT and _same(value, self.info.default):
            return ABSENT
        if value is not ABSENT and (problems := self.info.problems(value)):
            raise Unreadable(self.refused(problems[0].code, problems[0].message_ja, value))
        return value

    def value(self, raw: Raw, current: Json) -> Json:
        return first(raw, self.name).strip() or ABSENT

    def missing(self) -> str:
        return _("「%(label)s」を入力してください。") % {"label": self.label}

    def refused(self, code: str, message: str, value: Json) -> str:
        """The sentence for what the language does not take."""
        if code == "too_long" and isinstance(value, str | dict):
            words = {"label": self.label, "limit": self.info.longest or 5000}
            return _("「%(label)s」は%(limit)d文字までで入力してください。") % words
        return _("「%(label)s」：%(message)s") % {"label": self.label, "message": message}


class LineControl(Control):
    """One line, without translations."""

    def value(self, raw: Raw, current: Json) -> Json:
        return " ".join(first(raw, self.name).split()) or ABSENT


class TextControl(Control):
    """A text in Japanese. Its translations are kept; they have a page of their own."""

    def written(self, value: Json) -> str:
        text = value.get("ja", "") if isinstance(value, dict) else value
        return super().written(text)

    def spec(self, raw: Raw, error: str = "") -> Spec:
        text = first(raw, self.name)
        if self.info.name in LONG or "\n" in text or len(text) > 200:
            rows = min(14, max(3, text.count("\n") + len(text) // 40 + 2))
            return {**self.base(error), "component": "textarea_field", "value": text, "rows": rows}
        return super().spec(raw, error)

    def value(self, raw: Raw, current: Json) -> Json:
        text = first(raw, self.name).strip()
        if not text:
            return ABSENT
        return {**current, "ja": text} if isinstance(current, dict) else text


class LinesControl(Control):
    """One a line."""

    def raw(self, value: Json) -> dict[str, list[str]]:
        return {self.name: ["\n".join(value) if isinstance(value, list) else ""]}

    def spec(self, raw: Raw, error: str = "") -> Spec:
        text = first(raw, self.name)
        rows = min(12, text.count("\n") + 3)
        return {**self.base(error), "component": "textarea_field", "value": text, "rows": rows}

    def value(self, raw: Raw, current: Json) -> Json:
        lines = (" ".join(line.split()) for line in first(raw, self.name).split("\n"))
        return list(dict.fromkeys(line for line in lines if line)) or ABSENT


class TextsControl(LinesControl):
    """Texts, one a line; where one of them has several lines, a blank line stands between them."""

    def raw(self, value: Json) -> dict[str, list[str]]:
        texts = [_japanese(one) for one in value] if isinstance(value, list) else []
        return {self.name: [self.between(value).join(texts)]}

    def between(self, value: Json) -> str:
        texts = [_japanese(one) for one in value] if isinstance(value, list) else []
        return "\n\n" if any("\n" in text for text in texts) else "\n"

    def value(self, raw: Raw, current: Json) -> Json:
        old = current if isinstance(current, list) else []
        parts = [part.strip() for part in first(raw, self.name).split(self.between(current))]
        parts = [part for part in parts if part]
        known = {_japanese(one): one for one in old}
        if len(parts) == len(old):  # a text that was reworded keeps its translations
            return [_with_japanese(one, part) for one, part in zip(old, parts, strict=True)] or ABSENT
        return [known.get(part, part) for part in parts] or ABSENT


class ChoiceControl(Control):
    """One of a few words of the language."""

    def written(self, value: Json) -> str:
        if value is ABSENT and self.info.default not in (NO_DEFAULT, None):
            value = self.info.default
        if value is None and self.info.required:
            return "None"
        return super().written(value)

    def options(self) -> list[dict[str, str]]:
        info = self.info
        values: list[object] = [*info.choices, *([None] if info.nullable and info.required else [])]
        return [{"value": str(value), "label": info.choice_label(value)} for value in values]

    def spec(self, raw: Raw, error: str = "") -> Spec:
        chosen, options = first(raw, self.name), self.options()
        if len(options) <= _FEW and (self.info.default is not None or not self.may_be_empty):
            inline = sum(len(option["label"]) for option in options) <= _SHORT
            return {**self.base(error), "component": "radio_group"} | (
                {"choices": options, "value": chosen, "inline": inline}
            )
        empty = None if self.info.default not in (NO_DEFAULT, None) else _("選んでください")
        if self.info.default is None and self.may_be_empty:
            empty = _("決めない")
        return {**self.base(error), "component": "select_field"} | (
            {"choices": options, "value": chosen, "empty": empty, "width": "full"}
        )

    def value(self, raw: Raw, current: Json) -> Json:
        chosen = first(raw, self.name)
        if chosen == "None" and self.info.nullable:
            return None
        return next((value for value in self.info.choices if str(value) == chosen), ABSENT)

    def missing(self) -> str:
        return _("「%(label)s」を選んでください。") % {"label": self.label}


class ChoicesControl(Control):
    """Several words of the language, in its order."""

    def raw(self, value: Json) -> dict[str, list[str]]:
        return {self.name: sorted(str(one) for one in value) if isinstance(value, list) else []}

    def taken(self, data: Raw) -> dict[str, list[str]]:
        return {self.name: sorted(data.get(self.name, ()))}

    def was_sent(self, data: Raw) -> bool:
        return True

    def options(self, _chosen: Sequence[str]) -> list[dict[str, str]]:
        return [{"value": str(value), "label": self.info.choice_label(value)} for value in self.info.choices]

    def spec(self, raw: Raw, error: str = "") -> Spec:
        chosen = raw.get(self.name, ())
        options = self.options(chosen)
        if not options:
            return nothing_to_choose(self)
        inline = len(options) > _FEW
        return {**self.base(error), "component": "checkbox_group", "choices": options, "values": list(chosen)} | (
            {"inline": inline}
        )

    def value(self, raw: Raw, current: Json) -> Json:
        chosen = set(raw.get(self.name, ()))
        kept = [one for one in current if one in chosen] if isinstance(current, list) else []
        known = [one["value"] for one in self.options(list(chosen))]
        return [*kept, *(one for one in known if one in chosen and one not in kept)] or ABSENT

    def missing(self) -> str:
        return _("「%(label)s」を一つ以上選んでください。") % {"label": self.label}


class CodeControl(Control):
    """One word of the portal or of the document. One that is stored but unknown stays to be chosen."""

    def spec(self, raw: Raw, error: str = "") -> Spec:
        chosen = first(raw, self.name)
        options = _with_unknown(self.choices, [chosen])
        if not options:
            return nothing_to_choose(self)
        empty = _("選んでください") if not self.may_be_empty else _("決めない")
        return {**self.base(error), "component": "select_field", "choices": options, "value": chosen, "empty": empty}

    def value(self, raw: Raw, current: Json) -> Json:
        chosen = first(raw, self.name)
        if chosen and chosen != current and all(one.value != chosen for one in self.choices):
            raise Unreadable(self.missing())
        return chosen or ABSENT

    def missing(self) -> str:
        return _("「%(label)s」を選んでください。") % {"label": self.label}


class CodesControl(ChoicesControl):
    """Several words of the portal or of the document, in the order in which they were chosen."""

    def options(self, chosen: Sequence[str]) -> list[dict[str, str]]:
        return _with_unknown(self.choices, chosen)

    def value(self, raw: Raw, current: Json) -> Json:
        chosen = set(raw.get(self.name, ()))
        kept = [one for one in current if one in chosen] if isinstance(current, list) else []
        return [*kept, *(one.value for one in self.choices if one.value in chosen and one.value not in kept)] or ABSENT


class YesNoControl(Control):
    """A box to tick."""

    def raw(self, value: Json) -> dict[str, list[str]]:
        ticked = self.info.default if value is ABSENT and self.info.default is not NO_DEFAULT else value
        return {self.name: ["yes"] if ticked is True else []}

    def was_sent(self, data: Raw) -> bool:
        return True

    def spec(self, raw: Raw, error: str = "") -> Spec:
        return {**self.base(error), "component": "checkbox", "checked": bool(raw.get(self.name)), "required": None}

    def value(self, raw: Raw, current: Json) -> Json:
        return bool(raw.get(self.name))


class IntegerControl(Control):
    """A whole number in any width of digits."""

    def written(self, value: Json) -> str:
        if value is ABSENT and self.info.default not in (NO_DEFAULT, None):
            value = self.info.default
        return super().written(value)

    def spec(self, raw: Raw, error: str = "") -> Spec:
        return {**super().spec(raw, error), "inputmode": "numeric", "width": "6"}

    def value(self, raw: Raw, current: Json) -> Json:
        digits = narrow(first(raw, self.name)).replace(",", "")
        if not digits:
            return ABSENT
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise Unreadable(self.refused("", "", digits))
        return int(digits)

    def refused(self, code: str, message: str, value: Json) -> str:
        info = self.info
        words = {"label": self.label, "least": info.least or 0, "most": info.most or 0}
        return _("「%(label)s」は%(least)dから%(most)dまでの数字で入力してください。") % words


class DateControl(Control):
    """A day of the western calendar in three boxes."""

    def raw(self, value: Json) -> dict[str, list[str]]:
        parts = str(value).split("-") if isinstance(value, str) else ["", "", ""]
        names = ("year", "month", "day")
        return {f"{self.name}-{part}": [text.lstrip("0")] for part, text in zip(names, parts, strict=True)}

    def spec(self, raw: Raw, error: str = "") -> Spec:
        value = {part: first(raw, f"{self.name}-{part}") for part in ("year", "month", "day")}
        return {**self.base(error), "component": "date_field", "value": value}

    def value(self, raw: Raw, current: Json) -> Json:
        parts = [narrow(first(raw, f"{self.name}-{part}")) for part in ("year", "month", "day")]
        if not any(parts):
            return ABSENT
        try:
            return date(*(int(part) for part in parts)).isoformat()
        except (ValueError, OverflowError):
            words = {"label": self.label}
            raise Unreadable(_("「%(label)s」は、ある日付を数字で入力してください。例）2027 4 1") % words) from None


def nothing_to_choose(control: Control) -> Spec:
    """A field whose list is still empty says so."""
    return {"component": "result_field", "id": control.name, "label": control.label, "hint": hint_of(control.info)} | (
        {"value": _("選べるものがまだありません。")}
    )


def first(raw: Raw, name: str) -> str:
    return next(iter(raw.get(name, ())), "")


def narrow(written: str) -> str:
    """Digits and marks in the narrow width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", written[:40]).split())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _japanese(text: Json) -> str:
    return str(text.get("ja", "")) if isinstance(text, dict) else str(text)


def _with_japanese(text: Json, japanese: str) -> Json:
    return {**text, "ja": japanese} if isinstance(text, dict) else japanese


def _same(one: Json, other: Json) -> bool:
    return type(one) is type(other) and bool(one == other)


def _with_unknown(choices: Sequence[Choice], chosen: Sequence[str]) -> list[dict[str, str]]:
    known = {one.value for one in choices}
    strange = [
        Choice(value, _("%(value)s（いまは選べません）") % {"value": value})
        for value in chosen
        if value and value not in known
    ]
    return [{"value": one.value, "label": one.label} for one in (*choices, *strange)]
