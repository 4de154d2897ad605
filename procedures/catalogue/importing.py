"""Reading procedure files into the catalogue: everything or nothing, and every problem with its file and place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from identity.people.models import User
from payments.fees.models import FeeItem
from procedures.catalogue.code_lists import ID, forget
from procedures.catalogue.enclosures import CALENDARS, LISTS, ListChange, bring_calendars, bring_list
from procedures.catalogue.errors import Refused
from procedures.catalogue.exchange import (
    DEPARTMENTS,
    FEES,
    DepartmentRow,
    FeeRow,
    ProcedureRow,
    read_calendars,
    read_code_list,
    read_departments,
    read_fees,
    read_procedure,
)
from procedures.catalogue.models import Department, Procedure, ProcedureVersion, SlotCalendar
from procedures.catalogue.services import publish
from procedures.definitions import Definition, DefinitionError, Problem, advise

ReadT = TypeVar("ReadT")


class FileProblem(NamedTuple):
    """`place` is a JSON pointer into the file."""

    file: str
    place: str
    message: str


class ImportRefused(Exception):
    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("; ".join(f"{one.file} {one.place}" for one in problems[:5]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Imported:
    """`is_new`: the text was not in force before."""

    version: ProcedureVersion
    is_new: bool


def newest_number(number: int) -> int:
    """The number of the newest version of a procedure, 0 for none: what `publish` calls `expected`."""
    newest: int | None = ProcedureVersion.objects.filter(procedure__number=number).aggregate(n=Max("number"))["n"]
    return newest or 0


def _bring(row: ProcedureRow, by: User | None) -> tuple[list[ListChange], list[SlotCalendar]]:
    """The code lists and calendars that stand in the file itself. Raises DefinitionError."""
    changes = [bring_list(name, rows, by=by, place=f"/code_lists/{name}") for name, rows in row.code_lists.items()]
    calendars = bring_calendars(row.slot_calendars, by=by, place="/slot_calendars")
    return [change for change in changes if change is not None], calendars


def warnings_about(definition: Definition) -> tuple[Problem, ...]:
    """What does not keep a definition from being published but is worth a look; places as in its file."""
    return tuple(_within_file(advise(definition)))


def _in_file(error: DefinitionError) -> DefinitionError:
    return DefinitionError(_within_file(error.problems))


def _within_file(problems: Sequence[Problem]) -> list[Problem]:
    return [one._replace(place=f"/definition{one.place}") for one in problems]


def _department(row: ProcedureRow) -> Department:
    department = Department.objects.filter(code=row.department).first()
    if department is None:
        message = _("課「%(code)s」はありません。課の一覧にある符号を書いてください。") % {"code": row.department}
        raise DefinitionError([Problem("/department", "unknown_department", message)])
    return department.in_charge


def publish_procedure(
    text: str | bytes,
    *,
    by: User | None = None,
    effective_from: datetime | None = None,
    expected: int | None = None,
) -> Imported:
    """Publish the text of one procedure file.

    Raises DefinitionError with the places in the file of everything that stands against it, and what `publish` raises.
    """
    row = read_procedure(text)
    try:
        with transaction.atomic():
            return _publish(row, by, effective_from, expected)
    finally:
        forget()


def _publish(row: ProcedureRow, by: User | None, effective_from: datetime | None, expected: int | None) -> Imported:
    department = _department(row)
    _bring(row, by)
    is_known = Procedure.objects.filter(number=row.number).exists()
    before = newest_number(row.number)
    try:
        version = publish(
            number=row.number,
            department=department,
            document=row.definition,
            by=by,
            effective_from=effective_from,
            expected=expected,
        )
    except DefinitionError as error:
        raise _in_file(error) from None
    if not is_known:
        Procedure.objects.filter(number=row.number).update(featured=row.featured)
    return Imported(version, version.number > before)


def import_files(
    files: Mapping[str, bytes], *, by: User | None = None, effective_from: datetime | None = None
) -> list[Imported]:
    """Publish the procedures of many files, and make the departments, fees and calendars that the city does not have.

    Departments, fees and calendars that are there stay as they are: the city's own telephone numbers and prices count.
    Code lists are brought up to date. `files`: texts by path; departments.json, fees.json, calendars.json and
    code_lists/<id>.json are told by their names, every other file is a procedure.

    Raises ImportRefused with the problems of all files; nothing is changed then.
    """
    try:
        with transaction.atomic():
            return _import(files, by, effective_from)
    finally:
        forget()


def _import(files: Mapping[str, bytes], by: User | None, effective_from: datetime | None) -> list[Imported]:
    problems: list[FileProblem] = []
    departments = _read(DEPARTMENTS, files, read_departments, problems)
    fees = _read(FEES, files, read_fees, problems)
    _make_departments(departments or ())
    _make_fees(fees or ())
    _bring_files(files, by, problems)
    done = []
    for path in sorted(files):
        if path in {DEPARTMENTS, FEES, CALENDARS} or _list_id(path) is not None:
            continue
        row = _read(path, files, read_procedure, problems)
        if row is None:
            continue
        try:
            done.append(_publish(row, by, effective_from, None))
        except DefinitionError as error:
            problems += [FileProblem(path, one.place, one.message_ja) for one in error.problems]
        except Refused as refused:
            problems.append(FileProblem(path, "", str(refused)))
    problems += _twice(done, files)
    if problems:
        raise ImportRefused(problems)
    return done


def _read(
    path: str, files: Mapping[str, bytes], reader: Callable[[bytes], ReadT], problems: list[FileProblem]
) -> ReadT | None:
    if path not in files:
        return None
    try:
        return reader(files[path])
    except DefinitionError as error:
        problems += [FileProblem(path, one.place, one.message_ja) for one in error.problems]
        return None


def _list_id(path: str) -> str | None:
    """The name of a code list's file; None for other files."""
    folder, _slash, name = path.rpartition("/")
    return name.removesuffix(".json") if folder == LISTS and name.endswith(".json") else None


def _bring_files(files: Mapping[str, bytes], by: User | None, problems: list[FileProblem]) -> None:
    for path in sorted(files):
        list_id = _list_id(path)
        if list_id is None:
            continue
        if not ID.fullmatch(list_id):
            message = _("コード表の名前「%(name)s」は使えません。英小文字・数字・_ だけの名前にしてください。")
            problems.append(FileProblem(path, "", message % {"name": list_id[:60]}))
            continue
        rows = _read(path, files, read_code_list, problems)
        if rows is not None:
            _collect(path, problems, partial(bring_list, list_id, rows, by=by))
    calendars = _read(CALENDARS, files, read_calendars, problems)
    if calendars is not None:
        _collect(CALENDARS, problems, partial(bring_calendars, calendars, by=by))


def _collect(path: str, problems: list[FileProblem], do: Callable[[], object]) -> None:
    try:
        do()
    except DefinitionError as error:
        problems += [FileProblem(path, one.place, one.message_ja) for one in error.problems]


def _twice(done: Sequence[Imported], files: Mapping[str, bytes]) -> list[FileProblem]:
    """A number in two files: which of them should count cannot be known."""
    numbers = [one.version.procedure.number for one in done]
    return [
        FileProblem("", "", _("手続番号%(number)dのファイルが二つあります。一つにしてください。") % {"number": number})
        for number in sorted({number for number in numbers if numbers.count(number) > 1})
        if len(files) > 1
    ]


def _make_departments(rows: Sequence[DepartmentRow]) -> None:
    known = set(Department.objects.values_list("code", flat=True))
    made = [row for row in rows if row.code not in known]
    for row in made:
        Department.objects.get_or_create(
            code=row.code,
            defaults={
                "name": row.name,
                "kana": row.kana,
                "phone": row.phone,
                "valid_from": row.valid_from,
                "valid_until": row.valid_until,
            },
        )
    codes = {one.code: one for one in Department.objects.all()}
    for row in made:
        if row.successor in codes:
            Department.objects.filter(code=row.code).update(successor=codes[row.successor])


def _make_fees(rows: Sequence[FeeRow]) -> None:
    """A fee that the city has under this code, of any period, is the city's own."""
    known = set(FeeItem.objects.values_list("code", flat=True))
    for row in rows:
        if row.code in known:
            continue
        FeeItem.objects.get_or_create(
            code=row.code,
            valid_from=row.valid_from,
            defaults={
                "label": row.label,
                "amount": row.amount,
                "unit": row.unit,
                "basis": row.basis,
                "revenue_code": row.revenue_code,
                "verification": row.status,
                "valid_until": row.valid_until,
            },
        )
