"""The city's code lists: files of the folder code_lists/, lists that other rooms make, and lists that were imported.

A file is `<id>.json`: [["05", "秋田県", "アキタケン"], …], value, label and reading, in the order to be shown. Imported
lists and those that administrators keep are rows of the database; a process looks once in SECONDS for a newer one.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.utils import timezone

from procedures.definitions.code_lists import Code, CodeList

SECONDS = 10
_FOLDER = Path(__file__).parent / "code_lists"
ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_makers: dict[str, Callable[[], CodeList]] = {}


class _Kept(NamedTuple):
    number: int
    found: CodeList
    until: float


_kept: dict[str, _Kept] = {}


def register(list_id: str, make: Callable[[], CodeList]) -> None:
    """A list that is made rather than read. Called once, when the application starts."""
    _makers[list_id] = make


def list_ids() -> tuple[str, ...]:
    """The ids of all lists, for those who write procedures."""
    from procedures.catalogue.models import StoredCodeList  # noqa: PLC0415  the application imports this first

    stored = StoredCodeList.objects.order_by("list_id").values_list("list_id", flat=True).distinct()
    return tuple(sorted({*_makers, *(file.stem for file in _FOLDER.glob("*.json")), *stored}))


def load(list_id: str) -> CodeList | None:
    """The list of that id, the same object while it stays the same; None for an unknown one.

    No SQL for the portal's own lists, and for an imported one that was looked at a moment ago.
    """
    if not ID.fullmatch(list_id):
        return None
    return own_list(list_id) or _stored(list_id)


@cache
def own_list(list_id: str) -> CodeList | None:
    """A list that comes with the portal and that no import changes."""
    if list_id in _makers:
        return _makers[list_id]()
    file = _FOLDER / f"{list_id}.json"
    return from_json(list_id, file.read_text(encoding="utf-8")) if file.is_file() else None


def from_json(list_id: str, text: str) -> CodeList:
    return CodeList(list_id, [Code(*row) for row in json.loads(text)])


def forget() -> None:
    """Look at the database again: an import brought lists, or took back that it did."""
    _kept.clear()


def _stored(list_id: str) -> CodeList | None:
    from procedures.catalogue.models import StoredCodeList  # noqa: PLC0415  the application imports this first

    now = monotonic()
    kept = _kept.get(list_id)
    if kept is not None and now < kept.until:
        return kept.found
    begun = StoredCodeList.objects.filter(list_id=list_id).in_force(timezone.localdate())
    number = begun.values_list("number", flat=True).first()
    if number is None:
        return None
    if kept is None or kept.number != number:
        kept = _Kept(number, _with_retired(list_id, list(begun.values_list("document", flat=True))), 0)
    _kept[list_id] = kept._replace(until=now + SECONDS)
    return kept.found


def _with_retired(list_id: str, texts: Sequence[str]) -> CodeList:
    """The list of the first text, with what the older ones had and it has not."""
    codes = [Code(*row) for row in json.loads(texts[0])]
    known = {code.value for code in codes}
    retired: dict[str, Code] = {}
    for text in texts[1:]:
        for row in json.loads(text):
            if row[0] not in known:
                retired.setdefault(row[0], Code(*row))
    return CodeList(list_id, codes, retired.values())
