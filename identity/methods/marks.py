"""Keyed hashes: an identity is found again, a change is noticed, and what is hashed is not stored."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping

from django.conf import settings


def subject_mark(issuer: str, subject: str) -> str:
    return _mark("subject", issuer, subject)


def person_mark(attributes: Mapping[str, str]) -> str:
    """Of name, birth date and gender; empty where one of the first two is not known."""
    name, birth = _folded(attributes.get("name", "")), attributes.get("birth_date", "")
    return _mark("person", name, birth, attributes.get("gender", "")) if name and birth else ""


def address_mark(attributes: Mapping[str, str]) -> str:
    address = _folded(attributes.get("address", ""))
    return _mark("address", address) if address else ""


def _mark(*parts: str) -> str:
    """HMAC-SHA256 in hexadecimal; parts are told apart by their lengths."""
    text = "".join(f"{len(part)}:{part}" for part in ("sign-in", *parts))
    return hmac.new(settings.SEARCH_HASH_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _folded(text: str) -> str:
    """Width and spaces must not look like a move."""
    return "".join(unicodedata.normalize("NFKC", text).split())
