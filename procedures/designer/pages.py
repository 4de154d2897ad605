"""What every page of this room has: administrators only, and nothing kept by the browser."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from identity.access.staff import StaffRequest
from identity.people.models import Role
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.designer.designs import find_design
from procedures.designer.models import Design

View = Callable[..., HttpResponse]


def administrator_page(view: View) -> View:
    """The gate has let staff in; here only those pass who are administrators of some department today."""

    @wraps(view)
    def inner(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.staff.departments([Role.ADMINISTRATOR]):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return inner


def show(request: StaffRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of templates/designer/."""
    frame = {"nav_current": "procedures", "staff_name": request.staff.name}
    return render(request, template, {**frame, **context}, status=status)


def find_procedure(number: int) -> Procedure:
    """With department, version and successor; documents are not read. Raises Http404."""
    found = (
        Procedure.objects.select_related("department", "current", "successor")
        .defer("current__document", "search_text")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_open_design(number: int) -> Design:
    """The design of a procedure that is being written. Raises Http404."""
    try:
        return find_design(number)
    except Design.DoesNotExist:
        raise Http404 from None


def find_version(procedure: Procedure, number: int | str) -> ProcedureVersion:
    """Raises Http404."""
    written = str(number)
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise Http404
    found = procedure.versions.select_related("department").defer("document").filter(number=int(written)).first()
    if found is None:
        raise Http404
    found.procedure = procedure
    return found
