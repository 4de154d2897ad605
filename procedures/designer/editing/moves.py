"""Taking parts up, down, to another place, twice, and away: as steps, none of them by dragging."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from procedures.designer.documents import (
    Document,
    Json,
    NoSuchPlace,
    container_of,
    find,
    index_of,
    key_of,
    placed_items,
)
from procedures.designer.editing.identifiers import ids, new_id
from procedures.designer.editing.parts import member_place
from procedures.designer.schema import field_of, model_at, type_of
from procedures.designer.steps import Insert, Remove, Step, position_of
from procedures.designer.words import japanese, name_of


class Target(NamedTuple):
    """Where a part may be moved to: behind `after` ("" first) in the list `field` of `container`."""

    container: str
    field: str
    after: str
    label: str

    @property
    def value(self) -> str:
        return f"{self.container}:{self.field}:{self.after}"


class Moved(NamedTuple):
    """Steps, and the place at which the part stands then."""

    steps: tuple[Step, ...]
    place: str


def shifted(document: Document, place: str, by: int) -> Moved:
    """One up (-1) or down (1); no steps at the end of the list. Raises NoSuchPlace."""
    container, field, key = container_of(document, place)
    members = find(document, container)[field]
    index = index_of(members, key)
    to = min(max(index + by, 0), len(members) - 1)
    if to == index:
        return Moved((), place)
    member, rest = members[index], [*members[:index], *members[index + 1 :]]
    steps = (
        Remove(container, field, position_of(members, index), member),
        Insert(container, field, position_of(rest, to), member),
    )
    return Moved(steps, member_place(container, field, member, to))


def moved(document: Document, place: str, target: Target) -> Moved:
    """To the place of a target, which is one of `targets`. Raises NoSuchPlace."""
    container, field, key = container_of(document, place)
    members = find(document, container)[field]
    index = index_of(members, key)
    member = members[index]
    others = [one for one in find(document, target.container).get(target.field, []) if one is not member]
    at = index_of(others, target.after) + 1 if target.after else 0
    steps = (
        Remove(container, field, position_of(members, index), member),
        Insert(target.container, target.field, position_of(others, at), member),
    )
    return Moved(steps, member_place(target.container, target.field, member, at))


def targets(document: Document, place: str) -> list[Target]:
    """Everywhere an item may stand, in reading order; another part, within its own list."""
    container, field, _key = container_of(document, place)
    part = find(document, place)
    if field != "items":
        return _in_list(document, container, field, part, "")
    found: list[Target] = []
    for page in document.get("pages", []):
        found += _in_list(document, f"pages/{page['id']}", "items", part, _("ページ「%s」") % name_of(page))
    for item, _pointer, _container in placed_items(document):
        if item.get("type") in {"group", "list"} and _may_hold(document, f"items/{item['id']}", part):
            found += _in_list(document, f"items/{item['id']}", "items", part, f"「{name_of(item)}」")
    return found


def _may_hold(document: Document, container: str, part: Json) -> bool:
    """Whether items of this type may stand in a group or list, which never holds itself."""
    allowed = {type_of(model) for model in field_of(model_at(document, container), "items").models}
    return part.get("type") in allowed and container.rsplit("/", maxsplit=1)[-1] not in set(ids(part))


def _in_list(document: Document, container: str, field: str, part: Json, words: str) -> list[Target]:
    members = find(document, container).get(field, [])
    start = _("%(where)sのはじめ") % {"where": words} if words else _("はじめ")
    found = [Target(container, field, "", start)]
    others = [one for one in members if one is not part]
    for number, one in enumerate(others):
        label = _("%(where)s %(name)sの後ろ") % {"where": words, "name": f"「{name_of(one) or number + 1}」"}
        found.append(Target(container, field, key_of(one) or str(number), label.strip()))
    return found


def removed(document: Document, place: str) -> tuple[Step, ...]:
    """Raises NoSuchPlace."""
    container, field, key = container_of(document, place)
    members = find(document, container)[field]
    index = index_of(members, key)
    return (Remove(container, field, position_of(members, index), members[index]),)


def copied(document: Document, place: str, taken: frozenset[str] = frozenset()) -> Moved:
    """A copy behind the part, with ids of its own; rules inside the copy speak of what was copied with them.

    `taken`: ids that are not given again, besides those of the document.
    """
    container, field, key = container_of(document, place)
    members = find(document, container)[field]
    index = index_of(members, key)
    twin = _renamed(document, copy.deepcopy(members[index]), taken)
    for name in ("label", "title"):
        if name in twin:
            twin[name] = _marked(twin[name])
            break
    steps = (Insert(container, field, position_of(members, index + 1), twin),)
    return Moved(steps, member_place(container, field, twin, index + 1))


def _marked(text: Json) -> Json:
    words = _("%(name)s（写し）") % {"name": japanese(text)}
    return {**text, "ja": words} if isinstance(text, dict) else words


def _renamed(document: Document, part: Json, taken: frozenset[str]) -> Any:
    names: dict[str, str] = {}
    for old in ids(part):
        stem = old.rstrip("0123456789").rstrip("_") or "part"
        names[old] = new_id(document, stem, taken.union(names.values()))
    return with_names(part, names)


def with_names(value: Json, names: Mapping[str, str]) -> Json:
    """A part in which ids, and what rules and checks say of them, are called otherwise."""
    if isinstance(value, list):
        return [with_names(part, names) for part in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"var"}:
        return {"var": _variable(value["var"], names)}
    renamed = {key: with_names(part, names) for key, part in value.items()}
    if isinstance(value.get("id"), str):
        renamed["id"] = names.get(value["id"], value["id"])
    if isinstance(value.get("items"), list):
        renamed["items"] = [names.get(one, one) if isinstance(one, str) else one for one in renamed["items"]]
    return renamed


def _variable(written: Json, names: Mapping[str, str]) -> Json:
    if isinstance(written, list):
        return [_variable(part, names) if at == 0 else with_names(part, names) for at, part in enumerate(written)]
    segments = str(written).split(".")
    at = 1 if segments[0] == "item" and len(segments) > 1 else 0
    segments[at] = names.get(segments[at], segments[at])
    return ".".join(segments)


__all__ = ["Moved", "NoSuchPlace", "Target", "copied", "moved", "removed", "shifted", "targets", "with_names"]
