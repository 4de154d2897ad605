"""What a clerk types into the one search box: a name, a birth date or a phone number.

Addresses hold keyed hashes of it, never the words themselves.
"""

import re
import unicodedata

from accessibility.components.days import read_date
from procedures.applications.search_keys import birth_key, fold_phone, kana_key, name_key, phone_key

# Digits with what people write between them; \u30fc is the katakana sign for a long vowel, often typed as a hyphen.
_PHONE = re.compile(r"[\d()+\-\u2010-\u2015\u2212\u30fc ]+")
_RECEIPT_LIKE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|(?=.*[A-Z])(?=.*\d)[0-9A-Z]{9}")


def read_who(typed: str) -> str:
    """The keyed hashes to look for, as `queries.Filters.who`; empty where there is nothing to look for."""
    day = read_date(typed)
    if day is not None:
        return f"b{birth_key(day.isoformat())}"
    plain = unicodedata.normalize("NFKC", typed).strip()
    if _PHONE.fullmatch(plain):
        digits = fold_phone(plain)
        return f"p{phone_key(digits)}" if digits else ""
    keys = (("n", name_key(typed)), ("k", kana_key(typed)))
    return ".".join(letter + key for letter, key in keys if key)


def looks_like_receipt(typed: str) -> bool:
    """Whether somebody meant a receipt number, right or wrong."""
    return _RECEIPT_LIKE.fullmatch("".join(unicodedata.normalize("NFKC", typed).upper().split())) is not None
