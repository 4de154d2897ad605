from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from identity.access.visitors import visitor
from procedures.catalogue.life_events import LIFE_EVENTS
from procedures.catalogue.models import Procedure
from procedures.catalogue.prices import price_list
from procedures.catalogue.queries import find_closed, find_published, published
from procedures.catalogue.search import search
from procedures.forms.kinds import KINDS
from procedures.portal.addresses import login_address
from procedures.portal.blank_form import blank_pages
from procedures.portal.cards import procedure_rows
from procedures.portal.closing import closed_now
from procedures.portal.crumbs import to_procedure, to_procedures
from procedures.portal.qr import qr_svg
from procedures.portal.words import identification

_LONGEST_QUERY = 100


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Search and list; the question and the filters stand in the address, so that it can be kept and passed on."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY].replace("\x00", "")
    departments = list(
        published()
        .select_related(None)
        .order_by("department__code")
        .values_list("department__code", "department__name")
    )
    known = dict(departments)
    life_event = request.GET.get("life_event", "")
    life_event = life_event if any(event.code == life_event for event in LIFE_EVENTS) else ""
    department = request.GET.get("department", "")
    department = department if department in known else ""
    found = search(query, life_event=life_event, department=department)
    context = {
        "query": query,
        "life_event": life_event,
        "department": department,
        "life_events": [{"value": event.code, "label": event.label} for event in LIFE_EVENTS],
        "departments": [{"value": code, "label": name} for code, name in known.items()],
        "items": procedure_rows(found, with_summary=True),
        "filtered": bool(query or life_event or department),
    }
    return render(request, "portal/procedures.html", context)


def _closed(request: HttpRequest, number: int) -> HttpResponse:
    """A procedure that is no longer offered says where to go. Raises Http404 where there was never one."""
    closure = find_closed(number)
    if closure is None:
        raise Http404
    context = {"closure": closure, "crumbs": to_procedures()}
    return render(request, "portal/procedure_closed.html", context, status=410)


@ensure_csrf_cookie
@require_safe
def procedure(request: HttpRequest, number: int) -> HttpResponse:
    """Everything to know before starting, and the start."""
    try:
        found = find_published(number)
    except Procedure.DoesNotExist:
        return _closed(request, number)
    assert found.current is not None
    definition = found.current.definition
    today = timezone.localdate()
    address = reverse("portal:procedure", args=[number])
    context = {
        "procedure": found,
        "definition": definition,
        "words": KINDS[definition.kind],
        "prices": price_list(definition, today),
        "identification": identification(definition),
        "crumbs": to_procedures(),
        "closed": closed_now(found.pk, definition, today),
        "as_guest": visitor(request).user_id is None,
        "login_url": login_address(address),
        "qr": qr_svg(address, _("手続番号%(number)dのページを開く二次元コード") % {"number": number}),
    }
    return render(request, "portal/procedure.html", context)


@require_safe
def procedure_print(request: HttpRequest, number: int) -> HttpResponse:
    """The same questions on paper, for those who cannot use the portal."""
    try:
        found = find_published(number)
    except Procedure.DoesNotExist:
        return _closed(request, number)
    assert found.current is not None
    address = reverse("portal:procedure", args=[number])
    context = {
        "procedure": found,
        "definition": found.current.definition,
        "words": KINDS[found.current.definition.kind],
        "crumbs": to_procedure(number, found.title),
        "pages": blank_pages(found.current.definition),
        "qr": qr_svg(address, _("手続番号%(number)dのページを開く二次元コード") % {"number": number}),
    }
    return render(request, "portal/procedure_print.html", context)


@require_safe
def by_number(_request: HttpRequest, number: str) -> HttpResponse:
    """The number from a paper, typed behind the portal's name."""
    return redirect("portal:procedure", number=int(number))
