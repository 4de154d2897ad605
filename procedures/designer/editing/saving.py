"""A sent form kept: its steps applied as one operation, and again where somebody else was faster by a moment."""

from __future__ import annotations

from dataclasses import dataclass

from identity.people.models import User
from procedures.designer.designs import Overtaken, change, document_at, find_design
from procedures.designer.documents import Document
from procedures.designer.editing.controls import Raw, first
from procedures.designer.editing.forms import PartForm, Saved
from procedures.designer.models import Design, OperationKind

SEEN = "_seen"
_TRIES = 3


@dataclass(frozen=True)
class Kept:
    """`form`: of the document as it is now. `seen`: the document that the sent form was made from."""

    design: Design
    form: PartForm
    seen: Document
    saved: Saved
    has_changed: bool


def keep(design: Design, by: User, place: str, data: Raw, action: str = "") -> Kept:
    """Save what can be saved of a sent form. Raises NoSuchPlace and DesignEnded.

    Five SQL statements where the form is up to date, one more where it is not.
    """
    seen_at = seen_revision(design, data)
    for _try in range(_TRIES):
        present = design.decoded()
        seen = present if seen_at >= design.revision else document_at(design, seen_at)
        form = PartForm(present, place, design.number)
        saved = form.read(data, seen, action)
        if not saved.steps:
            return Kept(design, form, seen, saved, has_changed=False)
        try:
            words = form.words(saved.changed)
            change(design=design, by=by, kind=OperationKind.CHANGE, place=place, steps=saved.steps, words=words)
        except Overtaken:
            design = find_design(design.number)
            continue
        now = PartForm(design.decoded(), place, design.number)
        return Kept(design, now, seen, saved, has_changed=True)
    raise Overtaken(place, "", None)


def seen_revision(design: Design, data: Raw) -> int:
    """The revision that a form was shown from; what is no revision counts as the first, so nothing is overwritten."""
    written = first(data, SEEN)
    return min(int(written), design.revision) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def who_was_faster(design: Design, user: User, place: str) -> str:
    """The name of the one who changed a part last, other than the user. One SQL statement."""
    others = design.operations.exclude(by=user).select_related("by").order_by("-number")
    last = others.filter(place=place).first() or others.first()
    return last.by.name if last is not None else ""
