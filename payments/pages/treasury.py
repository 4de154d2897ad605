"""What every page of the treasurer has: treasurers and administrators only, and nothing kept by the browser."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from identity.access.staff import StaffRequest
from identity.people.models import Role

View = Callable[..., HttpResponse]
_KEEPERS = frozenset({Role.TREASURER.value, Role.ADMINISTRATOR.value})


def treasury_page(view: View) -> View:
    """The gate has let staff in; here only those pass who keep the books, whatever their department."""

    @wraps(view)
    def inner(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.staff.departments(_KEEPERS):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return inner


def show(request: StaffRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of templates/treasury/."""
    frame = {"nav_current": "treasury", "staff_name": request.staff.name}
    return render(request, template, {**frame, **context}, status=status)
