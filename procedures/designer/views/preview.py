"""The citizen's page as it would be now, inside the editor. Nothing that is typed here is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.definitions import Definition, Page
from procedures.definitions.items import ListItem
from procedures.designer.documents import Document, NoSuchPlace, find
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.showable import showable
from procedures.forms.actions import list_action
from procedures.forms.binding import BoundPage, apply_action, bind, submit
from procedures.forms.fields.contract import FormData
from procedures.forms.journey import Journey


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest, number: int, page: str) -> HttpResponse:
    """`?at=` an item: it is shown whatever its conditions say. A POST shows the page as it answers what was typed."""
    document = find_open_design(number).decoded()
    hidden = _without_condition(document, request.GET.get("at", ""))
    definition = showable(document)
    today = timezone.localdate()
    try:
        bound = _bound(request, definition, page, today)
        stopped = Journey(definition, bound.answers, today).stopped
    except KeyError:
        raise Http404 from None
    context = {
        "definition": definition,
        "page": bound.page,
        "specs": bound.specs,
        "errors": [{"id": fault.id, "message": fault.message} for fault in bound.faults],
        "number": [one.id for one in definition.pages].index(page) + 1,
        "total": len(definition.pages),
        "watched": " ".join(definition.watched[page]),
        "focus": bound.focus,
        "stop": str(stopped.message) if stopped and request.method == "POST" else "",
        "was_hidden": hidden,
        "here": request.get_full_path(),
        "at": request.GET.get("at", "")[:60],
    }
    response = show(request, "designer/preview.html", context)
    cast("Any", response).may_be_framed = True
    return response


def _bound(request: StaffRequest, definition: Definition, page: str, today: date) -> BoundPage:
    known: Mapping[str, Any] = {"answers": {}, "today": today}
    if request.method != "POST":
        return bind(definition, page, typed=_a_row_each(definition.page(page)), **known)
    data = dict(request.POST.lists())
    if request.POST.get("_action") == "refresh":
        return bind(definition, page, typed=data, **known)
    action = list_action(data)
    if action is not None:
        return apply_action(definition, page, data=data, action=action, **known)
    return submit(definition, page, data=data, **known)


def _a_row_each(page: Page) -> FormData:
    """What opens one row of every list, also of those that may stay empty: its author sees what it asks."""
    return {f"{one.id}-0-{one.items[0].id}": [""] for one in page.items if isinstance(one, ListItem)}


def _without_condition(document: Document, item_id: str) -> bool:
    """Show an item, and what holds it, in any case. Whether there was a condition that might hide it."""
    try:
        item = find(document, f"items/{item_id}") if item_id else {}
    except NoSuchPlace:
        return False
    return item.pop("when", None) is not None
