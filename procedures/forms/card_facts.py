"""What the card says about a person, in the shapes in which forms ask for it.

The card writes a name as one text with a space between 氏 and 名, and an address as one text from the prefecture on,
without a postcode. Characters are kept exactly as the card has them: no NFC, no NFKC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from procedures.forms.fields.address import HOME_CITY, HOME_PREFECTURE, prefectures
from procedures.forms.postcodes import cities_of, postcodes_of_towns


def card_facts(
    *, level: int, name: str = "", kana: str = "", address: str = "", birth_date: str = "", gender: str = ""
) -> dict[str, Any]:
    """Facts under `identity` for forms and rules. What is empty is left out.

    name: 氏 and 名 with a space between. kana: likewise, "" where the card tells none. address: one text. birth_date:
    "1950-04-01". gender: "male", "female", or anything else for what is not known.
    """
    facts: dict[str, Any] = {"level": level}
    if name:
        facts["name"] = split_name(name, kana)
    if address:
        facts["address"] = split_address(address)
    if birth_date:
        facts["birth_date"] = birth_date
    if gender in {"male", "female"}:
        facts["gender"] = gender
    return facts


def split_name(name: str, kana: str = "") -> dict[str, str]:
    """氏 is what stands before the first space; a name without one is all 氏."""
    family, given = _halves(name)
    family_kana, given_kana = _halves(kana)
    return {"family": family, "given": given, "family_kana": family_kana, "given_kana": given_kana}


def _halves(text: str) -> tuple[str, str]:
    words = text.split()
    return (words[0], " ".join(words[1:])) if words else ("", "")


@lru_cache(maxsize=512)
def _place(address: str) -> tuple[str, str, str, str, str]:
    """Prefecture, city, town, postcode, and what follows; "" for what is not found."""
    prefecture = next((one for one in prefectures() if address.startswith(one)), "")
    rest = address.removeprefix(prefecture)
    city = max((one for one in cities_of(prefecture) if rest.startswith(one)), key=len, default="")
    rest = rest.removeprefix(city)
    towns = postcodes_of_towns(prefecture, city) if city else {}
    town = max((one for one in towns if rest.startswith(one)), key=len, default="")
    codes = towns.get(town, ())
    return prefecture, city, town, codes[0] if len(codes) == 1 else "", rest.removeprefix(town)


def split_address(address: str) -> dict[str, str]:
    """By Japan Post's table. The postcode is "" where the town has several or none; abroad, everything is street."""
    prefecture, city, town, postcode, rest = _place(address.strip())
    street, building = _halves(rest)
    return {
        "postcode": postcode,
        "prefecture": prefecture,
        "city": city,
        "town": town,
        "street": street,
        "building": building,
    }


def same_name(card: str, answer: Mapping[str, Any], substitutes: Collection[int] = ()) -> bool:
    """Whether an answered name is the card's. `substitutes`: where the card's character stands for another one.

    Spaces do not count, characters do: 高 is not 髙.
    """
    told = [None if place in substitutes else letter for place, letter in enumerate(card)]
    letters = [one for one in told if one is None or not one.isspace()]
    written = "".join(f"{answer.get('family', '')}{answer.get('given', '')}".split())
    return len(letters) == len(written) and all(
        told is None or told == typed for told, typed in zip(letters, written, strict=True)
    )


def same_address(card: str, answer: Mapping[str, Any]) -> bool:
    """Whether an answered address is the card's: without its postcode, spaces, width and kinds of hyphens."""
    return _plain(card) == _plain(joined_address(answer))


def joined_address(answer: Mapping[str, Any]) -> str:
    """An answered address as one text from the prefecture on, as cards have it."""
    place = "".join(str(answer.get(part, "")) for part in ("prefecture", "city", "town", "street"))
    return f"{place}　{answer.get('building', '')}".strip()


def _plain(address: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", address).split())
    return folded.translate(dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-"))


def lies_in_city(address: str) -> bool:
    """Whether a card's address lies in Akita."""
    return address.strip().startswith(f"{HOME_PREFECTURE}{HOME_CITY}")
