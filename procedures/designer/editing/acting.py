"""The buttons of a part: up, down, copy, delete, undo, redo, each one operation that can be taken back."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.designer.designs import change, document_at
from procedures.designer.documents import NoSuchPlace, container_of, find
from procedures.designer.editing.moves import Target, copied, moved, removed, shifted
from procedures.designer.editing.sheets import home_of, title_of
from procedures.designer.models import Design, OperationKind
from procedures.designer.published_names import published_names
from procedures.designer.steps import same

VERBS = frozenset({"up", "down", "copy", "delete"})


class Done(NamedTuple):
    """What was said about it, and the place to go to; "" to stay."""

    words: str
    place: str | None


class Stale(Exception):
    """The part has no name of its own, and at its place stands another one now."""


def act(design: Design, by: User, verb: str, place: str, seen_at: int) -> Done:
    """Raises NoSuchPlace, Stale, Overtaken, DesignEnded. `place` is the part that the button is about."""
    document = design.decoded()
    _hold_still(design, place, seen_at)
    title = title_of(document, place)
    if verb in {"up", "down"}:
        steps, there = shifted(document, place, -1 if verb == "up" else 1)
        if not steps:
            return Done("", None)
        words = _("%(part)sを上へ動かした") if verb == "up" else _("%(part)sを下へ動かした")
        kind = OperationKind.MOVE
    elif verb == "copy":
        steps, there = copied(document, place, published_names(design.number))
        words, kind = _("%(part)sを複製した"), OperationKind.COPY
    else:
        container, field, _key = container_of(document, place)
        steps, there = removed(document, place), home_of(container, field)
        words, kind = _("%(part)sを削除した"), OperationKind.REMOVE
    words %= {"part": title}
    change(design=design, by=by, kind=kind, place=place, steps=steps, words=words)
    return Done(words, there)


def move_to(design: Design, by: User, place: str, target: Target) -> Done:
    """Raises NoSuchPlace, Overtaken, DesignEnded."""
    document = design.decoded()
    steps, there = moved(document, place, target)
    words = _("%(part)sを動かした（%(where)s）") % {"part": title_of(document, place), "where": target.label}
    change(design=design, by=by, kind=OperationKind.MOVE, place=place, steps=steps, words=words)
    return Done(words, there)


def _hold_still(design: Design, place: str, seen_at: int) -> None:
    """A member without a name is known by its number alone: it must be the one that was seen."""
    if not place.rsplit("/", 1)[-1].isdigit():
        return
    try:
        before = find(document_at(design, seen_at), place)
    except NoSuchPlace:
        raise Stale from None
    if not same(before, find(design.decoded(), place)):
        raise Stale
