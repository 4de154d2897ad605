"""Copying a block into a document: fresh names where they are taken, in rules and references too. Pure."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from procedures.definitions.checks.names import RESERVED_NAMES, RESERVED_PAGE_IDS
from procedures.designer.documents import Document, Json, find, key_of, members_of, placed_items
from procedures.designer.library.blocks import PAGE, is_page
from procedures.designer.steps import Insert, Step, same

Names = dict[str, dict[str, str]]
"""By kind (pages, items, values, evidence), names in the design by names in the block."""

_LONGEST = 60


class Where(NamedTuple):
    """`container`: "" for a page of its own, or the place of a page, group or list. `after`: the key before it."""

    container: str
    after: str


def fresh_names(block: Document, document: Document, known: Names | None = None) -> Names:
    """A name for each part of a block that has none in `known`: its own where it is free, or with a number behind."""
    names: Names = {kind: dict((known or {}).get(kind, {})) for kind in ("pages", "items", "values", "evidence")}
    pages = {str(page.get("id")) for page in members_of(document, "pages")} | RESERVED_PAGE_IDS
    used = {str(item.get("id")) for item, _pointer, _place in placed_items(document)}
    used |= {str(value.get("id")) for value in members_of(document, "values")} | RESERVED_NAMES
    evidence = {str(one["id"]): one for one in members_of(document, "evidence")}
    for page in members_of(block, "pages"):
        _name(names["pages"], str(page["id"]), pages)
    registers = set(evidence)
    for one in members_of(block, "evidence"):
        if not same(evidence.get(one["id"]), one):
            _name(names["evidence"], str(one["id"]), registers)
        names["evidence"].setdefault(one["id"], one["id"])
    for item, _pointer, _place in placed_items(block):
        _name(names["items"], str(item["id"]), used)
    values = {str(one["id"]): one for one in members_of(document, "values")}
    for one in members_of(block, "values"):
        if one["id"] not in names["values"] and same(values.get(one["id"]), _value(one, names)):
            names["values"][one["id"]] = one["id"]
        _name(names["values"], str(one["id"]), used)
    return names


def _name(names: dict[str, str], own: str, taken: set[str]) -> None:
    if own in names:
        return
    name, number = own, 2
    while name in taken:
        name = f"{own[: _LONGEST - len(str(number)) - 1]}_{number}"
        number += 1
    names[own] = name
    taken.add(name)


def renamed(block: Document, names: Names) -> Document:
    """The block with its parts called so."""
    done: Document = {"pages": [_part(page, names, "pages") for page in members_of(block, "pages")]}
    if "values" in block:
        done["values"] = [_value(one, names) for one in block["values"]]
    if "evidence" in block:
        done["evidence"] = [{**one, "id": names["evidence"].get(one["id"], one["id"])} for one in block["evidence"]]
    return done


def _value(value: Document, names: Names) -> Document:
    return {**_rules(value, names), "id": names["values"].get(value["id"], value["id"])}


def _part(part: Document, names: Names, kind: str) -> Document:
    """A page or an item with all that stands in it."""
    done: Document = {name: _rules(value, names) for name, value in part.items() if name not in {"items", "checks"}}
    done["id"] = names[kind].get(part["id"], part["id"])
    source = str(done.get("source", "")).split(".")
    if source[0] == "evidence" and len(source) > 1:
        done["source"] = ".".join([source[0], names["evidence"].get(source[1], source[1]), *source[2:]])
    if part.get("type") == "register_facts":
        done["evidence"] = names["evidence"].get(part["evidence"], part["evidence"])
    if part.get("type") == "result" and "value" in part:
        done["value"] = names["values"].get(part["value"], part["value"])
    # Fields stand in the order of the block.
    return {
        name: [_part(one, names, "items") for one in part["items"]]
        if name == "items"
        else [_check(one, names) for one in part["checks"]]
        if name == "checks"
        else done[name]
        for name in part
    }


def _check(check: Document, names: Names) -> Document:
    return {**_rules(check, names), "items": [names["items"].get(one, one) for one in check.get("items", [])]}


def _rules(value: Json, names: Names) -> Json:
    if isinstance(value, dict):
        if set(value) == {"var"}:
            path = value["var"]
            if isinstance(path, str):
                return {"var": _path(path, names)}
            if isinstance(path, list) and path and isinstance(path[0], str):
                return {"var": [_path(path[0], names), *(_rules(one, names) for one in path[1:])]}
        return {name: _rules(part, names) for name, part in value.items()}
    if isinstance(value, list):
        return [_rules(part, names) for part in value]
    return value


def _path(path: str, names: Names) -> str:
    first, *rest = path.split(".")
    if first == "item" and rest:
        return ".".join([first, names["items"].get(rest[0], rest[0]), *rest[1:]])
    if first == "evidence" and rest:
        return ".".join([first, names["evidence"].get(rest[0], rest[0]), *rest[1:]])
    return ".".join([names["items"].get(first, names["values"].get(first, first)), *rest])


def variables(value: Json) -> Iterator[tuple[str, ...]]:
    """The paths of all variables in the rules of a part."""
    if isinstance(value, dict):
        if set(value) == {"var"}:
            path = value["var"][0] if isinstance(value["var"], list) and value["var"] else value["var"]
            if isinstance(path, str):
                yield tuple(path.split("."))
        for part in value.values():
            yield from variables(part)
    elif isinstance(value, list):
        for part in value:
            yield from variables(part)


def insertion(document: Document, block: Document, title: str, where: Where) -> tuple[list[Step], Names]:
    """The steps that put a copy of a block into a document, and what its parts are called there.

    A block of items becomes a page called `title` where it is given a page of its own.
    """
    names = fresh_names(block, document)
    made = renamed(block, names)
    page = copy.deepcopy(made["pages"][0])
    steps: list[Step] = []
    if not where.container:
        if not is_page(block):
            page["title"] = title
        steps.append(Insert("", "pages", where.after, page))
    else:
        after = where.after
        for item in page["items"]:
            steps.append(Insert(where.container, "items", after, item))
            after = item["id"]
        if where.container.startswith("pages/"):
            steps += _members(find(document, where.container), where.container, "checks", page.get("checks", []))
        del names["pages"][block["pages"][0]["id"]]
    for name in ("values", "evidence"):
        steps += _members(document, "", name, made.get(name, []))
    return steps, names


def _members(part: Document, place: str, field: str, members: list[Document]) -> Iterator[Step]:
    """Each behind the last that is there; what is there already stays the one."""
    there = members_of(part, field)
    known = {key_of(one) for one in there}
    after = str(key_of(there[-1])) if there else ""
    for one in members:
        if one["id"] not in known:
            yield Insert(place, field, after, one)
            after = str(one["id"])


def fits(container: Mapping[str, Json], block: Document) -> bool:
    """Whether the items of a block may stand in a page, a group or a list."""
    kinds = {str(item.get("type")) for item in members_of(block["pages"][0], "items")}
    if container.get("type") == "group":
        return not kinds & {"group", "list"}
    if container.get("type") == "list":
        everything = {str(item.get("type")) for item, _pointer, _place in placed_items(block)}
        return not everything & {"list", "slot"}
    return True


__all__ = ["PAGE", "Names", "Where", "fits", "fresh_names", "insertion", "renamed", "variables"]
