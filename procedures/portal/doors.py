"""What every private page passes: the draft or application is fetched for this visitor, or it is not there.

Private pages are never stored by browsers (no-store), so that nothing shows after signing out; within a draft, going
back fetches the page again with what was saved.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from identity.access.actors import Visitor
from identity.access.limits import TooMany
from identity.access.visitors import visitor
from procedures.applications.models import Application, ApplicationEvent, Draft
from procedures.applications.receipts import read_receipt
from procedures.forms.partial import told_where
from procedures.portal.addresses import login_address
from procedures.portal.desk import open_desk
from procedures.portal.parking import park

View = Callable[..., HttpResponse]


def limited(view: View) -> View:
    """Answer 429 where the view spends more than a limit allows."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except TooMany as limit:
            response = render(request, "errors/429.html", status=429)
            response["Retry-After"] = str(limit.minutes * 60)
            return response

    return inner


def draft_page(view: View) -> View:
    """Open the draft in the address for this visitor, and hand the view its desk (request, desk, …)."""

    @wraps(view)
    @told_where
    @limited
    def inner(request: HttpRequest, draft: UUID, **kwargs: Any) -> HttpResponse:
        actor = visitor(request)
        desk = open_desk(actor, draft)
        if desk is None:
            return _without_draft(request, actor, draft)
        return view(request, desk, **kwargs)

    return never_cache(inner)


def _without_draft(request: HttpRequest, actor: Visitor, draft_id: UUID) -> HttpResponse:
    """No draft for this visitor: it was sent, or the sign-in is over, or it is nobody's (any more)."""
    sent = Application.objects.for_citizen(actor).filter(draft_id=draft_id).only("receipt").first()
    if sent is not None:
        return redirect("portal:done", receipt=sent.receipt)
    mended = ApplicationEvent.objects.filter(
        command_key=f"resubmit:{draft_id}", application__in=Application.objects.for_citizen(actor)
    ).select_related("application")
    for event in mended:
        return redirect("portal:application", receipt=event.application.receipt)
    if actor.user_id is None:
        owned = Draft.objects.filter(pk=draft_id, owner__isnull=False).select_related("version").first()
        if owned is not None:
            return park(request, owned)
    return render(request, "portal/draft_gone.html", status=404)


# Long texts that no page about one application shows.
_UNREAD = ("version__document", "procedure__search_text")


def application_page(view: View) -> View:
    """Fetch the application in the address for this visitor (request, application, …).

    Another's and none at all look the same.
    """

    @wraps(view)
    @limited
    def inner(request: HttpRequest, receipt: str, **kwargs: Any) -> HttpResponse:
        mine = Application.objects.for_citizen(visitor(request)).select_related("procedure__department", "version")
        try:
            found = mine.defer(*_UNREAD).get(receipt=read_receipt(receipt) or "")
        except Application.DoesNotExist:
            address = login_address(request.path)
            return render(request, "portal/application_hidden.html", {"login_url": address}, status=404)
        return view(request, found, **kwargs)

    return never_cache(inner)
