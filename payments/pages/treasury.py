"""What every page of the treasurer has: treasurers and administrators only, and nothing kept by the browser."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

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


_SECTIONS = (
    ("books", gettext_lazy("帳簿"), frozenset({"books", "write", "layout"})),
    ("payouts", gettext_lazy("入金と照合"), frozenset({"payouts", "payout"})),
    ("files", gettext_lazy("窓口・振込・納付書"), frozenset({"files"})),
    ("transfers", gettext_lazy("還付の振込"), frozenset({"transfers", "transfer", "transferred"})),
)


def _sections(request: StaffRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"url": reverse(f"treasury:{name}"), "label": label, "current": here in places}
        for name, label, places in _SECTIONS
    ]


def show(request: StaffRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of templates/treasury/."""
    frame = {"nav_current": "treasury", "staff_name": request.staff.name, "sections": _sections(request)}
    return render(request, template, {**frame, **context}, status=status)
