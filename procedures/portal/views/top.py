from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from identity.access.visitors import visitor
from procedures.catalogue.life_events import LIFE_EVENTS
from procedures.catalogue.queries import published
from procedures.portal.cards import draft_card, procedure_rows
from procedures.portal.desk import open_desks

_DRAFTS = 3
_FEATURED = 6


@never_cache
@require_safe
def top(request: HttpRequest) -> HttpResponse:
    """Search, drafts to go on with, life events, procedures often used, look-up by receipt number."""
    procedures = list(published())
    featured = sorted((p for p in procedures if p.featured), key=lambda p: p.featured or 0)[:_FEATURED]
    known = {code for procedure in procedures for code in procedure.life_events}
    address = reverse("portal:procedures")
    actor = visitor(request)
    context = {
        "drafts": [draft_card(desk) for desk in open_desks(actor, _DRAFTS)],
        "has_own": actor.user_id is not None or bool(actor.grants),
        "life_events": [
            {"label": event.label, "url": f"{address}?life_event={event.code}"}
            for event in LIFE_EVENTS
            if event.code in known
        ],
        "featured": procedure_rows(featured),
        "count": len(procedures),
    }
    return render(request, "portal/top.html", context)
