"""A document as an author left it, perhaps unfinished: its texts, pages and items, each with its JSON pointer.

Whatever does not have the shape of the language is passed over: the checks of the language speak of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

MAX_TEXT = 5000
"""Characters of a text that are read: what the language allows at most."""
MAX_DEPTH = 60
"""As parsing.py: no document of the language is deeper."""

Form = Literal["markdown", "prose", "name", "mail"]
"""Rendered Markdown; sentences shown as they stand; a name of something (title, label, unit); a part of a letter."""

_MARKDOWN = frozenset({"body", "intro", "text", "who", "what_next"})
_NAMES = frozenset({"title", "label", "item_label", "unit", "paper", "replaces", "needed"})
_PROSE = frozenset({"summary", "reason", "message", "hint", "wrong", "consent"})
_MAIL = frozenset({"received", "correction", "decided"})
_TEXTS = _MARKDOWN | _NAMES | _PROSE | _MAIL
# Rules, settings and what only staff read.
_LEFT_OUT = frozenset({"when", "required", "min", "max", "quantity", "value", "formula", "keywords", "claims"})
_STAFF = frozenset({"workflow", "legal_basis", "appeal", "retention", "standard_period", "statistics"})

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,59})")

ASKED = frozenset(
    {"text", "long_text", "person_name", "kana", "date", "birth_date", "year_month", "time", "slot", "integer"}
    | {"decimal", "yen", "yes_no", "choice", "choices", "quantities", "email", "phone", "address", "bank_account"}
    | {"corporate_number"},
)
"""Item types that ask for a fact, by their names in the language; consents and declarations are agreed to."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in Japanese that citizens read. `place`: the pointer of the string itself."""

    place: str
    words: str
    name: str
    form: Form


@dataclass(frozen=True, slots=True)
class Question:
    """An item as found. `page`: number of its page; `within`: pointer of the page, group or list it stands in."""

    place: str
    data: Mapping[str, Any]
    page: int
    within: str
    in_rows: bool

    @property
    def id(self) -> str:
        return _string(self.data.get("id"))

    @property
    def type(self) -> str:
        return _string(self.data.get("type"))

    @property
    def label(self) -> str:
        return japanese(self.data.get("label"))

    @property
    def hint(self) -> str:
        return japanese(self.data.get("hint"))

    @property
    def options(self) -> Sequence[Any]:
        return _list(self.data.get("options"))

    @property
    def is_asked(self) -> bool:
        return self.type in ASKED

    @property
    def label_place(self) -> str:
        return f"{self.place}/label{_inner(self.data.get('label'))}"


@dataclass(frozen=True, slots=True)
class PageSeen:
    place: str
    title: str
    items: tuple[Question, ...]
    words: str
    """All that the page tells before and between its items: the introduction and the texts to read."""


@dataclass(frozen=True)
class Survey:
    document: Mapping[str, Any]
    passages: tuple[Passage, ...]
    pages: tuple[PageSeen, ...]
    order: Mapping[str, int] = field(repr=False)
    """When a place was come by: places in the order of the document."""

    @property
    def questions(self) -> Iterator[Question]:
        return (item for page in self.pages for item in page.items)

    @cached_property
    def used_names(self) -> frozenset[str]:
        """Items and values that any rule, calculation, fee, check, statistic or letter of the document reads."""
        names = set(_variables(self.document, 0))
        names.update(one for one in _list(self.document.get("statistics")) if isinstance(one, str))
        for letter in _list(self.document.get("documents")):
            words = f"{japanese(_mapping(letter).get('title'))} {japanese(_mapping(letter).get('body'))}"
            names.update(_PLACEHOLDER.findall(words))
        return frozenset(names)

    @cached_property
    def registers(self) -> frozenset[str]:
        return frozenset(_string(_mapping(one).get("register")) for one in _list(self.document.get("evidence")))

    @property
    def level(self) -> int:
        """本人確認レベル; 0 where it is not said yet."""
        level = _mapping(self.document.get("assurance")).get("level")
        return level if isinstance(level, int) and not isinstance(level, bool) else 0

    def position(self, place: str) -> int:
        """Where in the document a place stands; a place that is not there yet stands where its parent does."""
        while place and place not in self.order:
            place = place.rpartition("/")[0]
        return self.order.get(place, 0)


def survey(document: object) -> Survey:
    """Looks at everything once. Takes any JSON value; of a document that is none, nothing is seen."""
    walk = _Walk()
    known = _mapping(document)
    walk.texts(known, "", 0)
    pages = tuple(walk.page(page, number) for number, page in enumerate(_list(known.get("pages"))))
    return Survey(known, tuple(walk.passages), pages, walk.order)


def japanese(value: object) -> str:
    """The Japanese of a text of the language, "" where there is none."""
    return _string(value.get("ja") if isinstance(value, Mapping) else value)


class _Walk:
    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.order: dict[str, int] = {}

    def texts(self, value: object, place: str, depth: int, name: str = "") -> None:
        self.order.setdefault(place, len(self.order))
        if depth > MAX_DEPTH:
            return
        if isinstance(value, str):
            if name in _TEXTS and value.strip():
                self.passages.append(Passage(place, value[:MAX_TEXT], name, _form(name, place)))
        elif isinstance(value, Mapping):
            for key, part in value.items():
                if key in _LEFT_OUT or (depth == 0 and key in _STAFF) or not isinstance(key, str):
                    continue
                if name in _TEXTS and key != "ja" and isinstance(part, str):
                    continue  # a translation, or the law of a ground
                self.texts(part, f"{place}/{_escaped(key)}", depth + 1, name if key == "ja" else key)
        elif isinstance(value, list | tuple):
            for index, part in enumerate(value):
                self.texts(part, f"{place}/{index}", depth + 1, name)

    def page(self, value: object, number: int) -> PageSeen:
        data = _mapping(value)
        place = f"/pages/{number}"
        items = tuple(self.items(data.get("items"), place, number, in_rows=False, depth=0))
        told = [japanese(data.get("intro")), *(japanese(item.data.get("body")) for item in items)]
        return PageSeen(place, japanese(data.get("title")), items, "\n".join(filter(None, told)))

    def items(self, value: object, within: str, page: int, *, in_rows: bool, depth: int) -> Iterator[Question]:
        if depth > MAX_DEPTH:
            return
        for index, one in enumerate(_list(value)):
            if not isinstance(one, Mapping):
                continue
            item = Question(f"{within}/items/{index}", one, page, within, in_rows)
            yield item
            if item.type in {"group", "list"}:
                rows = in_rows or item.type == "list"
                yield from self.items(one.get("items"), item.place, page, in_rows=rows, depth=depth + 1)


def _form(name: str, place: str) -> Form:
    if name in _MARKDOWN or (name == "message" and place.startswith("/eligibility/")):
        return "markdown"
    if name in _MAIL:
        return "mail"
    return "name" if name in _NAMES else "prose"


def _variables(value: object, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "var":
                name = part[0] if isinstance(part, list | tuple) and part else part
                path = _string(name).split(".")
                yield path[1] if path[0] == "item" and len(path) > 1 else path[0]
            else:
                yield from _variables(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _variables(part, depth + 1)


def _inner(value: object) -> str:
    return "/ja" if isinstance(value, Mapping) else ""


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
