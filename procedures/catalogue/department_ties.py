"""What belongs to a department, and what becomes of it when the department ends.

Rooms above the catalogue register what they keep for departments (applications). A department ends without a successor
only when nothing is left; with one, everything passes to it on the day after its last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.disclosure import watching
from identity.people.department_moves import move_roles
from identity.people.models import StaffRole
from procedures.catalogue.models import Department, Procedure, ProcedureVersion, SlotCalendar
from procedures.catalogue.switching import switch
from procedures.catalogue.usage import FIELDS, procedures_naming

_TOLD = 20


@dataclass(frozen=True, slots=True)
class Tied:
    """`label`: what it is, 「手続」; `examples`: the first in words; `advice`: what to do without a successor."""

    label: str
    count: int
    examples: Sequence[str]
    advice: str


class Tie(Protocol):
    """One kind of thing that departments have."""

    def find(self, department: Department, last_day: date) -> Tied:
        """What is still there after that day, as far as can be known today."""

    def hand_over(self, old: Department, new: Department, *, by_id: int | None) -> int:
        """Give all of it to the successor; returns how many. Called within the transaction, on the day itself."""


class _Procedures:
    def find(self, department: Department, last_day: date) -> Tied:
        going_on = Q(closes_at=None) | Q(closes_at__date__gt=last_day)
        own = list(
            Procedure.objects.filter(going_on, department=department).order_by("number").values_list("number", "title")
        )
        to_come = (
            ProcedureVersion.objects.scheduled(timezone.now())
            .filter(department=department)
            .values_list("procedure__number", "procedure__title")
        )
        named = [(one.number, one.title) for one in procedures_naming(FIELDS["department"], department.code)]
        found = sorted({*own, *to_come, *named})
        advice = _("手続を終了するか、ほかの課の手続として公開してください。")
        return Tied(_("手続"), len(found), [f"{number} {title}" for number, title in found[:_TOLD]], advice)

    def hand_over(self, old: Department, new: Department, *, by_id: int | None) -> int:  # noqa: ARG002  the contract
        procedures = list(Procedure.objects.select_for_update().filter(department=old).order_by("pk"))
        for procedure in procedures:
            procedure.department = new
            switch(procedure, timezone.now())
        return len(procedures)


class _Calendars:
    def find(self, department: Department, last_day: date) -> Tied:
        is_used = Q(is_open=True) | Q(slots__booked__gt=0, slots__ends_at__date__gt=last_day)
        found = SlotCalendar.objects.filter(is_used, department=department).distinct().order_by("code")
        labels = list(found.values_list("label", flat=True))
        return Tied(_("予約枠の表"), len(labels), labels[:_TOLD], _("予約枠の画面で、受付を止めてください。"))

    def hand_over(self, old: Department, new: Department, *, by_id: int | None) -> int:  # noqa: ARG002  the contract
        return SlotCalendar.objects.filter(department=old).update(department=new)


class _Roles:
    def find(self, department: Department, last_day: date) -> Tied:
        going_on = Q(valid_until=None) | Q(valid_until__gt=last_day)
        found = StaffRole.objects.filter(going_on, department=department.code)
        people = list(found.order_by("user__name").values_list("user__name", flat=True))
        advice = _("職員の役割に、この課の最後の日までの終了日を付けてください。")
        return Tied(_("職員の役割"), len(people), list(dict.fromkeys(people))[:_TOLD], advice)

    def hand_over(self, old: Department, new: Department, *, by_id: int | None) -> int:
        watching.move_department(old=old.code, new=new.code)
        first = (old.valid_until or timezone.localdate()) + timedelta(days=1)
        reason = _("%(old)sから%(new)sへの引継ぎ") % {"old": old.name, "new": new.name}
        return move_roles(by_id=by_id, old=old.code, new=new.code, first=first, reason=reason)


_ties: list[Tie] = [_Procedures(), _Calendars(), _Roles()]


def register(tie: Tie) -> None:
    """A room above says what it keeps for departments. Called once, when the application starts."""
    _ties.append(tie)


def ties(department: Department, last_day: date) -> list[Tied]:
    """What the department still has after a day; nothing where it has nothing."""
    return [tied for tied in (tie.find(department, last_day) for tie in _ties) if tied.count]


def hand_over(old: Department, new: Department, *, by_id: int | None) -> dict[str, int]:
    """Give everything to the successor; how many of what, for the record."""
    return {type(tie).__name__.strip("_").lower(): tie.hand_over(old, new, by_id=by_id) for tie in _ties}
