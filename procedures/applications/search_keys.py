"""Keyed hashes of normalised values: clerks find by name, birth date and phone without the database knowing them."""

import hashlib
import hmac
import unicodedata

import jaconv
from django.conf import settings

from procedures.definitions import Applicant

_SMALL_TO_LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—―−ーｰ－"), None)


def fold_name(name: str) -> str:
    """The search form of a name: width folded, hiragana as katakana, small kana as large, no spaces or IVS.

    Only for searching: a name itself is never normalised (city-and-law 9).
    """
    plain = unicodedata.normalize("NFKC", name)
    plain = "".join(c for c in plain if not c.isspace() and not 0xE0100 <= ord(c) <= 0xE01EF)
    return str(jaconv.hira2kata(plain)).translate(_SMALL_TO_LARGE).upper()


def fold_phone(phone: str) -> str:
    plain = unicodedata.normalize("NFKC", phone).translate(_HYPHENS)
    return "".join(c for c in plain if c.isdigit())


def keyed_hash(kind: str, folded: str) -> str:
    """128 bits of HMAC-SHA256, as 32 hexadecimal digits; empty for an empty value."""
    if not folded:
        return ""
    return hmac.new(settings.SEARCH_HASH_KEY.encode(), f"{kind}:{folded}".encode(), hashlib.sha256).hexdigest()[:32]


def name_key(name: str) -> str:
    return keyed_hash("name", fold_name(name))


def kana_key(kana: str) -> str:
    return keyed_hash("kana", fold_name(kana))


def birth_key(iso_date: str) -> str:
    return keyed_hash("birth", iso_date)


def phone_key(phone: str) -> str:
    return keyed_hash("phone", fold_phone(phone))


def town_key(town: str) -> str:
    return keyed_hash("town", fold_name(town))


def keys_of(applicant: Applicant) -> dict[str, str]:
    """The four keys of an application, of whom it is made for (申請者)."""
    return {
        "name_key": name_key(applicant.full_name()),
        "kana_key": kana_key(applicant.kana),
        "birth_key": birth_key(applicant.birth_date),
        "phone_key": phone_key(applicant.phone),
    }
