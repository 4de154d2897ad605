"""The buttons of a rule's form: each posts the whole form and gets it back with one thing changed.

`_action=<verb>:<key>`, as the buttons of the citizens' forms:

    add       one more condition, number, case, default … at the end of a part
    remove    the part is taken out
    up down   the part changes places with the one before or after it
    group     the condition becomes a group of its own, with room for another; ungroup takes the group apart
    choose    a constant gives way to a choice of answers and calculations
    else      a calculation by cases gets a value for all other cases
    fit       nothing but boxes that fit what was chosen
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from procedures.definitions.rules import ARITY
from procedures.designer.rules.drafts import Draft, Group, Operand, Sentence, children, find, put, walk, with_children
from procedures.designer.rules.fitting import ARITHMETIC, new_condition

ACTION_NAME = "_action"
VERBS = ("add", "remove", "up", "down", "group", "ungroup", "choose", "else", "fit")
MOST = 50
"""As many conditions or numbers as may stand side by side."""


@dataclass(frozen=True, slots=True)
class Pressed:
    verb: str
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """`focus`: the id of the part to look at next."""

    draft: Draft
    focus: str


def pressed_button(posted: Mapping[str, Any], prefix: str) -> Pressed | None:
    """The button of this form that was pressed; None for any other, and for a forged one."""
    value = posted.get(ACTION_NAME, "")
    value = value[0] if isinstance(value, list) and value else value
    found = re.fullmatch(rf"({'|'.join(VERBS)}):({re.escape(prefix)}(?:-\d{{1,3}}){{0,70}})", str(value), re.ASCII)
    return Pressed(found[1], found[2]) if found else None


def act(draft: Draft, root: str, pressed: Pressed) -> Done:
    """The draft after a button; unchanged where the button has nothing to work on."""
    part = find(draft, root, pressed.key)
    above, _dash, last = pressed.key.rpartition("-")
    parent = find(draft, root, above) if pressed.key != root else None
    if part is None or (pressed.verb == "group" and not isinstance(parent, Group)):
        return Done(draft, root)
    if pressed.verb in _OWN:
        changed, focus = _OWN[pressed.verb](part, pressed.key)
        return Done(put(draft, root, pressed.key, changed), focus)
    if parent is None:
        empty: Draft = Group() if isinstance(draft, Group) else Operand()
        return Done(empty if pressed.verb == "remove" else draft, root)
    changed, focus = _IN_PARENT[pressed.verb](parent, above, int(last))
    return Done(put(draft, root, above, changed), focus)


def _add(part: Draft, key: str) -> tuple[Draft, str]:
    count = len(children(part))
    if isinstance(part, Group):
        if count >= MOST:
            return part, key
        join = "and" if not part.join and count else "nor" if part.join == "not" and count else part.join
        return replace(part, join=join, members=(*part.members, Sentence(Operand()))), f"{key}-{count}"
    if isinstance(part, Operand) and count < _most(part):
        more = _more(part)
        at = count - 1 if part.what == "if" and count % 2 else count
        return replace(part, parts=(*part.parts[:at], *more, *part.parts[at:])), f"{key}-{at}"
    return part, key


def _most(part: Operand) -> int:
    if part.path:
        return 1
    return MOST if part.what == "list" else ARITY.get(part.operator, (0, 0))[1]


def _more(part: Operand) -> tuple[Draft, ...]:
    if part.what == "if":
        return new_condition(), Operand()
    if part.operator == "count":
        return (new_condition(),)
    if part.what == "age_on":
        return (Operand("today"),)
    first = next(iter(part.parts), None)
    return (Operand(first.what) if part.what == "list" and isinstance(first, Operand) else Operand(),)


def _group(part: Draft, key: str) -> tuple[Draft, str]:
    return Group("or", (part, Sentence(Operand()))), f"{key}-1"


def _choose(part: Draft, key: str) -> tuple[Draft, str]:
    """The box of a constant becomes a choice; what was typed stays with it, for who changes their mind."""
    if isinstance(part, Operand):
        return replace(part, what="", shown=part.what), key
    return part, key


def _otherwise(part: Draft, key: str) -> tuple[Draft, str]:
    if isinstance(part, Operand) and part.what == "if" and len(part.parts) % 2 == 0:
        return replace(part, parts=(*part.parts, Operand())), f"{key}-{len(part.parts)}"
    return part, key


def _fit(part: Draft, key: str) -> tuple[Draft, str]:
    """Nothing but what `forms` does anyway.

    One goes on at the next field of a sentence, or at the first choice that is empty, or at the words of what it means.
    """
    if isinstance(part, Sentence):
        return part, f"{key}-how"
    empty = (f"{at}-what" for at, one in walk(part, key) if isinstance(one, Operand) and not one.what)
    return part, next(empty, f"{key}-words")


_OWN: Mapping[str, Callable[[Draft, str], tuple[Draft, str]]] = {
    "add": _add,
    "group": _group,
    "choose": _choose,
    "else": _otherwise,
    "fit": _fit,
}


def _remove(parent: Draft, key: str, index: int) -> tuple[Draft, str]:
    parts = list(children(parent))
    pair = isinstance(parent, Operand) and parent.what == "if" and index % 2 == 0 and index < len(parts) - 1
    del parts[index : index + (2 if pair else 1)]
    if isinstance(parent, Sentence):
        return parent, key
    left = min(index, len(parts) - 1)
    focus = f"{key}-{left}" if parts else key
    if isinstance(parent, Group) and len(parts) < 2 and parent.join in {"and", "or"}:
        parent = replace(parent, join="")
    return with_children(parent, tuple(parts)), focus


def _move(parent: Draft, key: str, index: int, by: int) -> tuple[Draft, str]:
    parts = list(children(parent))
    size = 2 if isinstance(parent, Operand) and parent.what == "if" else 1
    to = index + by * size
    last = len(parts) - (len(parts) % 2 if size == 2 else 0) - size
    if not 0 <= to <= last or index % size or not _may_move(parent):
        return parent, f"{key}-{index}"
    taken = parts[index : index + size]
    del parts[index : index + size]
    parts[to:to] = taken
    return with_children(parent, tuple(parts)), f"{key}-{to}"


def _may_move(parent: Draft) -> bool:
    return isinstance(parent, Group) or (
        isinstance(parent, Operand) and (parent.what in {"if", "list"} or parent.what in ARITHMETIC)
    )


def _ungroup(parent: Draft, key: str, index: int) -> tuple[Draft, str]:
    parts = children(parent)
    inner = parts[index]
    if not isinstance(parent, Group) or not isinstance(inner, Group):
        return parent, f"{key}-{index}"
    members = (*parts[:index], *inner.members, *parts[index + 1 :])
    join = (inner.join or "and") if len(parts) == 1 and not parent.join else parent.join
    return replace(parent, join=join if len(members) > 1 or join != "and" else "", members=members), f"{key}-{index}"


_IN_PARENT: Mapping[str, Callable[[Draft, str, int], tuple[Draft, str]]] = {
    "remove": _remove,
    "up": lambda parent, key, index: _move(parent, key, index, -1),
    "down": lambda parent, key, index: _move(parent, key, index, 1),
    "ungroup": _ungroup,
}
