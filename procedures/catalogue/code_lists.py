"""The city's code lists: files of the folder code_lists/, and lists that other rooms make when they are first needed.

A file is `<id>.json`: [["05", "秋田県", "アキタケン"], …], value, label and reading, in the order to be shown.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from procedures.definitions.code_lists import Code, CodeList

_FOLDER = Path(__file__).parent / "code_lists"
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_makers: dict[str, Callable[[], CodeList]] = {}


def register(list_id: str, make: Callable[[], CodeList]) -> None:
    """A list that is made rather than read. Called once, when the application starts."""
    _makers[list_id] = make


def list_ids() -> tuple[str, ...]:
    """The ids of all lists, for those who write procedures."""
    return tuple(sorted({*_makers, *(file.stem for file in _FOLDER.glob("*.json"))}))


@cache
def load(list_id: str) -> CodeList | None:
    """The list of that id, kept once it was read; None for an unknown one."""
    if list_id in _makers:
        return _makers[list_id]()
    file = _FOLDER / f"{list_id}.json"
    if not _ID.fullmatch(list_id) or not file.is_file():
        return None
    return CodeList(list_id, [Code(*row) for row in json.loads(file.read_text(encoding="utf-8"))])
