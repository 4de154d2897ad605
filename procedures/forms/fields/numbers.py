"""What number fields share: digits in any width with commas and units, and the words for bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.texts import LocalizedText
from procedures.forms.characters import narrow

MOST = 10**15 - 1
"""As far as rules count."""

_GROUPED = re.compile(r"(?<=\d)[,\u3001\s](?=\d{3})")


def digits_of(typed: str, units: set[str]) -> str:
    """What was typed in half width, without the unit behind it and the commas within; "" for nothing."""
    text = narrow(typed)
    for unit in units:
        text = text.removesuffix(unit).rstrip()
    return _GROUPED.sub("", text)


def units_of(unit: LocalizedText | None) -> set[str]:
    """The unit in every language that it has, as it looks after folding; one that begins with a digit is no unit."""
    if unit is None:
        return set()
    texts = (unit.ja, unit.ja_easy, unit.en, unit.zh_hans, unit.zh_hant, unit.ko)
    units = {narrow(text) for text in texts if text}
    return {unit for unit in units if unit and not unit[0].isdecimal()}


def whole_bound(value: object, rounded: Callable[[Any], int]) -> int | None:
    """A bound by rule as a whole number, rounded into the range."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return int(rounded(value))


def outside(
    number: int | Decimal, label: str, least: int | Decimal | None, most: int | Decimal | None, unit: str = ""
) -> str | None:
    """Why a number lies outside of its bounds, or None. `unit` is written behind each number."""
    words = {
        "label": label,
        "least": f"{least}{unit}",
        "most": f"{most}{unit}",
        "example": most if least is None else least,
    }
    if least is not None and most is not None and not least <= number <= most:
        if least == most:
            return _("「%(label)s」は%(least)sと入力してください。例）%(example)s") % words
        return _("「%(label)s」は%(least)sから%(most)sまでの数字で入力してください。例）%(example)s") % words
    if least is not None and number < least:
        return _("「%(label)s」は%(least)s以上の数字で入力してください。例）%(example)s") % words
    if most is not None and number > most:
        return _("「%(label)s」は%(most)s以下の数字で入力してください。例）%(example)s") % words
    return None


def too_large(label: str, example: str) -> str:
    return _("「%(label)s」の数が大きすぎます。桁数を確かめてください。例）%(example)s") % {
        "label": label,
        "example": example,
    }
