"""What a newer version of a block would change in a design that has a copy of an older one. Pure.

Three texts are compared: the version that was copied, the newer one, and what the design made of the copy. What the
design changed itself stays as it is and is told; only what nobody touched follows the block.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from procedures.definitions.setting_names import NAMES
from procedures.designer.documents import (
    Document,
    Json,
    NoSuchPlace,
    container_of,
    find,
    key_of,
    members_of,
    placed_items,
)
from procedures.designer.library.copies import Names, fresh_names, renamed
from procedures.designer.steps import ABSENT, Insert, Remove, Set, Step, apply, arranged, position_of, same
from procedures.designer.words import called

_APART = frozenset({"id", "items"})


@dataclass
class Update:
    """`kept`: what the block changed and the design has otherwise, by name."""

    names: Names
    steps: list[Step] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def update(document: Document, old: Document, new: Document, names: Names) -> Update:
    """`old` and `new`: versions of the block; `names`: what its parts are called in the document."""
    own_page = bool(names.get("pages"))
    known = {kind: dict(found) for kind, found in names.items()}
    found = Update(fresh_names(new, document, known))
    if not own_page:
        found.names["pages"] = {}
    before, after = renamed(old, found.names), renamed(new, found.names)
    if own_page:
        page = f"pages/{after['pages'][0]['id']}"
        _fields(document, page, before["pages"][0], after["pages"][0], found)
    _items(document, before, after, found)
    _order(document, before, after, found)
    for name in ("values", "evidence"):
        _members(document, name, before, after, found)
    return found


def _fields(document: Document, place: str, old: Document, new: Document, found: Update) -> None:
    try:
        part = find(document, place)
    except NoSuchPlace:
        return
    if _is_otherwise(part, old, new):
        found.kept.append(_("%(part)s（答え方）") % {"part": called(document, place)})
        return
    for name in dict.fromkeys([*old, *new]):
        was, now, here = old.get(name, ABSENT), new.get(name, ABSENT), part.get(name, ABSENT)
        if name in _APART or _same(was, now) or _same(here, now):
            continue
        if _same(here, was):
            found.steps.append(Set(place, name, here, now))
        else:
            found.kept.append(f"{called(document, place)}：{NAMES.get(name, name)}")


def _is_otherwise(part: Document, old: Document, new: Document) -> bool:
    """Whether an item cannot follow setting by setting, since what one type has as a setting another does not.

    Either the design gave it another type, or the block did and the design changed it too.
    """
    if same(old, new) or same(part, new):
        return False
    if part.get("type") != old.get("type"):
        return True
    return old.get("type") != new.get("type") and not same(part, old)


def _items(document: Document, before: Document, after: Document, found: Update) -> None:
    old = {str(item["id"]): item for item, _pointer, _place in placed_items(before)}
    new = {str(item["id"]): item for item, _pointer, _place in placed_items(after)}
    there = {str(item["id"]): item for item, _pointer, _place in placed_items(document)}
    for name, item in new.items():
        if name in old:
            _fields(document, f"items/{name}", old[name], item, found)
    coming = {name for name in new if name not in old}
    for item, _pointer, place in placed_items(after):
        name = str(item["id"])
        if name in coming and place.removeprefix("items/") not in coming:
            _insert(document, after, item, place, there, found)
    for name, item in old.items():
        if name in new or name not in there:
            continue
        place = f"items/{name}"
        if same(there[name], item):
            container, field_name, _key = container_of(document, place)
            members = members_of(find(document, container), field_name)
            index = next(number for number, one in enumerate(members) if key_of(one) == name)
            found.steps.append(Remove(container, field_name, position_of(members, index), there[name]))
        else:
            found.kept.append(called(document, place))


def _order(document: Document, before: Document, after: Document, found: Update) -> None:
    """Items that stand in another order in the newer version, where the design left them in the order of the older."""
    work = apply(copy.deepcopy(document), found.steps)
    stands = {str(item["id"]): place for item, _pointer, place in placed_items(work)}
    old = _siblings(before)
    for within, names in _siblings(after).items():
        had_all = [name for name in old.get(within, []) if name in names]
        if had_all == [name for name in names if name in had_all]:
            continue
        for container in dict.fromkeys(stands[name] for name in names if name in stands):
            wanted = [name for name in names if stands.get(name) == container]
            had = [name for name in had_all if name in wanted]
            members = find(work, container)["items"]
            here = [name for name in (str(one["id"]) for one in members) if name in had]
            if here == [name for name in wanted if name in had]:
                continue
            if here != had:
                found.kept.append(_("%(part)s：項目の順番") % {"part": called(work, container)})
                continue
            steps = arranged(container, "items", members, wanted)
            found.steps += steps
            apply(work, steps)


def _siblings(block: Document) -> dict[str, list[str]]:
    """The names of the items in each page, group and list, in their order."""
    found: dict[str, list[str]] = {}
    for item, _pointer, place in placed_items(block):
        found.setdefault(place, []).append(str(item["id"]))
    return found


def _insert(
    document: Document, after: Document, item: Document, place: str, there: dict[str, Document], found: Update
) -> None:
    """A new item of the block behind the one that stands before it there, wherever the copy stands now."""
    siblings = [str(one["id"]) for one, _pointer, container in placed_items(after) if container == place]
    at = siblings.index(str(item["id"]))
    inserted = {step.value["id"] for step in found.steps if isinstance(step, Insert)}
    here = next((name for name in reversed(siblings[:at]) if name in there or name in inserted), "")
    present = next((name for name in siblings if name in there), "")
    if place.startswith("items/"):
        container = place
    elif present:
        container = container_of(document, f"items/{present}")[0]
    else:
        container = place
    try:
        find(document, container)
    except NoSuchPlace:
        found.kept.append(called(after, f"items/{item['id']}"))
        return
    found.steps.append(Insert(container, "items", here, item))


def _members(document: Document, name: str, before: Document, after: Document, found: Update) -> None:
    """Values and look-ups: what is new comes, what changed follows; what is no longer there may be used elsewhere."""
    old = {str(one["id"]): one for one in members_of(before, name)}
    there = members_of(document, name)
    known = {key_of(one) for one in there}
    last = str(key_of(there[-1])) if there else ""
    for one in members_of(after, name):
        key = str(one["id"])
        if key in old:
            _fields(document, f"{name}/{key}", old[key], one, found)
        elif key not in known:
            found.steps.append(Insert("", name, last, one))
            last = key


def _same(one: Json, other: Json) -> bool:
    return one is other or (one is not ABSENT and other is not ABSENT and same(one, other))
