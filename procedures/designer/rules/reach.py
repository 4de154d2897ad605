"""What waits for a place: naming it there would make a circle, which nothing could ever be worked out from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from procedures.definitions.items import GroupItem, ListItem, ResultItem
from procedures.definitions.rules import Rule
from procedures.designer.rules.sources import Question, Sources


def waiting_for(sources: Sources, place: str, field: str, own: Question | None) -> frozenset[str]:
    """The names that must not be used in the rule `field` at a place of the designer."""
    kind, _slash, rest = place.partition("/")
    name = rest.partition("/")[0]
    if kind == "values":
        return _behind(sources, {name})
    if kind == "pages" and "/" not in rest:
        return _behind(sources, {one.item.id for one in sources.questions if one.page_id == name})
    if own is None or "/" in rest:
        return frozenset()
    outer = own.rows or own.item
    if field in {"when", "formula"}:
        inside = {member.id for member in outer.items} if isinstance(outer, GroupItem) else set()
        return _behind(sources, {outer.id, *inside})
    return frozenset({outer.id})


def _behind(sources: Sources, names: set[str]) -> frozenset[str]:
    """These names and all that depend on them, over however many steps."""
    readers: dict[str, set[str]] = defaultdict(set)
    for name, used in _uses(sources).items():
        for one in used:
            readers[one].add(name)
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(readers[name])
    return frozenset(found)


def _uses(sources: Sources) -> Mapping[str, set[str]]:
    """By name what its value depends on: for an item also the conditions of its page and group."""
    uses: dict[str, set[str]] = {value.id: set(value.value.variables) for value in sources.values}
    for one in sources.questions:
        used = uses.setdefault((one.rows or one.item).id, set())
        own = one.item
        formula = own.formula if isinstance(own, ResultItem) else None
        for rule in (one.when, own.when, one.group.when if one.group else None, formula):
            if isinstance(rule, Rule):
                used |= rule.variables
        if isinstance(own, ListItem):
            used |= {name for field in own.fields if field.when for name in field.when.variables}
    return uses
