"""What goes along with procedures when they are written to files and read again: code lists and slot calendars.

In the file of one procedure they stand beside its definition; in a folder they are files of their own. Lists that come
with the portal are written too, so that another portal can read them, but no import changes them here; calendars that
the city has stay as they are, and slots never travel: they are the city's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from identity.people.models import User
from procedures.catalogue.code_lists import forget, load, own_list
from procedures.catalogue.models import Department, SlotCalendar, StoredCodeList
from procedures.catalogue.slot_keeping import make_calendar
from procedures.definitions import Code, CodeList, Definition, DefinitionError, Problem
from procedures.definitions.items import CalendarCode, ChoiceItem, ChoicesItem, OptionValue
from procedures.definitions.pretty import pretty
from procedures.definitions.sections import DepartmentCode
from procedures.definitions.texts import Model

CALENDARS = "calendars.json"
LISTS = "code_lists"
MOST_CODES = 5000
MOST_TOLD = 20
_CLEAN = r"^[^\x00-\x1f\x7f-\x9f\ufffe\uffff]*$"
_ENDS = r"[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff]"
_LABEL = rf"^{_ENDS}(?:[^\x00-\x1f\x7f-\x9f\ufffe\uffff]*{_ENDS})?$"

CodeRow = tuple[
    OptionValue,
    Annotated[str, Field(min_length=1, max_length=100, pattern=_LABEL)],
    Annotated[str, Field(max_length=200, pattern=_CLEAN)],
]
CodeRows = Annotated[tuple[CodeRow, ...], Field(min_length=1, max_length=MOST_CODES)]


class CalendarRow(Model):
    code: CalendarCode
    department: DepartmentCode
    label: Annotated[str, Field(min_length=1, max_length=60, pattern=_CLEAN)]


class ListChange(NamedTuple):
    """What an import does with a code list. `own`: the file differs from the portal's own list, which stays.

    `lines`: what is added or called otherwise, in words, MOST_TOLD at most of `changed`.
    """

    list_id: str
    kind: Literal["new", "changed", "own"]
    size: int
    changed: int
    lines: tuple[str, ...]


def named_lists(definition: Definition) -> set[str]:
    items = (item for item in definition.items() if isinstance(item, ChoiceItem | ChoicesItem))
    return {item.options_from for item in items if item.options_from is not None}


def named_calendars(definition: Definition) -> set[str]:
    return {item.slots_from for item in definition.slots}


def list_rows(list_id: str) -> list[list[str]]:
    """A list as it is written to a file; nothing for an unknown one."""
    found = load(list_id)
    return [list(code) for code in found.codes] if found else []


def calendar_rows(codes: Iterable[str]) -> list[dict[str, str]]:
    found = SlotCalendar.objects.select_related("department").filter(code__in=set(codes)).order_by("code")
    return [{"code": one.code, "department": one.department.code, "label": one.label} for one in found]


def bring_list(list_id: str, rows: Sequence[CodeRow], *, by: User | None, place: str = "") -> ListChange | None:
    """Keep a list of a file; None where it is the same already. Inside the caller's transaction.

    The caller forgets the lists once that has ended. Raises DefinitionError for a value that stands twice, and for one
    that is not there any more: earlier answers could not be read.
    """
    codes = [Code(*row) for row in rows]
    _refuse_twice(codes, place)
    before = load(list_id)
    if before is not None and before.codes == tuple(codes):
        return None
    change = _compared(list_id, before, codes)
    if own_list(list_id) is not None:
        return change._replace(kind="own")
    _refuse_lost(before, codes, place)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {StoredCodeList._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")  # noqa: SLF001
    last = StoredCodeList.objects.filter(list_id=list_id).aggregate(n=Max("number"))["n"] or 0
    StoredCodeList.objects.create(
        list_id=list_id,
        number=last + 1,
        document=pretty([list(code) for code in codes]),
        valid_from=timezone.localdate(),
        by=by,
    )
    forget()
    return change


def bring_calendars(rows: Sequence[CalendarRow], *, by: User | None, place: str = "") -> list[SlotCalendar]:
    """Make the calendars that the city does not have, without slots. Raises DefinitionError: unknown department."""
    known = set(SlotCalendar.objects.filter(code__in=[row.code for row in rows]).values_list("code", flat=True))
    missing = {row.code: (number, row) for number, row in enumerate(rows) if row.code not in known}
    wanted = {row.department for _number, row in missing.values()}
    departments = {one.code: one for one in Department.objects.filter(code__in=wanted)} if wanted else {}
    message = _("課「%(code)s」はありません。課の一覧にある符号を書いてください。")
    problems = [
        Problem(f"{place}/{number}/department", "unknown_department", message % {"code": row.department})
        for number, row in missing.values()
        if row.department not in departments
    ]
    if problems:
        raise DefinitionError(problems)
    return [
        make_calendar(code=row.code, department=departments[row.department], label=row.label, by=by)
        for _number, row in missing.values()
    ]


def _refuse_twice(codes: Sequence[Code], place: str) -> None:
    first: dict[str, int] = {}
    message = _("値「%(value)s」が二度書かれています（もう一方：%(other)s）。一つにしてください。")
    problems = [
        Problem(
            f"{place}/{number}/0",
            "duplicate_code",
            message % {"value": code.value, "other": f"{place}/{first[code.value]}"},
        )
        for number, code in enumerate(codes)
        if first.setdefault(code.value, number) != number
    ]
    if problems:
        raise DefinitionError(problems[:MOST_TOLD])


def _refuse_lost(before: CodeList | None, codes: Sequence[Code], place: str) -> None:
    kept = {code.value for code in codes}
    lost = [code.value for code in before.codes if code.value not in kept] if before else []
    if lost:
        message = _("この市にある値（%(values)s）がありません。これまでの申請が読めなくなるため、値はなくせません。")
        raise DefinitionError([Problem(place, "lost_codes", message % {"values": "、".join(lost[:5])})])


def _compared(list_id: str, before: CodeList | None, codes: Sequence[Code]) -> ListChange:
    old: Mapping[str, Code] = {code.value: code for code in before.codes} if before else {}
    added = [code for code in codes if code.value not in old]
    renamed = [code for code in codes if code.value in old and old[code.value] != code]
    adds, renames = _("%(value)s「%(label)s」を加えます。"), _("%(value)s「%(before)s」を「%(label)s」に変えます。")
    told = [adds % {"value": one.value, "label": one.label} for one in added[:MOST_TOLD]]
    told += [
        renames % {"value": one.value, "before": _named(old[one.value]), "label": _named(one)}
        for one in renamed[:MOST_TOLD]
    ]
    if not told:
        told = [_("並び順を変えます。")]
    kind: Literal["new", "changed"] = "changed" if before else "new"
    return ListChange(list_id, kind, len(codes), len(added) + len(renamed), tuple(told[:MOST_TOLD]))


def _named(code: Code) -> str:
    return _("%(label)s（%(kana)s）") % {"label": code.label, "kana": code.kana} if code.kana else code.label
