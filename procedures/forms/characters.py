"""Characters as people type them: widths folded, invisible ones removed, broken ones found. Pure, for any input."""

from __future__ import annotations

import re
import unicodedata

import regex

MAX_LENGTH = 20_000
"""Code points of one posted value that are looked at; beyond is cut."""

# C0 and C1 controls without tab and line feed, soft hyphen, zero-width space, word joiner, BOM, direction overrides.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
# Lone surrogates, the replacement character, non-characters and private use (外字), which no other machine can show.
_UNREADABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u20e3\ufe0f]")
# Hyphens, minus signs, dashes and the long-vowel mark, which NFKC leaves apart.
_HYPHENS = re.compile(r"[\u00ad\u02d7\u2010-\u2015\u2043\u207b\u2212\u2500\u2501\u30fc\ufe58\ufe63\uff0d\uff70]")
_GRAPHEME = regex.compile(r"\X")
_SPACES = re.compile(r"\s+")
_TWELVE_DIGITS = re.compile(r"(?<!\d)(?<!\d[-\s])\d{4}[-\s]?\d{4}[-\s]?\d{4}(?![-\s]?\d)")
_KANA = re.compile(r"[\u30a1-\u30fa\u30fc\u30fd\u30fe\u30fb]+(?: [\u30a1-\u30fa\u30fc\u30fd\u30fe\u30fb]+)*")
_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# A hyphen after kana is meant as the long-vowel mark, which stands beside it on the keyboard.
_KANA_HYPHEN = re.compile(r"(?<=[\u30a1-\u30fc])[-\u00ad\u02d7\u2010-\u2015\u2212\u2500\u2501\u301c~]")


def storable(value: str) -> str:
    """What may be kept and shown again: no NUL (PostgreSQL), no lone surrogates (UTF-8), bounded length."""
    return _SURROGATE.sub("\ufffd", value[:MAX_LENGTH]).replace("\x00", "")


def without_invisible(value: str) -> str:
    """Without control and invisible characters; what joins emoji and chooses variants stays."""
    return _INVISIBLE.sub("", value)


def has_invisible(value: str) -> bool:
    """Whether there are control or invisible characters, tabs and line feeds included."""
    return bool(_INVISIBLE.search(value)) or "\t" in value or "\n" in value


def has_unreadable(value: str) -> bool:
    """Whether there are broken characters or private ones (外字)."""
    return bool(_UNREADABLE.search(value))


def has_emoji(value: str) -> bool:
    return bool(_EMOJI.search(value))


def one_line(value: str) -> str:
    """Runs of white space as the one space that begins them (tabs and line feeds as a space), none at the ends."""
    return _SPACES.sub(_first_space, without_invisible(value.replace("\r", "\n"))).strip()


def _first_space(run: re.Match[str]) -> str:
    first = run.group()[0]
    return "\u3000" if first == "\u3000" else " "


def several_lines(value: str) -> str:
    """Line feeds in one form, tabs as spaces, no blanks at line ends, no more than two empty lines together."""
    unified = re.sub(r"\r\n|[\r\u2028\u2029]", "\n", value).replace("\t", " ")
    lines = [line.rstrip() for line in without_invisible(unified).split("\n")]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n").strip()


def narrow(value: str) -> str:
    """For numbers, dates, postcodes, phones and mail: compatibility forms folded, hyphens unified, no blanks around."""
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", without_invisible(value))).strip()


def is_longer(value: str, limit: int) -> bool:
    """Whether there are more than `limit` characters as people count them (grapheme clusters).

    A cluster of very many code points counts as too long, too.
    """
    if len(value) <= limit:
        return False
    return len(value) > limit * 8 or graphemes(value) > limit


def graphemes(value: str) -> int:
    """Characters as people count them: 葛󠄀 is one."""
    return sum(1 for _ in _GRAPHEME.finditer(value))


def katakana(value: str) -> str | None:
    """Full-width katakana of any kana, words parted by one space; None when something else is in it."""
    folded = unicodedata.normalize("NFKC", one_line(value)).translate(_TO_KATAKANA)
    folded = _SPACES.sub(" ", _KANA_HYPHEN.sub("\u30fc", folded)).strip()
    return folded if _KANA.fullmatch(folded) else None


def has_individual_number(value: str) -> bool:
    """Whether twelve digits stand in it that pass the check digit of a 個人番号.

    Source: 番号法施行令8条・総務省令 (行政手続における特定の個人を識別するための番号の利用等に関する法律施行規則).
    """
    if len(value) < 12:
        return False
    for found in _TWELVE_DIGITS.finditer(narrow(value)):
        digits = [int(digit) for digit in found.group() if digit.isdecimal()]
        total = sum(digit * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits[:11]), 1))
        if digits[11] == (0 if total % 11 <= 1 else 11 - total % 11):
            return True
    return False
