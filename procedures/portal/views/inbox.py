from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from identity.access.visitors import visitor
from procedures.applications.receipts import show_receipt
from procedures.notifications.models import Message
from procedures.notifications.services import mark_read
from procedures.notifications.wording import render_message
from procedures.portal.crumbs import to_inbox
from procedures.portal.messages import message_row
from procedures.portal.paging import page_of


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices about the visitor's applications, newest first."""
    actor = visitor(request)
    nobody = actor.user_id is None and not actor.grants
    rows = Message.objects.for_citizen(actor).readable()
    found, older_url = ([], "") if nobody else page_of(rows, request, "created_at")
    context = {
        "items": [message_row(message) for message in found],
        "older_url": older_url,
        "guest": actor.user_id is None,
    }
    return render(request, "portal/inbox.html", context)


@never_cache
@require_safe
def message(request: HttpRequest, message: UUID) -> HttpResponse:
    """One notice; opening it marks it as read."""
    found = Message.objects.for_citizen(visitor(request)).readable().filter(pk=message).first()
    if found is None:
        raise Http404
    mark_read(found)
    context = {
        "crumbs": to_inbox(),
        "message": found,
        "words": render_message(found),
        "application": found.application,
        "receipt": show_receipt(found.application.receipt),
    }
    return render(request, "portal/message.html", context)
