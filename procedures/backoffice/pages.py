"""What every staff page has: whose it is, and which place of the menu it stands at."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from identity.access.actors import Staff
from identity.access.staff import StaffRequest
from identity.people.models import Role
from procedures.catalogue.models import Department

_MOST_NAMED = 3
OVERSEERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


def staff_page(
    request: StaffRequest, template: str, context: Mapping[str, Any], *, nav: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of templates/backoffice/. One SQL statement, for the names of the staff member's departments."""
    names = department_names(request.staff.departments())
    frame = {
        "nav_current": nav,
        "staff_name": request.staff.name,
        "staff_departments": _named(list(names.values())),
        "oversees": bool(overseen(request.staff)),
    }
    response = render(request, template, {**frame, **context}, status=status)
    # A shared computer: what the next person finds with the back button is not this one's citizens.
    response["Cache-Control"] = "no-store"
    return response


def _named(names: Sequence[str]) -> str:
    """In a line: who works for many departments sees the first of them and how many more."""
    if len(names) <= _MOST_NAMED:
        return "・".join(names)
    words = {"names": "・".join(names[:_MOST_NAMED]), "more": len(names) - _MOST_NAMED}
    return _("%(names)sほか%(more)d課") % words


def department_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of departments by code, in the order of their codes; a code without a department is its own name."""
    wanted = sorted(codes)
    names = dict(Department.objects.filter(code__in=wanted).values_list("code", "name"))
    return {code: names.get(code, code) for code in wanted}


def overseen(staff: Staff) -> frozenset[str]:
    """The departments whose people this staff member answers for."""
    return staff.departments(OVERSEERS)
