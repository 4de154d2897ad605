"""The questions, calculations and look-ups of a document that may be incomplete, as far as each can be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from procedures.definitions import Definition
from procedures.definitions.items import GroupItem, Item, ListItem, PageItem
from procedures.definitions.rules import Rule, RuleError
from procedures.definitions.sections import ComputedValue, Evidence
from procedures.definitions.texts import text


@dataclass(frozen=True, slots=True)
class Question:
    """An item and where it stands. `page`: its number from 0. `when`: the page's condition."""

    item: Item
    page: int
    page_id: str
    when: Rule | None
    rows: ListItem | None = None
    group: GroupItem | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """What a document offers to rules. `pages`: the titles by id, in order."""

    pages: Mapping[str, str]
    questions: tuple[Question, ...]
    values: tuple[ComputedValue, ...]
    evidence: tuple[Evidence, ...]


def sources_of(document: Definition | Mapping[str, Any]) -> Sources:
    """Parts that cannot be read (they are never saved) are left out."""
    if isinstance(document, Definition):
        pages = [(page.id, str(page.title), page.when, page.items) for page in document.pages]
        values, evidence = document.values, document.evidence
    else:
        pages = [_page(page, index) for index, page in enumerate(_list(document, "pages"))]
        values = tuple(_read(_list(document, "values"), _adapter(ComputedValue)))
        evidence = tuple(_read(_list(document, "evidence"), _adapter(Evidence)))
    questions = tuple(
        question for index, page in enumerate(pages) for question in _questions(page[3], index, page[0], page[2])
    )
    return Sources({page[0]: page[1] for page in pages}, questions, values, evidence)


def _page(page: Mapping[str, Any], index: int) -> tuple[str, str, Rule | None, tuple[Item, ...]]:
    title = page.get("title") or page.get("id") or str(index + 1)
    shown = title.get("ja", "") if isinstance(title, Mapping) else str(title)
    return str(page.get("id", "")), shown, _rule(page.get("when")), tuple(_items(_list(page, "items")))


def _questions(
    items: Iterable[Item],
    page: int,
    page_id: str,
    when: Rule | None,
    rows: ListItem | None = None,
    group: GroupItem | None = None,
) -> Iterator[Question]:
    for item in items:
        yield Question(item, page, page_id, when, rows, group)
        if isinstance(item, GroupItem):
            yield from _questions(item.items, page, page_id, when, rows, item)
        elif isinstance(item, ListItem):
            yield from _questions(item.items, page, page_id, when, item)


def _items(parts: Sequence[Any]) -> Iterator[Item]:
    for part in parts:
        try:
            yield _adapter(PageItem).validate_json(json.dumps(part))
        except ValidationError:
            container = _container(part)
            if container is not None:
                yield container


def _container(part: Any) -> GroupItem | ListItem | None:
    """A group or list with nothing in it yet."""
    if not isinstance(part, Mapping) or part.get("type") not in {"group", "list"}:
        return None
    label = part.get("label")
    shown = label.get("ja") if isinstance(label, Mapping) else label
    known: dict[str, Any] = {
        "id": str(part.get("id", "")),
        "type": part["type"],
        "label": text(str(shown or part.get("id", ""))),
        "items": tuple(_items(_list(part, "items"))),
        "when": _rule(part.get("when")),
    }
    return (ListItem if part["type"] == "list" else GroupItem).model_construct(**known)


def _read(parts: Sequence[Any], adapter: TypeAdapter[Any]) -> Iterator[Any]:
    for part in parts:
        try:
            yield adapter.validate_json(json.dumps(part))
        except ValidationError:
            continue


def _rule(source: Any) -> Rule | None:
    try:
        return None if source is None else Rule.read(source)
    except RuleError:
        return None


def _list(part: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = part.get(name, ())
    return found if isinstance(found, list | tuple) else ()


@cache
def _adapter(model: type[BaseModel] | Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)
