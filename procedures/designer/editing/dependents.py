"""What speaks of a part: told before the part is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from procedures.definitions.setting_names import NAMES
from procedures.designer.documents import Document, Json, find, place_of, pointer_of
from procedures.designer.editing.identifiers import ids
from procedures.designer.editing.sheets import home_of, title_of


class Dependent(NamedTuple):
    """A setting that names the part: where it is edited, and in words (項目「枚数」の条件)."""

    place: str
    words: str


def dependents(document: Document, place: str) -> list[Dependent]:
    """Settings outside a part that name it or something in it, each once, in the order of the document."""
    gone, pointer = set(ids(find(document, place))), pointer_of(document, place)
    found: dict[tuple[str, str], None] = {}
    for where in _mentions(document, "", gone):
        if where != pointer and not where.startswith(f"{pointer}/"):
            found[place_of(document, where)] = None
    return [_told(document, *one) for one in found]


def _told(document: Document, place: str, field: str) -> Dependent:
    home = home_of(place, field)
    setting = NAMES.get(field, "")
    return Dependent(home, f"{title_of(document, home)}　{setting}".strip())


def _mentions(value: Json, pointer: str, names: set[str]) -> Iterator[str]:
    """JSON pointers of what names one of these ids."""
    if isinstance(value, dict):
        if set(value) == {"var"}:
            written = value["var"][0] if isinstance(value["var"], list) and value["var"] else value["var"]
            segments = str(written).split(".")
            if names & set(segments[:2] if segments[0] in {"item", "evidence"} else segments[:1]):
                yield pointer
        for key, part in value.items():
            yield from _named(key, part, f"{pointer}/{key}", names)
            yield from _mentions(part, f"{pointer}/{key}", names)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _mentions(part, f"{pointer}/{index}", names)


def _named(key: str, value: Json, pointer: str, names: set[str]) -> Iterator[str]:
    """Settings that name ids without a rule."""
    if (
        key in {"statistics", "items"}
        and isinstance(value, list)
        and names & {one for one in value if isinstance(one, str)}
    ):
        yield pointer
    if key in {"evidence", "value"} and isinstance(value, str) and value in names:
        yield pointer
    if key == "source" and isinstance(value, str) and value.startswith("evidence.") and value.split(".")[1] in names:
        yield pointer
