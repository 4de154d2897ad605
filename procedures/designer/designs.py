"""Writing a procedure: every change is one small operation that is kept, can be taken back, and overwrites nobody.

The row of the design is locked while an operation is applied. Its steps say what they expect to find (steps.py), so of
two editors both changes survive where they are about different things, and the second is refused otherwise.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.models import Department, ProcedureVersion
from procedures.designer.documents import Document
from procedures.designer.models import (
    Design,
    DesignOperation,
    DesignPresence,
    DesignState,
    Ending,
    OperationKind,
    Origin,
)
from procedures.designer.steps import ABSENT, Set, Step, StepRefused, apply, reversed_steps, same, to_json
from procedures.designer.words import japanese

HERE_FOR = timedelta(minutes=3)
"""How long after the last sign of life somebody counts as being there."""

_WORDS = 300
_TITLE = 300
_LOOKED_BACK = 500


class DesignExists(Exception):
    """Somebody is writing this procedure already."""

    def __init__(self, design: Design) -> None:
        super().__init__(design.number)
        self.design = design


class DesignEnded(Exception):
    """The design was published or given up meanwhile."""


class NothingToUndo(Exception):
    """There is no change of the editor's own to take back, or none to make again."""


class Overtaken(Exception):
    """What an operation expects is not there: somebody else changed the same thing. `last`: who did, and when."""

    def __init__(self, place: str, field: str, last: DesignOperation | None) -> None:
        super().__init__(f"{place}.{field}")
        self.place = place
        self.field = field
        self.last = last


def find_design(number: int) -> Design:
    """The open design of a procedure, with its department. Raises Design.DoesNotExist."""
    return Design.objects.open().select_related("department", "changed_by").get(number=number)


def start_design(
    *,
    number: int,
    department: Department,
    document: Document,
    by: User,
    origin: Origin,
    base: ProcedureVersion | None = None,
    note: str = "",
) -> Design:
    """Begin to write a procedure. Raises DesignExists where somebody has begun."""
    try:
        with transaction.atomic():
            return Design.objects.create(
                number=number,
                department=department,
                title=japanese(document.get("title"))[:_TITLE],
                document=_encoded(document),
                base=base,
                origin=origin,
                origin_note=note,
                started_by=by,
                changed_by=by,
            )
    except IntegrityError:
        found = Design.objects.open().filter(number=number).first()
        if found is None:
            raise
        raise DesignExists(found) from None


def change(
    *,
    design: Design,
    by: User,
    kind: OperationKind,
    place: str,
    steps: Sequence[Step],
    words: str,
    undoes: DesignOperation | None = None,
) -> DesignOperation:
    """Apply steps as one operation. `words`: what was done, for the history. `design` is brought up to date.

    Three SQL statements. Raises Overtaken and DesignEnded; nothing is changed then.
    """
    with transaction.atomic():
        locked = Design.objects.select_for_update(of=("self",)).get(pk=design.pk)
        if locked.ended_at is not None:
            raise DesignEnded
        try:
            document = apply(locked.decoded(), steps)
        except StepRefused as refused:
            raise Overtaken(refused.place, refused.field, _last_at(locked, place)) from None
        now = timezone.now()
        locked.document = _encoded(document)
        locked.title = japanese(document.get("title"))[:_TITLE]
        locked.revision += 1
        locked.state = DesignState.EDITING
        locked.changed_by = by
        locked.changed_at = now
        locked.save(update_fields=["document", "title", "revision", "state", "changed_by", "changed_at"])
        operation = DesignOperation.objects.create(
            design=locked,
            number=locked.revision,
            kind=kind,
            place=place[:_WORDS],
            words=words[:_WORDS],
            steps=json.dumps(to_json(steps), ensure_ascii=False),
            undoes=undoes,
            by=by,
            at=now,
        )
    for name in ("document", "title", "revision", "state", "changed_by", "changed_at"):
        setattr(design, name, getattr(locked, name))
    return operation


def undo(*, design: Design, by: User) -> DesignOperation:
    """Take back the last change of one's own. Raises NothingToUndo, Overtaken and DesignEnded."""
    last = undoable(design, by)
    if last is None:
        raise NothingToUndo
    words = _("元に戻した：%(words)s") % {"words": last.words}
    return _taken_back(design, by, last, OperationKind.UNDO, words)


def redo(*, design: Design, by: User) -> DesignOperation:
    """Make again what was taken back last, as long as nothing else was done since. Raises as `undo` does."""
    last = redoable(design, by)
    if last is None:
        raise NothingToUndo
    words = last.undoes.words if last.undoes is not None else ""
    return _taken_back(design, by, last, OperationKind.REDO, _("やり直した：%(words)s") % {"words": words})


def _taken_back(
    design: Design, by: User, operation: DesignOperation, kind: OperationKind, words: str
) -> DesignOperation:
    steps = reversed_steps(operation.decoded())
    try:
        return change(
            design=design, by=by, kind=kind, place=operation.place, steps=steps, words=words, undoes=operation
        )
    except IntegrityError:  # pressed twice at once: the first has done it
        raise NothingToUndo from None


def undoable(design: Design, by: User) -> DesignOperation | None:
    """The operation that `undo` would take back. One SQL statement."""
    return next((one for one in _own(design, by) if one.kind != OperationKind.UNDO), None)


def redoable(design: Design, by: User) -> DesignOperation | None:
    """The undoing that `redo` would take back: the last one, if nothing new was done since. One SQL statement."""
    last = next((one for one in _own(design, by) if one.kind != OperationKind.REDO), None)
    return last if last is not None and last.kind == OperationKind.UNDO else None


def _own(design: Design, by: User) -> Sequence[DesignOperation]:
    """The editor's operations that were not taken back, the newest first; an undoing is taken back by a redoing."""
    operations = list(
        design.operations.filter(by=by).select_related("undoes", "undone_by").order_by("-number")[:_LOOKED_BACK]
    )
    return [one for one in operations if not _is_undone(one)]


def _is_undone(operation: DesignOperation) -> bool:
    return hasattr(operation, "undone_by")


def restore(*, design: Design, by: User, number: int) -> DesignOperation:
    """Back to the state after operation `number` (0: as it was started), as one more operation that can be undone.

    Raises Overtaken and DesignEnded; NothingToUndo where that state is the present one.
    """
    wanted, present = document_at(design, number), design.decoded()
    steps = [
        Set("", name, present.get(name, ABSENT), wanted.get(name, ABSENT))
        for name in dict.fromkeys([*present, *wanted])
        if not same(present.get(name, ABSENT), wanted.get(name, ABSENT))
    ]
    if not steps:
        raise NothingToUndo
    words = _("改訂%(number)dの状態に戻した") % {"number": number}
    return change(design=design, by=by, kind=OperationKind.RESTORE, place="", steps=steps, words=words)


def document_at(design: Design, number: int) -> Document:
    """The document as it was after operation `number`. One SQL statement, none for the present state."""
    document = design.decoded()
    if number >= design.revision:
        return document
    later = design.operations.filter(number__gt=number, number__lte=design.revision).order_by("-number")
    for operation in later:
        apply(document, reversed_steps(operation.decoded()))
    return document


def end_design(*, design: Design, by: User, ending: Ending) -> None:
    """Published or given up: the number is free for the next design. The operations stay. Raises DesignEnded."""
    ended = Design.objects.open().filter(pk=design.pk)
    now = timezone.now()
    if not ended.update(ended_at=now, ending=ending, changed_by=by, changed_at=now, state=DesignState.EDITING):
        raise DesignEnded
    design.ended_at, design.ending = now, ending


def arrive(*, design: Design, user: User, place: str) -> None:
    """Somebody has a part open. One SQL statement."""
    DesignPresence.objects.bulk_create(
        [DesignPresence(design=design, user=user, place=place[:_WORDS], seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["design", "user"],
        update_fields=["place", "seen_at"],
    )


def others_here(design: Design, user: User, now: datetime | None = None) -> Sequence[DesignPresence]:
    """Who else has it open, the latest first. One SQL statement."""
    since = (now or timezone.now()) - HERE_FOR
    found = design.presences.filter(seen_at__gte=since).exclude(user=user)
    return list(found.select_related("user").order_by("-seen_at"))


def _last_at(design: Design, place: str) -> DesignOperation | None:
    """The last who was at this place, or else anywhere."""
    operations = design.operations.select_related("by").order_by("-number")
    return operations.filter(place=place).first() or operations.first()


def _encoded(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
