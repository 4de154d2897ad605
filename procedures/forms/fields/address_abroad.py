"""An `address` abroad: a country, lines as they stand on a letter there, and a postal code, if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.forms.characters import one_line, several_lines
from procedures.forms.fields.contract import Fault, FormData, Parsed, first, parts_of, text_of
from procedures.forms.fields.free_text import free_text_problem, is_refused

PLACE, JAPAN, ABROAD = "place", "japan", "abroad"
BOXES = ("country", "lines", "abroad_postcode")
_LIMITS = {"country": 60, "lines": 300, "abroad_postcode": 20}
# What a box is called, and an example.
_TEXTS = {
    "country": (gettext_lazy("国名"), gettext_lazy("大韓民国")),
    "lines": (gettext_lazy("住所"), "110 Sejong-daero, Jung-gu, Seoul"),
    "abroad_postcode": (gettext_lazy("郵便番号"), "04524"),
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "country": {"type": "string", "minLength": 1, "maxLength": _LIMITS["country"] * 8},
        "lines": {"type": "string", "minLength": 1, "maxLength": _LIMITS["lines"] * 8},
        "postcode": {"type": "string", "maxLength": _LIMITS["abroad_postcode"] * 8},
    },
    "required": ["country", "lines", "postcode"],
    "additionalProperties": False,
}


def is_abroad(value: object) -> bool:
    return bool(text_of(parts_of(value).get("country")))


def typed_abroad(data: FormData, name: str) -> dict[str, str]:
    return {box: (several_lines if box == "lines" else one_line)(first(data, f"{name}-{box}")) for box in BOXES}


def read_abroad(typed: Mapping[str, str], name: str, label: str) -> Parsed:
    faults = tuple(
        Fault(f"{name}-{box}", problem, box, missing=not typed[box])
        for box in BOXES
        if (problem := _problem(box, typed[box], label))
    )
    if faults:
        return Parsed(None, faults)
    return Parsed({"country": typed["country"], "lines": typed["lines"], "postcode": typed["abroad_postcode"]})


def choose_abroad(name: str, label: str) -> Fault:
    """Something was written for abroad only, but Japan is chosen."""
    message = _("「%(label)s」が海外にあるときは「海外の住所」を選んでください。例）海外の住所") % {"label": label}
    return Fault(f"{name}-{PLACE}", message, PLACE)


def missing_anywhere(name: str, label: str) -> Fault:
    message = _(
        "「%(label)s」を入力してください。日本の住所は郵便番号から、海外の住所は国名から順に入力します。"
        "例）010-0951 秋田県秋田市山王一丁目1番1号"
    )
    return Fault(f"{name}-{PLACE}", message % {"label": label}, missing=True)


def shown_abroad(value: object) -> dict[str, str]:
    """The choice and the boxes for an answer, or for one in Japan: Japan, and nothing."""
    if not is_abroad(value):
        return {PLACE: JAPAN, **dict.fromkeys(BOXES, "")}
    given = parts_of(value)
    boxes = {"country": "country", "lines": "lines", "abroad_postcode": "postcode"}
    return {PLACE: ABROAD, **{box: text_of(given.get(part)) for box, part in boxes.items()}}


def lines_abroad(value: object) -> tuple[str, ...]:
    """To read: country, the lines of the letter, the postal code."""
    given = parts_of(value)
    postcode = text_of(given.get("postcode"))
    lines = [text_of(given.get("country")), *text_of(given.get("lines")).split("\n")]
    if postcode:
        lines.append(_("郵便番号 %(postcode)s") % {"postcode": postcode})
    return tuple(line for line in lines if line)


def _problem(box: str, typed: str, label: str) -> str | None:
    name, example = _TEXTS[box]
    full_label = _("%(label)sの%(part)s") % {"label": label, "part": name}
    if not typed:
        if box == "abroad_postcode":
            return None
        return _("「%(label)s」を入力してください。例）%(example)s") % {"label": full_label, "example": example}
    limit = _LIMITS[box]
    return free_text_problem(typed, full_label, limit) if is_refused(typed, limit) else None
