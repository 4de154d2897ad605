"""Two editors of one table of options: what each of them changed, option by option, put together as steps.

An option is told apart by its value. What one editor adds, renames, removes or moves goes together with what the other
does to other options; only where both did something different to the same option must somebody choose.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from procedures.designer.documents import Json
from procedures.designer.steps import ABSENT, Insert, Remove, Set, Step, arranged, position_of, same
from procedures.designer.words import japanese

Option = dict[str, Any]
ORDER = ""
"""Stands among the conflicts for the order, which both changed."""

_NUMBERED = re.compile(r"option_(\d{1,6})", re.ASCII)


@dataclass
class Merge:
    """`place`: of the item. `options`: as they are after `steps`. `conflicts`: values, and ORDER.

    `mine`: a conflict is settled as the editor wants it, instead of being left as it stands.
    """

    place: str
    before: Sequence[Option]
    after: Sequence[Option]
    now: Sequence[Option]
    mine: bool = False
    options: list[Option] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.options = copy.deepcopy(list(self.now))
        was, wanted = _by_value(self.before), _by_value(self.after)
        for value in was:
            if value not in wanted:
                self._remove(value, was[value])
            elif not same(was[value], wanted[value]):
                self._change(value, was[value], wanted[value])
        names = self._add(was, wanted)
        self._arrange([names.get(value, value) for value in wanted], list(was))

    def _remove(self, value: str, was: Option) -> None:
        at = self._index(value)
        if at is None:
            return
        if not same(self.options[at], was) and self._leaves(value):
            return
        self._take(at)

    def _change(self, value: str, was: Option, wanted: Option) -> None:
        at = self._index(value)
        if at is None:
            if not self._leaves(value):
                self._put(len(self.options), wanted)
            return
        there = self.options[at]
        for name in dict.fromkeys([*was, *wanted]):
            before, after, now = (one.get(name, ABSENT) for one in (was, wanted, there))
            if same(before, after) or same(now, after) or (not same(now, before) and self._leaves(value)):
                continue
            self.steps.append(Set(f"{self.place}/options/{value}", name, now, after))
            if after is ABSENT:
                del there[name]
            else:
                there[name] = after

    def _leaves(self, value: str) -> bool:
        """Note a conflict; whether it is left as it stands."""
        if value not in self.conflicts:
            self.conflicts.append(value)
        return not self.mine

    def _add(self, was: Mapping[str, Option], wanted: Mapping[str, Option]) -> dict[str, str]:
        """New options, each behind the one it stands behind; the values they got where those were taken."""
        names: dict[str, str] = {}
        before = ""
        for value, option in wanted.items():
            if value not in was:
                twin = next((one for one in self._theirs(was) if _label(one) == _label(option)), None)
                if twin is not None:  # it was added a moment ago, and the page did not hear of it
                    names[value] = twin["value"]
                else:
                    names[value] = value if self._index(value) is None else self._free(wanted)
                    at = self._index(before)
                    self._put(0 if at is None else at + 1, {**option, "value": names[value]})
            here = names.get(value, value)
            before = here if self._index(here) is not None else before
        return names

    def _theirs(self, was: Mapping[str, Option]) -> list[Option]:
        return [one for one in self.now if one["value"] not in was]

    def _free(self, wanted: Mapping[str, Option]) -> str:
        known = [*wanted, *_by_value(self.options), *_by_value(self.before)]
        numbers = [int(found[1]) for value in known if (found := _NUMBERED.fullmatch(value))]
        return f"option_{max(numbers, default=0) + 1}"

    def _arrange(self, wanted: Sequence[str], was: Sequence[str]) -> None:
        """The editor's order of what was there before, where the editor changed it."""
        there = [one["value"] for one in self.options]
        common = [value for value in was if value in wanted and value in there]
        mine = [value for value in wanted if value in common]
        now = [value for value in there if value in common]
        if mine in (common, now) or (now != common and self._leaves(ORDER)):
            return
        steps = arranged(self.place, "options", self.options, mine)
        self.steps += steps
        order = iter(mine)
        by_value = _by_value(self.options)
        self.options = [by_value[next(order)] if one["value"] in mine else one for one in self.options]

    def _index(self, value: str) -> int | None:
        return next((at for at, one in enumerate(self.options) if one["value"] == value), None)

    def _take(self, at: int) -> Option:
        option = self.options[at]
        self.steps.append(Remove(self.place, "options", position_of(self.options, at), copy.deepcopy(option)))
        return self.options.pop(at)

    def _put(self, at: int, option: Option) -> None:
        self.steps.append(Insert(self.place, "options", position_of(self.options, at), copy.deepcopy(option)))
        self.options.insert(at, copy.deepcopy(option))


def merge(place: str, before: Json, after: Json, now: Json, *, mine: bool = False) -> Merge:
    """`before`: as the form showed them; `after`: as it was sent; `now`: as they are. Each a list, or ABSENT."""
    return Merge(place, _members(before), _members(after), _members(now), mine=mine)


def said(options: Json, conflicts: Sequence[str]) -> str:
    """The labels of the options in conflict; of all, where it is about their order. "" for what is not there."""
    return "、".join(_label(one) for one in _members(options) if ORDER in conflicts or one["value"] in conflicts)


def _members(options: Json) -> list[Option]:
    return [one for one in options if isinstance(one, dict)] if isinstance(options, list) else []


def _by_value(options: Sequence[Option]) -> dict[str, Option]:
    return {str(one.get("value")): one for one in options}


def _label(option: Option) -> str:
    return japanese(option.get("label"))
