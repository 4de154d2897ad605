"""The outline of a procedure: its sheets, pages and items in reading order, with what is to be mended where."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from procedures.designer.checking import Finding
from procedures.designer.documents import Document, Json, key_of, members_of
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.sheets import SUBJECTS, home_of, parent_of
from procedures.designer.words import japanese, name_of

_BEFORE_PAGES = ("", "legal_basis", "accepts", "eligibility", "assurance")
_AFTER_PAGES = ("values", "evidence", "fees", "workflow", "documents", "messages", "retention")


def outline(document: Document, number: int, current: str, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Rows with `place, title, url, level, is_current, errors, warnings`; one walk over the document."""
    counts = counted(findings)
    rows = entries(document)
    at = _shown_at(document, current, {place for place, _title, _level in rows})
    return [
        {
            "place": place,
            "id": f"to-{place.replace('/', '-')}",
            "title": title,
            "url": address_of(number, place),
            "level": level,
            "is_current": place == at,
            "errors": counts.get(place, (0, 0))[0],
            "warnings": counts.get(place, (0, 0))[1],
        }
        for place, title, level in rows
    ]


def entries(document: Document) -> list[tuple[str, str, int]]:
    """Place, title and level of what the outline lists, in reading order."""
    rows = [*_subjects(_BEFORE_PAGES), ("pages", str(SUBJECTS["pages"].title), 0), *_pages(document)]
    rows += [row for place in _AFTER_PAGES for row in _with_members(document, place)]
    return rows


def _shown_at(document: Document, place: str, listed: Container[str]) -> str:
    """The place of the outline at which a part is: its own, or that of the part it belongs to."""
    while place and place not in listed:
        place = parent_of(document, place)
    return place


def counted(findings: Iterable[Finding]) -> Mapping[str, tuple[int, int]]:
    """Errors and warnings by the place of the sheet on which they are mended."""
    counts: dict[str, tuple[int, int]] = {}
    for one in findings:
        home = home_of(one.place, one.field)
        errors, warnings = counts.get(home, (0, 0))
        counts[home] = (errors + (one.kind == "error"), warnings + (one.kind != "error"))
    return counts


def _subjects(places: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    return ((place, str(SUBJECTS[place].title), 0) for place in places)


def _pages(document: Document) -> Iterator[tuple[str, str, int]]:
    for number, page in enumerate(members_of(document, "pages"), 1):
        yield f"pages/{page['id']}", f"{number}　{japanese(page.get('title'))}", 1
        yield from _items(page, 2)


def _items(container: Json, level: int) -> Iterator[tuple[str, str, int]]:
    for item in members_of(container, "items"):
        yield f"items/{item['id']}", name_of(item) or str(item["id"]), level
        yield from _items(item, level + 1)


def _with_members(document: Document, place: str) -> Iterator[tuple[str, str, int]]:
    yield from _subjects([place])
    field = {"workflow": "stages"}.get(place, place)
    holder = document.get("workflow", {}) if place == "workflow" else document
    container = "workflow/" if place == "workflow" else ""
    if field in {"stages", "values", "evidence"}:
        for member in members_of(holder, field):
            yield f"{container}{field}/{key_of(member)}", name_of(member) or str(key_of(member)), 1
