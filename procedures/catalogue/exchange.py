"""Procedures as files: one JSON a procedure, and what they name (departments, fees, code lists, slot calendars).

What is written is the version in force; schedules, closings and history are the city's own and stay. The same
procedures give the same bytes: writing, reading into an empty portal and writing again changes nothing.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field, ValidationError

from payments.fees.models import FeeItem
from procedures.catalogue.enclosures import (
    CALENDARS,
    LISTS,
    CalendarRow,
    CodeRow,
    CodeRows,
    calendar_rows,
    list_rows,
    named_calendars,
    named_lists,
)
from procedures.catalogue.models import Department, Procedure, ProcedureVersion
from procedures.catalogue.switching import version_at
from procedures.definitions import Definition, DefinitionError, Problem, parse
from procedures.definitions.items import CodeListId
from procedures.definitions.parsing import decode
from procedures.definitions.pretty import pretty
from procedures.definitions.sections import DepartmentCode, FeeCode
from procedures.definitions.shape_problems import shape_problems
from procedures.definitions.texts import Line, Model

DEPARTMENTS = "departments.json"
FEES = "fees.json"
FOLDER = "procedures"
_CLEAN = r"^[^\x00-\x1f\x7f]*$"


class DepartmentRow(Model):
    code: DepartmentCode
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=_CLEAN)]
    kana: Annotated[str, Field(max_length=120, pattern=_CLEAN)] = ""
    phone: Annotated[str, Field(min_length=1, max_length=20, pattern=_CLEAN)]
    valid_from: date
    valid_until: date | None = None
    successor: DepartmentCode | None = None


class FeeRow(Model):
    """An amount in yen; `status` sample marks one that was not seen in a source, `note` says more and is not kept."""

    code: FeeCode
    label: Annotated[str, Field(min_length=1, max_length=100, pattern=_CLEAN)]
    amount: Annotated[int, Field(ge=0, le=2_147_483_647)]
    unit: Annotated[str, Field(max_length=20, pattern=_CLEAN)] = ""
    basis: Annotated[str, Field(min_length=1, max_length=200, pattern=_CLEAN)]
    revenue_code: Annotated[str, Field(max_length=30, pattern=_CLEAN)] = ""
    status: Literal["verified", "sample"]
    note: Line | None = None
    valid_from: date
    valid_until: date | None = None


class ProcedureRow(Model):
    """`code_lists` and `slot_calendars`: what the definition names, where the file stands alone."""

    number: Annotated[int, Field(ge=1000, le=9999)]
    department: DepartmentCode
    featured: Annotated[int, Field(ge=0, le=32767)] | None = None
    definition: dict[str, Any]
    code_lists: Annotated[dict[CodeListId, CodeRows], Field(max_length=50)] = Field(default_factory=dict)
    slot_calendars: Annotated[tuple[CalendarRow, ...], Field(max_length=50)] = ()


class _CodeList(Model):
    rows: CodeRows


class _Calendars(Model):
    rows: Annotated[tuple[CalendarRow, ...], Field(max_length=1000)]


class _Departments(Model):
    rows: tuple[DepartmentRow, ...]


class _Fees(Model):
    rows: tuple[FeeRow, ...]


ModelT = TypeVar("ModelT", bound=Model)


def read_procedure(text: str | bytes) -> ProcedureRow:
    """Raises DefinitionError with places in the file; the definition in it is not looked into."""
    decoded = decode(text)
    if "definition" not in decoded and "pages" in decoded:
        message = _('定義だけが書かれています。{"number": …, "department": …, "definition": …} の形にしてください。')
        raise DefinitionError([Problem("", "bare_definition", message)])
    definition = decoded.get("definition")
    outside = {**decoded, "definition": {}} if isinstance(definition, dict) else decoded
    return _validated(ProcedureRow, outside).model_copy(update={"definition": definition})


def read_departments(text: str | bytes) -> Sequence[DepartmentRow]:
    """Raises DefinitionError."""
    return _validated(_Departments, _listed(text)).rows


def read_fees(text: str | bytes) -> Sequence[FeeRow]:
    """Raises DefinitionError."""
    return _validated(_Fees, _listed(text)).rows


def read_code_list(text: str | bytes) -> Sequence[CodeRow]:
    """Raises DefinitionError."""
    return _validated(_CodeList, _listed(text)).rows


def read_calendars(text: str | bytes) -> Sequence[CalendarRow]:
    """Raises DefinitionError."""
    return _validated(_Calendars, _listed(text)).rows


def _listed(text: str | bytes) -> dict[str, Any]:
    """A file that is a list, under the name `rows`."""
    return decode(b'{"rows":' + text + b"}" if isinstance(text, bytes) else '{"rows":' + text + "}")


def _validated(model: type[ModelT], decoded: dict[str, Any]) -> ModelT:
    try:
        return model.model_validate_json(json.dumps(decoded, ensure_ascii=False))
    except ValidationError as error:
        problems = [one._replace(place=one.place.removeprefix("/rows")) for one in shape_problems(error, decoded)]
        raise DefinitionError(problems) from None


def write_procedure(procedure: Procedure, version: ProcedureVersion) -> str:
    """The file of one procedure that stands alone: the text of any of its versions, and the lists that it names."""
    definition = parse(version.document)
    lists = {list_id: list_rows(list_id) for list_id in sorted(named_lists(definition))}
    calendars = calendar_rows(named_calendars(definition))
    more = {"code_lists": lists, "slot_calendars": calendars}
    return pretty(_row(procedure, version) | {name: value for name, value in more.items() if value})


def _row(procedure: Procedure, version: ProcedureVersion) -> dict[str, Any]:
    department = version.department or procedure.department
    row: dict[str, Any] = {"number": procedure.number, "department": department.code}
    if procedure.featured is not None:
        row["featured"] = procedure.featured
    return {**row, "definition": json.loads(version.document)}


def write_files(procedures: Iterable[Procedure]) -> dict[str, str]:
    """The texts of all files by their paths: these procedures, and what they name.

    One that has no version in force yet is left out.
    """
    now = timezone.now()
    files: dict[str, str] = {}
    departments: set[str] = set()
    fees: set[str] = set()
    lists: set[str] = set()
    calendars: set[str] = set()
    for procedure in sorted(procedures, key=lambda one: one.number):
        version = version_at(procedure, now)
        if version is None:
            continue
        files[f"{FOLDER}/{procedure.number}.json"] = pretty(_row(procedure, version))
        departments.add((version.department or procedure.department).code)
        definition = parse(version.document)
        named = _named(definition)
        departments |= named[0]
        fees |= named[1]
        lists |= named_lists(definition)
        calendars |= named_calendars(definition)
    files |= {f"{LISTS}/{list_id}.json": pretty(list_rows(list_id)) for list_id in lists}
    rows = calendar_rows(calendars)
    if rows:
        files[CALENDARS] = pretty(rows)
        departments |= {row["department"] for row in rows}
    return {DEPARTMENTS: _departments(departments), FEES: _fees(fees), **files}


def _named(definition: Definition) -> tuple[set[str], set[str]]:
    departments = {stage.department for stage in definition.workflow.stages if stage.department}
    fees = {line.item for line in definition.fees.lines} | {one.item for one in definition.fees.exemptions}
    return departments, fees


def _departments(codes: set[str]) -> str:
    """With those that take over from them."""
    known = {one.code: one for one in Department.objects.select_related("successor")}
    wanted = set(codes)
    following = [known[code] for code in codes if code in known]
    while following:
        successor = following.pop().successor
        if successor is not None and successor.code not in wanted:
            wanted.add(successor.code)
            following.append(known[successor.code])
    rows = []
    for code in sorted(wanted & known.keys()):
        one = known[code]
        row = {
            "code": code,
            "name": one.name,
            "kana": one.kana,
            "phone": one.phone,
            "valid_from": one.valid_from.isoformat(),
            "valid_until": one.valid_until.isoformat() if one.valid_until else None,
            "successor": one.successor.code if one.successor else None,
        }
        rows.append({name: value for name, value in row.items() if value not in (None, "")})
    return pretty(rows)


def _fees(codes: set[str]) -> str:
    rows = []
    for item in FeeItem.objects.filter(code__in=codes).order_by("code", "valid_from"):
        row = {
            "code": item.code,
            "label": item.label,
            "amount": item.amount,
            "unit": item.unit,
            "basis": item.basis,
            "revenue_code": item.revenue_code,
            "status": item.verification,
            "valid_from": item.valid_from.isoformat(),
            "valid_until": item.valid_until.isoformat() if item.valid_until else None,
        }
        rows.append({name: value for name, value in row.items() if value not in (None, "")})
    return pretty(rows)


def as_zip(files: Mapping[str, str]) -> bytes:
    """The files in one archive; equal files give equal bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(files):
            packed.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), files[path], zipfile.ZIP_DEFLATED)
    return archive.getvalue()
