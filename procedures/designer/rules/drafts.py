"""What stands in a rule's form: a tree that keeps what was typed, complete or not.

Every part has a key: that of the whole is the form's prefix, that of a child the parent's with `-<number>`. Inputs are
named `<key>-<field>` with a field of letters, so that a posted name is read in one way only. What a part is shows in
which of its fields are there: `join` a group, `how` a sentence, `what` an operand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

MAX_PARTS = 1600
"""More than a rule may have: beyond this nothing is read of a posted form."""

MAX_LEVELS = 70
MAX_TYPED = 600
"""Characters of one posted value: more than a text in a rule may have."""

TYPED = ("value", "year", "month", "day", "chosen")


@dataclass(frozen=True, slots=True)
class Operand:
    """A value. `what`: "" where nothing is chosen, `answer:<path>`, a constant's kind, an operator or `condition`.

    `count:<path>` and `sum:<path>` go over the list of that path. `typed`: by field what stands in the boxes. `parts`:
    what is calculated with; the default of an answer. `shown`: what it was when its boxes were shown last.
    """

    what: str = ""
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    parts: tuple[Draft, ...] = ()
    shown: str = ""

    @property
    def operator(self) -> str:
        """The operator of a calculation, without the list over which it goes."""
        return self.what.partition(":")[0]

    @property
    def path(self) -> str:
        """The path of an answer; "" for everything else."""
        return self.what.removeprefix("answer:") if self.what.startswith("answer:") else ""

    def text(self, name: str = "value") -> str:
        return next(iter(self.typed.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A subject and what is said of it. `how`: a relation, "" where none is chosen yet.

    `shown`: the kind of subject and value for which the boxes were shown last; where the subject has become another
    one, the value is fitted to it.
    """

    subject: Operand
    how: str = ""
    value: Draft | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions together. `join`: "" one alone, "not" one denied, "and", "or", "nand" (not all), "nor" (none)."""

    join: str = ""
    members: tuple[Draft, ...] = ()


Draft = Operand | Sentence | Group

JOINS = ("", "not", "and", "or", "nand", "nor")


def children(draft: Draft) -> tuple[Draft, ...]:
    """The parts of a draft in the order of their keys."""
    if isinstance(draft, Group):
        return draft.members
    if isinstance(draft, Sentence):
        return (draft.subject,) if draft.value is None else (draft.subject, draft.value)
    return draft.parts


def with_children(draft: Draft, parts: tuple[Draft, ...]) -> Draft:
    """The same draft with other parts."""
    if isinstance(draft, Group):
        return replace(draft, members=parts)
    if isinstance(draft, Operand):
        return replace(draft, parts=parts)
    subject = parts[0] if isinstance(parts[0], Operand) else Operand("condition", parts=(parts[0],))
    return replace(draft, subject=subject, value=parts[1] if len(parts) > 1 else None)


def walk(draft: Draft, key: str) -> Iterator[tuple[str, Draft]]:
    """Every part with its key, parents first."""
    yield key, draft
    for index, part in enumerate(children(draft)):
        yield from walk(part, f"{key}-{index}")


def read_draft(posted: Mapping[str, Any], prefix: str) -> Draft | None:
    """What a posted form holds under a prefix; None where there is nothing. Never raises; forged names are left out."""
    return _Reader(posted).part(prefix, level=1)


class _Reader:
    def __init__(self, posted: Mapping[str, Any]) -> None:
        self.posted = posted
        self.left = MAX_PARTS

    def values(self, name: str) -> tuple[str, ...]:
        posted: Any = self.posted
        values = posted.getlist(name) if hasattr(posted, "getlist") else posted.get(name, ())
        values = [values] if isinstance(values, str) else values
        # Browsers send line ends as CR LF.
        return tuple(one[:MAX_TYPED].replace("\r\n", "\n") for one in values if isinstance(one, str))

    def first(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def part(self, key: str, *, level: int) -> Draft | None:
        self.left -= 1
        if self.left < 0 or level > MAX_LEVELS:
            return None
        parts = self.parts(key, level=level) if self.has(key) else ()
        if f"{key}-join" in self.posted:
            join = self.first(f"{key}-join")
            members = tuple(_as_member(part) for part in parts)
            return Group(join if join in JOINS else "and", members)
        if f"{key}-how" in self.posted:
            first = parts[0] if parts else Operand()
            subject = first if isinstance(first, Operand) else Operand("condition", parts=(first,))
            value = parts[1] if len(parts) > 1 else None
            return Sentence(subject, self.first(f"{key}-how"), value, self.first(f"{key}-shown"))
        if f"{key}-what" in self.posted:
            typed = {name: found for name in TYPED if (found := self.values(f"{key}-{name}"))}
            return Operand(self.first(f"{key}-what"), MappingProxyType(typed), parts, self.first(f"{key}-shown"))
        return None

    def has(self, key: str) -> bool:
        return any(f"{key}-{name}" in self.posted for name in ("join", "how", "what"))

    def parts(self, key: str, *, level: int) -> tuple[Draft, ...]:
        found: list[Draft] = []
        while self.has(f"{key}-{len(found)}"):
            part = self.part(f"{key}-{len(found)}", level=level + 1)
            if part is None:
                break
            found.append(part)
        return tuple(found)


def _as_member(part: Draft) -> Draft:
    """What may stand in a group: a value there is one that is said to hold."""
    return Sentence(part, "bare") if isinstance(part, Operand) else part


def find(draft: Draft, root: str, key: str) -> Draft | None:
    """The part with a key; None where there is none."""
    found: Draft = draft
    for index in _way(root, key) or ():
        parts = children(found)
        if index >= len(parts):
            return None
        found = parts[index]
    return found if _way(root, key) is not None else None


def put(draft: Draft, root: str, key: str, part: Draft) -> Draft:
    """The draft with another part at a key that `find` finds."""
    return _put(draft, _way(root, key) or [], part)


def _put(draft: Draft, way: list[int], part: Draft) -> Draft:
    if not way:
        return part
    parts = list(children(draft))
    parts[way[0]] = _put(parts[way[0]], way[1:], part)
    return with_children(draft, tuple(parts))


def _way(root: str, key: str) -> list[int] | None:
    """The numbers that lead from the root to a key; None for a key of another form."""
    if key == root:
        return []
    if not key.startswith(f"{root}-"):
        return None
    numbers = key.removeprefix(f"{root}-").split("-")
    if len(numbers) > MAX_LEVELS or not all(one.isascii() and one.isdigit() and len(one) < 4 for one in numbers):
        return None
    return [int(one) for one in numbers]
