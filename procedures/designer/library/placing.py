"""Where a block may be put, as one chooses it: a page of its own, or a place on a page, in a group or a list."""

from django.utils.translation import gettext as _

from procedures.designer.documents import Document, members_of
from procedures.designer.library.copies import Where
from procedures.designer.words import called

_PAGE, _IN = "page", "in"


def choices(document: Document) -> list[dict[str, str]]:
    """`value` is read by `where`. In the order of the document, the end first."""
    pages = members_of(document, "pages")
    last = str(pages[-1]["id"]) if pages else ""
    found = [(f"{_PAGE}:{last}", _("新しいページとして、最後に"))]
    for page in pages:
        place = f"pages/{page['id']}"
        name = called(document, place)
        found += _within(document, place, page, name)
        if page["id"] != last:
            words = _("新しいページとして、%(page)sの次に") % {"page": name}
            found.append((f"{_PAGE}:{page['id']}", words))
    return [{"value": value, "label": label} for value, label in found]


def _within(document: Document, place: str, part: Document, name: str) -> list[tuple[str, str]]:
    items = members_of(part, "items")
    found = [(f"{_IN}:{place}:", _("%(where)sの先頭に") % {"where": name})]
    for item in items:
        here = f"items/{item['id']}"
        words = _("%(where)sの%(item)sの次に") % {"where": name, "item": called(document, here)}
        found.append((f"{_IN}:{place}:{item['id']}", words))
        if item.get("type") in {"group", "list"}:
            found += _within(document, here, item, called(document, here))
    return found


def where(value: str) -> Where | None:
    """What was chosen; None for what is no such value."""
    kind, _colon, rest = value.partition(":")
    if kind == _PAGE:
        return Where("", rest)
    container, colon, after = rest.rpartition(":")
    return Where(container, after) if kind == _IN and colon and container else None


def parts(document: Document) -> list[dict[str, str]]:
    """What may be made a block: pages, groups and lists."""
    found = []
    for page in members_of(document, "pages"):
        place = f"pages/{page['id']}"
        found.append({"value": place, "label": called(document, place)})
        for item in members_of(page, "items"):
            if item.get("type") in {"group", "list"}:
                here = f"items/{item['id']}"
                label = _("%(page)sの%(item)s") % {"page": called(document, place), "item": called(document, here)}
                found.append({"value": here, "label": label})
    return found
