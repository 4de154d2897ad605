"""Making a block out of a page, a group or an item of a document, with what its rules need. Pure."""

import copy
from collections.abc import Iterator

from django.utils.translation import gettext as _

from procedures.designer.documents import Document, NoSuchPlace, find, members_of, placed_items
from procedures.designer.library.blocks import PAGE, BlockRefused
from procedures.designer.library.copies import variables
from procedures.designer.words import called, japanese

_KNOWN = frozenset({"item", "identity", "acting", "profile"})


def take(document: Document, place: str) -> Document:
    """The block that a part of a document would be; calculations and look-ups that it uses come along.

    Raises BlockRefused where its conditions speak of items outside, and NoSuchPlace.
    """
    if place.count("/") != 1 or not place.startswith(("pages/", "items/")):
        raise NoSuchPlace(place)
    part = copy.deepcopy(find(document, place))
    if place.startswith("items/"):
        page = {"id": PAGE, "title": japanese(part.get("label")) or _("部品"), "items": [part]}
    else:
        page = part
    if not members_of(page, "items"):
        raise BlockRefused(_("項目がまだないページは、部品にできません。"))
    own = {str(item["id"]) for item, _pointer, _place in placed_items({"pages": [page]})}
    values, evidence, strange = _needed(document, page, own)
    if strange:
        names = "、".join(called(document, f"items/{one}") for one in sorted(strange))
        raise BlockRefused(
            _("条件や計算が、部品の外の%(names)sを使っています。一緒の部品にするか、条件を外してください。")
            % {"names": names}
        )
    block: Document = {"pages": [page]}
    if values:
        block["values"] = [one for one in members_of(document, "values") if one["id"] in values]
    if evidence:
        block["evidence"] = [one for one in members_of(document, "evidence") if one["id"] in evidence]
    return block


def _needed(document: Document, page: Document, own: set[str]) -> tuple[set[str], set[str], set[str]]:
    """Values and evidence that a page uses, directly or by other values; and items that stand elsewhere."""
    known = {str(one["id"]): one for one in members_of(document, "values")}
    values: set[str] = set()
    evidence: set[str] = set()
    strange: set[str] = set()
    pending = list(_references(page))
    while pending:
        first, *rest = pending.pop()
        if first == "evidence":
            evidence.update(rest[:1])
        elif first in known and first not in values:
            values.add(first)
            pending += variables(known[first])
        elif first not in own | values | _KNOWN:
            strange.add(first)
    return values, evidence, strange


def _references(page: Document) -> Iterator[tuple[str, ...]]:
    yield from variables(page)
    for item, _pointer, _place in placed_items({"pages": [page]}):
        source = tuple(str(item.get("source", "")).split("."))
        if source[0] == "evidence":
            yield source
        if item.get("type") == "register_facts":
            yield ("evidence", str(item["evidence"]))
        if item.get("type") == "result" and "value" in item:
            yield (str(item["value"]),)
