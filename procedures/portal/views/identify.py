"""Level 2: the person shows by the card who they are, before what was filled in is checked and sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from identity.access.assurance import Level
from procedures.portal.addresses import card_address
from procedures.portal.crumbs import to_draft
from procedures.portal.desk import Desk
from procedures.portal.doors import draft_page
from procedures.workflow.levels import is_too_old, longest_age


@draft_page
@require_safe
def identify(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Why the card is asked for, what is needed, and the way there; back, the form goes on where it stood."""
    if desk.open_page is not None or desk.missing_level != Level.CARD:
        return redirect(desk.place)
    context = {
        "desk": desk,
        "definition": desk.definition,
        "department": desk.draft.version.procedure.department,
        "crumbs": to_draft(desk),
        "card_url": card_address(reverse("portal:go_on", args=[desk.draft.pk])),
        "again": is_too_old(desk.definition, desk.visitor),
        "minutes": int(longest_age().total_seconds()) // 60,
    }
    return render(request, "portal/identify.html", context)
