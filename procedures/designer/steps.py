"""Small changes of a document that know what they expect, so that they can be taken back and never overwrite.

A step names its part by place and says what stood there. Where something else stands there now, somebody else was
faster, and the step is refused instead of applied. What is reversed exactly undoes it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from procedures.designer.documents import (
    SECTIONS,
    Document,
    Json,
    NoSuchPlace,
    find,
    key_of,
)


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""The value of a field that is not there."""

Position = str | int
"""Where in a list: the key of the member before it ("" for the first), or the index where members have no key."""


class StepRefused(Exception):
    """The document is not as the step expects it. `place` and `field` say where."""

    def __init__(self, place: str, field: str) -> None:
        super().__init__(f"{place}.{field}")
        self.place = place
        self.field = field


@dataclass(frozen=True, slots=True)
class Set:
    """A field of a part gets another value; ABSENT is no field at all."""

    place: str
    field: str
    before: Json
    after: Json

    def reversed(self) -> Step:
        return Set(self.place, self.field, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Insert:
    """A new member of a list of a part."""

    place: str
    field: str
    position: Position
    value: Json

    def reversed(self) -> Step:
        return Remove(self.place, self.field, self.position, self.value)


@dataclass(frozen=True, slots=True)
class Remove:
    """A member of a list of a part goes."""

    place: str
    field: str
    position: Position
    value: Json

    def reversed(self) -> Step:
        return Insert(self.place, self.field, self.position, self.value)


Step = Set | Insert | Remove


def apply(document: Document, steps: Iterable[Step]) -> Document:
    """The document itself, changed. Raises StepRefused, and then it may be half changed: throw it away."""
    for step in steps:
        try:
            _apply(document, step)
        except NoSuchPlace:
            raise StepRefused(step.place, step.field) from None
    return document


def reversed_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """What takes the steps back."""
    return tuple(step.reversed() for step in reversed(steps))


def position_of(members: Sequence[Json], index: int) -> Position:
    """Of the member that stands, or shall stand, at an index."""
    if index == 0:
        return "" if not members or key_of(members[0]) is not None else 0
    before = key_of(members[index - 1])
    return index if before is None else before


def arranged(place: str, field: str, members: Sequence[Json], keys: Sequence[str]) -> list[Step]:
    """The moves after which members of these keys follow each other in this order, in the places that they hold now.

    Others keep theirs. `members`: of the list `field` of the part at `place`; each moved one is taken out and put back.
    """
    rest = list(members)
    there = [key_of(one) for one in rest]
    turn = iter([key for key in keys if key in there])
    target = [next(turn) if key in keys else key for key in there]
    blocks = SequenceMatcher(None, there, target, autojunk=False).get_matching_blocks()
    stays = {key for block in blocks for key in there[block.a : block.a + block.size]}
    steps: list[Step] = []
    for at, key in enumerate(target):
        if key in stays:
            continue
        now = [key_of(one) for one in rest]
        member = rest[now.index(key)]
        steps.append(Remove(place, field, position_of(rest, now.index(key)), copy.deepcopy(member)))
        rest.remove(member)
        to = [key_of(one) for one in rest].index(target[at - 1]) + 1 if at else 0
        steps.append(Insert(place, field, position_of(rest, to), copy.deepcopy(member)))
        rest.insert(to, member)
    return steps


def to_json(steps: Sequence[Step]) -> list[Json]:
    return [_step_to_json(step) for step in steps]


def from_json(written: Sequence[Json]) -> tuple[Step, ...]:
    return tuple(_step_from_json(one) for one in written)


def _apply(document: Document, step: Step) -> None:
    if isinstance(step, Set):
        _set(document, step)
        return
    part = _part(document, step.place)
    members = part.get(step.field, [])
    if not isinstance(members, list):
        raise StepRefused(step.place, step.field)
    if isinstance(step, Insert):
        key = key_of(step.value)
        if key is not None and any(key_of(one) == key for one in members):
            raise StepRefused(step.place, step.field)
        index = _index_behind(members, step.position)
        part[step.field] = [*members[:index], copy.deepcopy(step.value), *members[index:]]
        return
    index = _index_of(members, step)
    del members[index]
    if not members:
        _drop(document, step.place, part, step.field)


def _set(document: Document, step: Set) -> None:
    part = _part(document, step.place)
    if not same(part.get(step.field, ABSENT), step.before):
        raise StepRefused(step.place, step.field)
    if step.after is ABSENT:
        _drop(document, step.place, part, step.field)
    else:
        part[step.field] = copy.deepcopy(step.after)


def _part(document: Document, place: str) -> Document:
    """The part at a place; a section that is not there yet begins empty."""
    if place in SECTIONS and place not in document:
        document[place] = {}
    part = find(document, place)
    if not isinstance(part, dict):
        raise NoSuchPlace(place)
    return part


def _drop(document: Document, place: str, part: Document, field: str) -> None:
    """A field goes; of a section nothing is left when its last field has gone."""
    part.pop(field, None)
    if not part and place in SECTIONS:
        document.pop(place, None)


def _index_behind(members: Sequence[Json], position: Position) -> int:
    """Behind the member of that key; at the end where it has gone meanwhile."""
    if isinstance(position, int):
        return min(position, len(members))
    if not position:
        return 0
    return next((index + 1 for index, one in enumerate(members) if key_of(one) == position), len(members))


def _index_of(members: Sequence[Json], step: Remove) -> int:
    """The member that is to go: the same in every byte, since what somebody changed meanwhile must not be lost."""
    key = key_of(step.value)
    if key is None:
        wanted = step.position if isinstance(step.position, int) else 0
        near = sorted(range(len(members)), key=lambda index: abs(index - wanted))
        found = [index for index in near if same(members[index], step.value)]
    else:
        found = [index for index, one in enumerate(members) if key_of(one) == key and same(one, step.value)]
    if not found:
        raise StepRefused(step.place, step.field)
    return found[0]


def same(one: Json, other: Json) -> bool:
    """Equal as JSON, where true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(left, right) for left, right in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)


def _step_to_json(step: Step) -> dict[str, Any]:
    written: dict[str, Any] = {"do": type(step).__name__.lower(), "place": step.place, "field": step.field}
    if isinstance(step, Set):
        written |= {name: value for name in ("before", "after") if (value := getattr(step, name)) is not ABSENT}
    else:
        written |= {"position": step.position, "value": step.value}
    return written


def _step_from_json(written: Json) -> Step:
    place, field = written["place"], written["field"]
    if written["do"] == "set":
        return Set(place, field, written.get("before", ABSENT), written.get("after", ABSENT))
    kind = Insert if written["do"] == "insert" else Remove
    return kind(place, field, written["position"], written["value"])
