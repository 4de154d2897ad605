"""Accounts: the characters that transfers take, and ゆうちょ 記号・番号 as branch and account number."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import jaconv

from procedures.forms.characters import katakana, one_line

MAX_HOLDER = 30
"""Characters of the holder's name in a transfer, voicing marks counted apart (全銀協 総合振込の書式)."""

YUCHO_CODE = "9900"
YUCHO_NAME = "ゆうちょ銀行"

_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_LONG = re.compile("[\u30fc\u2010-\u2015\u2212\u2500\uff70]")
_ALLOWED = re.compile(r"[ア-ンヴ0-9A-Z()./,「」\u00a5\\ -]+")
_NAMES_OF_DIGITS = "〇一二三四五六七八九"


def holder_kana(typed: str) -> str | None:
    """A holder's name as transfers write it, in full-width kana (small kana large, ー as a hyphen); else None.

    Half-width letters, digits and ( ) - . / , are kept, as in カ)アキタシヨウテン.
    """
    text = unicodedata.normalize("NFKC", one_line(typed)).upper()
    parts = (katakana(part) or part for part in re.split(r"(?<=[ぁ-ヿ])(?=[^ぁ-ヿ])|(?<=[^ぁ-ヿ])(?=[ぁ-ヿ])", text))
    folded = re.sub(r"\s+", " ", _LONG.sub("-", "".join(parts).translate(_LARGE)))
    if not _ALLOWED.fullmatch(folded) or len(transfer_kana(folded)) > MAX_HOLDER:
        return None
    return folded


def transfer_kana(kana: str) -> str:
    """The half-width form in which it goes to the bank: ガ becomes two characters."""
    return str(jaconv.z2h(kana, kana=True, ascii=True, digit=True))


class Converted(NamedTuple):
    branch_code: str
    branch_name: str
    number: str


def from_symbol(symbol: str, number: str) -> Converted:
    """店番, 店名 and 口座番号 of a 総合口座 or 通常貯金.

    `symbol`: five digits beginning with 1; `number`: two to eight digits. 店番 is the second and third digit of the
    記号 followed by 8; 口座番号 is the 番号 without its last digit, filled up to seven. Source: ゆうちょ銀行,
    記号番号から振込用の店名・預金種目・口座番号への変換.
    """
    branch = f"{symbol[1:3]}8"
    name = "".join(_NAMES_OF_DIGITS[int(digit)] for digit in branch)
    return Converted(branch, name, number[:-1].zfill(7))
