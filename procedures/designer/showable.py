"""A definition from a document that is still being written, so that it can be shown and tried.

What is missing has a stand-in, what cannot be read is left out. Nothing of this is ever stored or published.
"""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from procedures.definitions import Definition, DefinitionError, parse
from procedures.designer.documents import COLLECTIONS, Document, Json, placed_items

_MOST_REPAIRS = 60


def showable(document: Document) -> Definition:
    """Never raises for a document that designs.py has written; linear in its size for each part that is left out."""
    mended = with_stand_ins(document)
    for _repair in range(_MOST_REPAIRS):
        try:
            return parse(mended)
        except DefinitionError as error:
            for one in sorted({found.place for found in error.problems}, reverse=True):
                _leave_out(mended, one)
            mended = with_stand_ins(mended)
    return parse(with_stand_ins({}))


def with_stand_ins(document: Document) -> Document:
    """A copy in which every section that a definition must have is there; indexes stay as they were.

    A page, group or list without items has a line that says so; without any page there is one such page.
    """
    filled: Document = {**_sections(), **json.loads(json.dumps(document))}
    filled["format"] = 1
    if not filled.get("pages"):
        filled["pages"] = [{"id": "page_1", "title": _("（ページはまだありません）"), "items": []}]
    for container in (*filled["pages"], *(item for item, _pointer, _container in placed_items(filled))):
        is_container = container.get("type") in {"group", "list"} or "title" in container
        if is_container and not container.get("items"):
            container["items"] = [_no_item(str(container.get("id", "")))]
    if not (filled["workflow"] or {}).get("stages"):
        filled["workflow"] = {**(filled["workflow"] or {}), "stages": _sections()["workflow"]["stages"]}
    return filled


def missing_sections(document: Document) -> tuple[str, ...]:
    """The names of sections for which `with_stand_ins` would stand in."""
    return tuple(name for name in _sections() if name not in document)


def _sections() -> Document:
    unwritten = _("（まだ書いていません）")
    return {
        "kind": "application",
        "title": _("（名前はまだありません）"),
        "summary": unwritten,
        "who": unwritten,
        "what_next": unwritten,
        "assurance": {"level": 0, "reason": unwritten},
        "workflow": {"stages": [{"id": "review", "title": _("審査")}]},
        "retention": {"years": 5},
    }


def _no_item(container: str) -> Json:
    return {"id": f"nothing_in_{container}"[:60], "type": "text_block", "body": _("（項目はまだありません）")}


def _leave_out(document: Document, pointer: str) -> None:
    """Take away the innermost member of a list of parts that a pointer leads into, or else the field itself."""
    current: Json = document
    cut: tuple[Json, str | int] | None = None
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for index, token in enumerate(tokens):
        if isinstance(current, dict):
            if token not in current:
                break
            if cut is None or index == 0:
                cut = (current, token)
            current = current[token]
        elif isinstance(current, list):
            at = int(token) if token.isdigit() else len(current)
            if at >= len(current):
                break
            if tokens[index - 1] in COLLECTIONS or cut is None:
                cut = (current, at)
            current = current[at]
    if cut is not None:
        del cut[0][cut[1]]
