"""Starting, putting aside, going on with, and throwing away a draft."""

from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from identity.access.limits import SEND_CODE, START_DRAFT
from identity.access.visitors import COOKIE, grant, visitor
from procedures.applications.drafts import LIFETIME, DraftChanged, save_draft, start_draft
from procedures.applications.models import Draft
from procedures.applications.quotas import earlier, once_key
from procedures.applications.resume import read_resume_token
from procedures.catalogue.models import Procedure
from procedures.catalogue.queries import find_published
from procedures.notifications.drafts import request_draft_link
from procedures.portal.cards import draft_card
from procedures.portal.closing import closed_now
from procedures.portal.crumbs import to_draft
from procedures.portal.desk import Desk
from procedures.portal.doors import draft_page, limited
from procedures.portal.mail_addresses import typed_address
from procedures.portal.words import masked


@require_POST
@limited
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a draft of the version published now, and open its first page. A guest's browser is given a grant."""
    try:
        found = find_published(number)
    except Procedure.DoesNotExist:  # closed, or never there: its page tells which
        return redirect("portal:procedure", number=number)
    assert found.current is not None
    today, definition = timezone.localdate(), found.current.definition
    if closed_now(found.pk, definition, today):
        return redirect("portal:procedure", number=number)
    actor = visitor(request)
    stands = earlier(found.pk, once_key(definition, owner_id=actor.user_id, today=today))
    if stands is not None:
        messages.info(request, _("この手続は一度だけ申請できます。すでに受け付けた申請を表示しています。"))
        return redirect("portal:application", receipt=stands.receipt)
    START_DRAFT.spend_for(request)
    draft = start_draft(version=found.current, visitor=actor)
    response = redirect("portal:form_page", draft=draft.pk, page=found.current.definition.pages[0].id)
    if "acting" in request.POST and found.current.definition.proxy.allowed:
        response = redirect("portal:for_whom", draft=draft.pk)
    if actor.user_id is None:
        grant(request, response, draft.pk)
    return response


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put aside: until when it is kept, and how to come back. A guest can have the way back sent by mail."""
    email = ""
    error = ""
    if request.method == "POST" and desk.visitor.user_id is None:
        email, error = typed_address(request)
        if not error:
            _send_link(request, desk, email)
            return redirect(f"{request.path}?sent=1")
    context = {
        "desk": desk,
        "definition": desk.definition,
        "crumbs": to_draft(desk),
        "card": draft_card(desk),
        "days": LIFETIME.days,
        "guest": desk.visitor.user_id is None,
        "email": email or desk.contents.email,
        "error": error,
        "errors": [{"id": "email", "message": error}] if error else [],
        "sent_to": masked(desk.contents.email) if "sent" in request.GET else "",
    }
    return render(request, "portal/saved.html", context)


def _send_link(request: HttpRequest, desk: Desk, email: str) -> None:
    """Keep the address with the draft and have the link sent, once for each time the draft was put aside."""
    SEND_CODE.spend_for(request, str(desk.draft.pk))
    confirmed = desk.contents.email_confirmed and desk.contents.email == email
    contents = replace(desk.contents, email=email, email_confirmed=confirmed)
    with transaction.atomic():
        try:
            save_draft(desk.draft, contents, expected_revision=desk.draft.revision)
        except DraftChanged:  # another tab saved in this very moment: the person can press once more
            return
        request_draft_link(desk.draft)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail. Only the button opens the draft: programs that scan mail follow links."""
    draft_id = read_resume_token(token)
    draft = (
        Draft.objects.open()
        .filter(pk=draft_id, owner=None)
        .select_related("version")
        .defer("version__document")
        .first()
        if draft_id
        else None
    )
    if draft is None:
        return render(request, "portal/draft_gone.html", status=404)
    if request.method == "POST":
        response = redirect("portal:go_on", draft=draft.pk)
        grant(request, response, draft.pk)
        if draft.corrects_id is not None:
            # Whoever may go on mending an application may send what was mended.
            request.COOKIES[COOKIE] = response.cookies[COOKIE].value
            grant(request, response, draft.corrects_id)
        return response
    return render(request, "portal/resume.html", {"definition": draft.version.definition, "draft": draft})


@draft_page
@require_http_methods(["GET", "HEAD"])
def go_on(_request: HttpRequest, desk: Desk) -> HttpResponse:
    """To where the draft is to be gone on with."""
    return redirect(desk.place)


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Throw a draft away, after asking."""
    if request.method == "POST":
        Draft.objects.for_citizen(desk.visitor).filter(pk=desk.draft.pk).delete()
        return render(request, "portal/discarded.html", {"desk": desk})
    context = {
        "desk": desk,
        "definition": desk.definition,
        "card": draft_card(desk),
        "crumbs": to_draft(desk),
    }
    return render(request, "portal/discard.html", context)
