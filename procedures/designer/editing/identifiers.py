"""Names for new parts. They are made here, stay for ever, and nobody has to think of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from procedures.definitions.applicant import KNOWN_IDS
from procedures.designer.documents import Document, Json
from procedures.designer.showable import showable

_FORM = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_RESERVED = frozenset({"item", "identity", "evidence", "profile", "acting", "other", "new"})
_RESERVED_PAGES = frozenset({"check", "identify", "sign", "pay", "contact", "confirm", "done", "new"})


def new_id(document: Document, stem: str, also: frozenset[str] = frozenset()) -> str:
    """`text_3`: the stem and a number above every number that was given to it in the document, or in `also`."""
    pattern = re.compile(rf"{re.escape(stem)}_(\d{{1,6}})", re.ASCII)
    numbers = [int(found[1]) for one in {*ids(document), *also} if (found := pattern.fullmatch(one))]
    return f"{stem}_{max(numbers, default=0) + 1}"


def asks_whose(document: Document, item_type: str) -> bool:
    """Whether it has to be said of a new item whose it is: of a type about people, of which the applicant has none."""
    return item_type in KNOWN_IDS and not showable(document).applicant.of(item_type)


def applicants_id(document: Document, item_type: str) -> str:
    """A name for the applicant's own that people recognise in exports and statistics; "" where it is taken.

    Nothing depends on it: what an item says of itself counts (procedures.definitions.applicant).
    """
    name = KNOWN_IDS.get(item_type, "")
    return "" if name in set(ids(document)) else name


def _applicants_type(item_id: str) -> str:
    """The type that everybody expects of an item of this name; "" where nobody expects one."""
    return next((item_type for item_type, name in KNOWN_IDS.items() if name == item_id), "")


def is_applicants(document: Document, item: Json) -> bool:
    """Whether queues, search and mail read its answer as the applicant's own, and so must find it as it is."""
    return item.get("id") in showable(document).applicant.of(str(item.get("type")))


def ids(value: Json) -> Iterator[str]:
    """Every id in a document or a part of one."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for part in value.values():
            yield from ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from ids(part)


def fault_of(document: Document, written: str, *, is_page: bool = False, item_type: str = "") -> str:
    """What is wrong with a name that an author chose for a new part; "" for nothing. `item_type`: of an item."""
    if not _FORM.fullmatch(written):
        return _("「記録で使う名前」は、英小文字で始め、英小文字・数字・「_」だけで書いてください。例）copies")
    if written in (_RESERVED_PAGES if is_page else _RESERVED):
        return _("「%(name)s」はシステムが使う名前です。別の名前にしてください。") % {"name": written}
    if _applicants_type(written) not in {"", item_type}:
        return _("「%(name)s」は、申請する本人のことに使う名前です。別の名前にしてください。") % {"name": written}
    if written in set(ids(document)):
        return _("「%(name)s」はもう使っています。別の名前にしてください。") % {"name": written}
    return ""
