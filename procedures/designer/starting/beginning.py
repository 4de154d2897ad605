"""Beginning a design: each way gives the document that is written on."""

from django.db import transaction
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.code_lists import forget
from procedures.catalogue.models import Department, Procedure, ProcedureVersion
from procedures.designer.designs import DesignExists, start_design
from procedures.designer.documents import Document
from procedures.designer.library.using import carry
from procedures.designer.models import Design, Origin
from procedures.designer.starting.numbers import procedure_with, taken_words
from procedures.designer.starting.reading import ReadFile, bring
from procedures.designer.starting.skeletons import Skeleton


class NumberTaken(Exception):
    """A procedure has this number already; `str(taken)` says which."""


def begin_blank(*, number: int, department: Department, title: str, by: User) -> Design:
    """A document that has a name and nothing else. Raises NumberTaken and DesignExists."""
    document: Document = {"format": 1, "title": title}
    return _begin_new(number, department, document, by, Origin.BLANK, "")


def begin_from_skeleton(*, number: int, department: Department, title: str, skeleton: Skeleton, by: User) -> Design:
    """Raises NumberTaken and DesignExists."""
    document = _titled(skeleton.document(), title)
    return _begin_new(number, department, document, by, Origin.TEMPLATE, skeleton.title)


def begin_copy(*, number: int, department: Department, title: str, source: ProcedureVersion, by: User) -> Design:
    """The text of a version under another number; without `title` it keeps its name. Ids stay as they are.

    Raises NumberTaken and DesignExists.
    """
    document = Design(document=source.document).decoded()
    if title:
        document = _titled(document, title)
    words = {"number": source.procedure.number, "title": source.procedure.title, "version": source.number}
    note = _("%(number)d %(title)s 版%(version)d") % words
    with transaction.atomic():
        design = _begin_new(number, department, document, by, Origin.COPY, note)
        carry(source=source.procedure.number, design=design, by=by)
    return design


def begin_from_file(*, number: int, department: Department, read: ReadFile, by: User) -> Design:
    """What a file holds, as a new procedure or as the next text of the one that has the number.

    The code lists and slot calendars that the city does not have are made with it. Raises DesignExists.
    """
    procedure = procedure_with(number)
    base = _in_force(procedure)
    note = _("手続%(number)dのファイル") % {"number": read.number} if read.number else _("番号のないファイル")
    try:
        with transaction.atomic():
            design = start_design(
                number=number,
                department=department,
                document=read.document,
                by=by,
                origin=Origin.FILE,
                base=base,
                note=note,
            )
            bring(read.row, by=by, department=department)
    finally:
        forget()
    return design


def _begin_new(number: int, department: Department, document: Document, by: User, origin: Origin, note: str) -> Design:
    procedure = procedure_with(number)
    if procedure is not None:
        raise NumberTaken(taken_words(procedure))
    return start_design(number=number, department=department, document=document, by=by, origin=origin, note=note)


def _in_force(procedure: Procedure | None) -> ProcedureVersion | None:
    if procedure is None or procedure.current_id is None:
        return None
    return ProcedureVersion.objects.defer("document").get(pk=procedure.current_id)


def _titled(document: Document, title: str) -> Document:
    """The title behind format and kind, where a document has it; the translations of another title are not its own."""
    first: Document = {name: document[name] for name in ("format", "kind") if name in document}
    return {
        **first,
        "title": title,
        **{name: value for name, value in document.items() if name not in {*first, "title"}},
    }


__all__ = ["DesignExists", "NumberTaken", "begin_blank", "begin_copy", "begin_from_file", "begin_from_skeleton"]
