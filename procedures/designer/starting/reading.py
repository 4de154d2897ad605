"""Reading the file of a procedure that was written elsewhere, so that a design can be started from it.

What the city does not have (departments, fees, code lists, slot calendars) does not keep a file from being read: it
is listed, and settled in the designer. What is no document at all, or holds parts that cannot be read, is refused.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.code_lists import forget, load
from procedures.catalogue.enclosures import ListChange, bring_calendars, bring_list
from procedures.catalogue.exchange import ProcedureRow, read_procedure
from procedures.catalogue.models import Department
from procedures.definitions import DefinitionError, Problem, dump, parse
from procedures.definitions.parsing import decode
from procedures.designer.checking import Finding, find_all
from procedures.designer.documents import Document
from procedures.designer.showable import with_stand_ins

UNSETTLED = frozenset({"unknown_department", "unknown_fee", "unknown_code_list", "unknown_calendar"})
"""Codes of findings about what the city does not have."""

_NO_NUMBER, _NO_DEPARTMENT = 9999, "none"
_MAY_BE_EMPTY = ("pages", "items", "stages")
_MOST = 100


class KeptList(NamedTuple):
    """A code list that the city has, where the file says something else. `lines`: what differs, in words."""

    list_id: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file from which a design can be started.

    `number`: as it stands in the file, 0 for none. `department`: the city's of that code, if it has it, `code`: as in
    the file. `lists` and `calendars`: what would be made; `kept`: lists of the city that stay as they are.
    `unsettled`: what the city does not have; `findings`: what else is to be done before it can be published.
    """

    row: ProcedureRow
    number: int
    code: str
    department: Department | None
    document: Document
    lists: tuple[ListChange, ...]
    kept: tuple[KeptList, ...]
    calendars: tuple[str, ...]
    unsettled: tuple[Finding, ...]
    findings: tuple[Finding, ...]


class Brought(NamedTuple):
    lists: tuple[ListChange, ...]
    calendars: tuple[str, ...]


def read_file(text: str | bytes) -> ReadFile:
    """Changes nothing. Raises DefinitionError with the places in the file of what cannot be read."""
    row, number, code = _row(text)
    document = _document(row)
    department = Department.objects.filter(code=code).first() if code else None
    try:
        with transaction.atomic():
            kept = _kept(row)
            brought = bring(row, by=None, department=department or Department.objects.order_by("code").first())
            found = find_all(document)
            transaction.set_rollback(True)
    finally:
        forget()
    return ReadFile(
        row=row,
        number=number,
        code=code,
        department=department,
        document=document,
        lists=brought.lists,
        kept=kept,
        calendars=brought.calendars,
        unsettled=tuple(one for one in found if one.code in UNSETTLED),
        findings=tuple(one for one in found if one.code not in UNSETTLED),
    )


def bring(row: ProcedureRow, *, by: User | None, department: Department | None) -> Brought:
    """Make the code lists and calendars of a file that the city does not have; what it has stays as it is.

    A calendar of an unknown department goes to `department`. Inside the caller's transaction; the caller forgets the
    lists once that has ended. Raises DefinitionError for a list with a value that stands twice.
    """
    new = [name for name in row.code_lists if load(name) is None]
    lists = [bring_list(name, row.code_lists[name], by=by, place=f"/code_lists/{name}") for name in new]
    known = set(Department.objects.values_list("code", flat=True)) if row.slot_calendars else set()
    calendars = [
        one if one.department in known or department is None else one.model_copy(update={"department": department.code})
        for one in row.slot_calendars
    ]
    made = bring_calendars(calendars, by=by, place="/slot_calendars")
    return Brought(tuple(one for one in lists if one is not None), tuple(one.label for one in made))


def _row(text: str | bytes) -> tuple[ProcedureRow, int, str]:
    """The file with number and code of its department; a definition alone has neither."""
    decoded = decode(text)
    if "definition" not in decoded and ("pages" in decoded or "title" in decoded):
        whole = {"number": _NO_NUMBER, "department": _NO_DEPARTMENT, "definition": decoded}
        try:
            return read_procedure(json.dumps(whole, ensure_ascii=False)), 0, ""
        except RecursionError:
            return read_procedure(text), 0, ""
    row = read_procedure(text)
    return row, row.number, row.department


def _document(row: ProcedureRow) -> Document:
    """The document in canonical form where it is whole, as it stands where parts are still missing."""
    try:
        whole: Document = json.loads(dump(parse(row.definition)))
    except DefinitionError as error:
        problems = error.problems
    else:
        return whole
    broken = [one for one in problems if not _is_still_to_do(one)]
    if not broken and len(problems) < _MOST:
        try:
            parse(with_stand_ins(row.definition))
        except DefinitionError as error:
            broken = list(error.problems)
        else:
            return row.definition
    raise DefinitionError([one._replace(place=f"/definition{one.place}") for one in broken or problems])


def _is_still_to_do(problem: Problem) -> bool:
    """A section that is missing, or a container that is still empty: nothing that cannot be read."""
    steps = problem.place.split("/")[1:]
    if problem.code == "missing":
        return len(steps) == 1 or steps == ["workflow", "stages"]
    return problem.code == "too_short" and bool(steps) and steps[-1] in _MAY_BE_EMPTY


def _kept(row: ProcedureRow) -> tuple[KeptList, ...]:
    """Lists of the city that the file has otherwise: what taking the file's in would change, and does not."""
    kept = []
    for name, rows in row.code_lists.items():
        if load(name) is None:
            continue
        lines: Sequence[str] = ()
        try:
            with transaction.atomic():
                change = bring_list(name, rows, by=None, place=f"/code_lists/{name}")
                lines = change.lines if change is not None else ()
                transaction.set_rollback(True)
        except DefinitionError as error:
            lines = [one.message_ja for one in error.problems]
        finally:
            forget()
        if lines:
            kept.append(KeptList(name, tuple(lines)))
    return tuple(kept)


def told(problems: Iterable[Problem]) -> list[str]:
    """Each problem with its place in the file."""
    whole = _("全体")
    return [_("%(place)s：%(message)s") % {"place": one.place or whole, "message": one.message_ja} for one in problems]
