"""Names for new parts. They are made here, stay for ever, and nobody has to think of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from procedures.designer.documents import Document, Json

_APPLICANTS = {
    "person_name": "applicant_name",
    "birth_date": "applicant_birth_date",
    "address": "applicant_address",
    "phone": "applicant_phone",
    "email": "applicant_email",
}
_FORM = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_RESERVED = frozenset({"item", "identity", "evidence", "profile", "acting", "other", "new"})
_RESERVED_PAGES = frozenset({"check", "identify", "sign", "pay", "contact", "confirm", "done", "new"})


def new_id(document: Document, stem: str, also: frozenset[str] | set[str] = frozenset()) -> str:
    """`text_3`: the stem and a number above every number that was given to it in the document, or in `also`."""
    pattern = re.compile(rf"{re.escape(stem)}_(\d{{1,6}})", re.ASCII)
    numbers = [int(found[1]) for one in {*ids(document), *also} if (found := pattern.fullmatch(one))]
    return f"{stem}_{max(numbers, default=0) + 1}"


def applicants_id(document: Document, item_type: str) -> str:
    """The name under which the portal knows the applicant's own: for queues, search, letters and mail.

    "" where that name is taken, or a type has none.
    """
    name = _APPLICANTS.get(item_type, "")
    return "" if name in set(ids(document)) else name


def applicants_type(item_id: str) -> str:
    """The type that the portal expects of an item of this name; "" where it expects none."""
    return next((item_type for item_type, name in _APPLICANTS.items() if name == item_id), "")


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
    if applicants_type(written) not in {"", item_type}:
        return _("「%(name)s」は、申請する本人のことに使う名前です。別の名前にしてください。") % {"name": written}
    if written in set(ids(document)):
        return _("「%(name)s」はもう使っています。別の名前にしてください。") % {"name": written}
    return ""
