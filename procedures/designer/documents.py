"""Parts of a document that is still being written, by their place.

A document here is decoded JSON in the shape of a definition, of which parts may still be missing. A place names a part
by the ids on the way to it, so that it stays the same while others are added, moved and taken away:

    ""                      the whole
    pages/applicant         a page
    items/name              an item, wherever it stands (ids of items are unique in a document)
    items/scope/options/all an option
    fees/lines/0            a member that has no id, by its index
    workflow/stages/review  a member of a section
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = Any
"""What `json.loads` gives."""

Document = dict[str, Json]

COLLECTIONS = frozenset(
    {
        *("pages", "items", "options", "checks", "values", "evidence", "eligibility", "legal_basis", "not_needed"),
        *("lines", "exemptions", "stages", "documents", "facts"),
    }
)
"""Fields of which every member is a part of its own."""

SECTIONS = frozenset(
    {
        *("assurance", "proxy", "standard_period", "accepts", "appeal", "fees", "workflow", "messages", "retention"),
        "ground",
    }
)
"""Fields that are one part."""


class NoSuchPlace(KeyError):
    """There is no part at this place (any more)."""


def key_of(member: Json) -> str | None:
    """What a member of a list is told apart by: its id, or the value of an option. None where it has neither."""
    if not isinstance(member, dict):
        return None
    key = member.get("id", member.get("value"))
    return key if isinstance(key, str) else None


def index_of(members: list[Json], key: str) -> int:
    """The index of the member of that key; where members have none, `key` is the index. Raises NoSuchPlace."""
    for index, member in enumerate(members):
        if key_of(member) == key:
            return index
    if key.isascii() and key.isdigit() and int(key) < len(members) and key_of(members[int(key)]) is None:
        return int(key)
    raise NoSuchPlace(key)


def find(document: Document, place: str) -> Json:
    """The part itself, to be read or changed in place. Raises NoSuchPlace."""
    return _walk(document, place)[0]


def pointer_of(document: Document, place: str) -> str:
    """The JSON pointer of a place. Raises NoSuchPlace."""
    return _walk(document, place)[1]


def _walk(document: Document, place: str) -> tuple[Json, str]:
    current: Json = document
    pointer = ""
    segments = place.split("/") if place else []
    if segments[:1] == ["items"]:
        if len(segments) < 2:
            raise NoSuchPlace(place)
        current, pointer = _item(document, segments[1])
        segments = segments[2:]
    for segment in segments:
        if isinstance(current, dict) and segment in current:
            current, pointer = current[segment], f"{pointer}/{segment}"
        elif isinstance(current, list):
            index = index_of(current, segment)
            current, pointer = current[index], f"{pointer}/{index}"
        else:
            raise NoSuchPlace(place)
    return current, pointer


def _item(document: Document, item_id: str) -> tuple[Json, str]:
    for item, pointer, _container in placed_items(document):
        if item.get("id") == item_id:
            return item, pointer
    raise NoSuchPlace(f"items/{item_id}")


def placed_items(document: Document) -> Iterator[tuple[Document, str, str]]:
    """Every item in reading order, with its JSON pointer and the place of the page, group or list that it stands in."""
    for number, page in enumerate(members_of(document, "pages")):
        yield from _items_in(page, f"/pages/{number}", f"pages/{page.get('id', number)}")


def _items_in(container: Document, pointer: str, place: str) -> Iterator[tuple[Document, str, str]]:
    for index, item in enumerate(members_of(container, "items")):
        here = f"{pointer}/items/{index}"
        yield item, here, place
        yield from _items_in(item, here, f"items/{item.get('id', '')}")


def members_of(part: Json, field: str) -> list[Document]:
    """The objects in a list of a part; an empty list where there is none."""
    found = part.get(field) if isinstance(part, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def container_of(document: Document, place: str) -> tuple[str, str, str]:
    """Where a member of a list stands: the place of its container, the field, its key. Raises NoSuchPlace.

    >>> container_of(document, "items/name")
    ('pages/applicant', 'items', 'name')
    """
    segments = place.split("/")
    if segments[0] == "items" and len(segments) == 2:
        for item, _pointer, container in placed_items(document):
            if item.get("id") == segments[1]:
                return container, "items", segments[1]
        raise NoSuchPlace(place)
    if len(segments) < 2:
        raise NoSuchPlace(place)
    return "/".join(segments[:-2]), segments[-2], segments[-1]


def place_of(document: Document, pointer: str) -> tuple[str, str]:
    """The place of the innermost part that a JSON pointer leads into, and the field of it that is meant.

    The field is "" for the part itself. A pointer to what is not there ends at the last part that is.
    """
    place, field = "", ""
    current: Json = document
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    at = 0
    while at < len(tokens) and isinstance(current, dict):
        name = tokens[at]
        field = name
        value = current.get(name)
        if name in COLLECTIONS and isinstance(value, list) and at + 1 < len(tokens):
            index = int(tokens[at + 1]) if tokens[at + 1].isdigit() else len(value)
            if index >= len(value) or not isinstance(value[index], dict):
                break
            place, field, current = _member_place(place, name, value[index], index), "", value[index]
            at += 2
        elif name in SECTIONS and isinstance(value, dict):
            place, field, current = f"{place}/{name}".lstrip("/"), "", value
            at += 1
        else:
            break
    return place, field


def _member_place(container: str, field: str, member: Document, index: int) -> str:
    key = key_of(member)
    if field == "items" and key is not None:
        return f"items/{key}"
    return f"{container}/{field}/{index if key is None else key}".lstrip("/")
