"""Ways on from a part: up to what it belongs to, on to what comes next, and to a new question behind it."""

from __future__ import annotations

from typing import NamedTuple

from procedures.designer.documents import Document, NoSuchPlace, container_of
from procedures.designer.editing.addresses import add_address, address_of
from procedures.designer.editing.outline import entries
from procedures.designer.editing.sheets import parent_of, title_of


class Way(NamedTuple):
    """A link: where to, and what is there."""

    url: str
    title: str


def ways_round(document: Document, number: int, place: str) -> dict[str, Way | None]:
    """`way_up`, `way_on`, `way_to_add`: None where there is no such way."""
    return {
        "way_up": _up(document, number, place),
        "way_on": _on(document, number, place),
        "way_to_add": _to_add(document, number, place),
    }


def _up(document: Document, number: int, place: str) -> Way | None:
    if "/" not in place:
        return None
    above = parent_of(document, place)
    return Way(address_of(number, above), title_of(document, above))


def _on(document: Document, number: int, place: str) -> Way | None:
    places = [one for one, _title, _level in entries(document)]
    if place not in places[:-1]:
        return None
    following = places[places.index(place) + 1]
    return Way(address_of(number, following), title_of(document, following))


def _to_add(document: Document, number: int, place: str) -> Way | None:
    """A question behind the one that is open; the form of a page has a button of its own."""
    kind, _slash, key = place.partition("/")
    if kind != "items" or "/" in key:
        return None
    try:
        container, field, _key = container_of(document, place)
    except NoSuchPlace:
        return None
    return Way(f"{add_address(number, container, field)}?after={key}", title_of(document, container))
