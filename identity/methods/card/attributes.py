"""基本4情報 as the provider tells them, made alike. Formats are not published: plain strings and OIDC's are both read.

A name is kept exactly as written (no normalisation: IVS and 外字 matter); only white space around it goes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_BIRTH = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_GENDERS = {"1": "male", "2": "female", "male": "male", "female": "female"}
_ADDRESS_PARTS = ("region", "locality", "street_address")
_LONGEST = {"name": 200, "address": 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAttributes:
    """What the card said, read at `got_at` (aware).

    `birth_date` is None where the register knows it in part only; `gender` is male, female or unknown.
    """

    name: str
    address: str
    birth_date: date | None
    gender: str
    got_at: datetime

    @property
    def family_and_given(self) -> tuple[str, str]:
        """Split at the first space (full-width on cards); all is the family name where there is none."""
        family, _space, given = self.name.replace(" ", "\u3000").partition("\u3000")
        return family, given.strip()


def normalise(userinfo: Mapping[str, Any]) -> dict[str, str]:
    """name, address, birth_date (ISO, or ""), gender (male, female, unknown); "" for what was not told."""
    return {
        "name": _text(userinfo.get("name"), "name"),
        "address": _address(userinfo.get("address")),
        "birth_date": _birth_date(userinfo.get("birthdate")),
        "gender": _GENDERS.get(str(userinfo.get("gender", "")), "unknown"),
    }


def card_attributes(kept: Mapping[str, str], got_at: datetime) -> CardAttributes:
    birth = kept.get("birth_date", "")
    return CardAttributes(
        name=kept.get("name", ""),
        address=kept.get("address", ""),
        birth_date=date.fromisoformat(birth) if birth else None,
        gender=kept.get("gender", "unknown"),
        got_at=got_at,
    )


def age_on(birth: date, today: date) -> int:
    """Completed years (民法143条 counts a 29 February birthday on 1 March in common years)."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _text(value: Any, kind: str) -> str:
    return value.strip()[: _LONGEST[kind]] if isinstance(value, str) else ""


def _address(value: Any) -> str:
    if isinstance(value, dict):  # OpenID Connect Core 1.0, 5.1.1
        whole, parts = value.get("formatted"), [str(value.get(part, "")) for part in _ADDRESS_PARTS]
        value = whole if isinstance(whole, str) else "".join(parts)
    return " ".join(_text(value, "address").split("\n"))


def _birth_date(value: Any) -> str:
    found = _BIRTH.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return ""
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:  # a partial date ("00") or one that does not exist
        return ""
