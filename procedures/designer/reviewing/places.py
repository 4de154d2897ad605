"""Every part of a design that a remark can be about, in the order of the document."""

from collections.abc import Iterator

from procedures.designer.documents import SECTIONS, Document, members_of
from procedures.designer.words import called

_MARK = "　"


def places_of(document: Document) -> list[dict[str, str]]:
    """As choices: the whole, each page with its items below it, each section that is there."""
    return [{"value": place, "label": label} for place, label in _places(document)]


def _places(document: Document) -> Iterator[tuple[str, str]]:
    yield "", called(document, "")
    for page in members_of(document, "pages"):
        yield f"pages/{page['id']}", called(document, f"pages/{page['id']}")
        yield from _items(document, page, _MARK)
    for section in sorted(SECTIONS & document.keys()):
        yield section, called(document, section)


def _items(document: Document, container: Document, indent: str) -> Iterator[tuple[str, str]]:
    for item in members_of(container, "items"):
        place = f"items/{item['id']}"
        yield place, indent + called(document, place)
        yield from _items(document, item, indent + _MARK)
