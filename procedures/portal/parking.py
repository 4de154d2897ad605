"""A page sent after the sign-in ran out: what was typed is kept until the person has signed in again.

It is parked in a guest's draft of this browser, since without a sign-in nobody may write into the account's draft.
Back at the page, signed in, it is laid into the draft and the parking place is cleared.
"""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from identity.access.actors import Visitor
from identity.access.limits import START_DRAFT
from identity.access.visitors import grant
from procedures.applications.drafts import Contents, DraftChanged, read_draft, save_draft, start_draft
from procedures.applications.models import Draft
from procedures.portal.addresses import login_address
from procedures.portal.desk import Desk, Typed

CONTROL_FIELDS = frozenset({"csrfmiddlewaretoken", "_revision", "_from", "_action", "_characters"})
_MOST_CHARACTERS = 200_000


def typed_in(data: QueryDict) -> Typed:
    """What was typed into the page's own fields, as the browser sent it."""
    return {name: values for name, values in data.lists() if name not in CONTROL_FIELDS}


def park(request: HttpRequest, owned: Draft) -> HttpResponse:
    """Send the visitor to sign in, and back to where they were. Raises TooMany."""
    page = (request.resolver_match.kwargs if request.resolver_match else {}).get("page", "")
    # A refresh only asks what belongs to the page; what was typed is still in front of the person.
    sent = request.method == "POST" and page and request.POST.get("_action") != "refresh"
    typed = typed_in(request.POST) if sent else {}
    if not typed or sum(len(value) for values in typed.values() for value in values) > _MOST_CHARACTERS:
        return redirect(login_address(request.path))
    START_DRAFT.spend_for(request)
    parked = start_draft(version=owned.version, visitor=Visitor(), contents=Contents(typed={page: typed}))
    response = redirect(login_address(f"{request.path}?parked={parked.pk}"))
    grant(request, response, parked.pk)
    return response


def unpark(desk: Desk, page: str, parked_id: UUID) -> None:
    """Lay what was parked for this page into the draft, and clear the parking place. If there is any."""
    parked = Draft.objects.filter(pk__in=desk.visitor.grants & {parked_id}).exclude(pk=desk.draft.pk).first()
    if parked is None or parked.version_id != desk.draft.version_id:
        return
    typed = read_draft(parked).typed.get(page)
    if typed is None:
        return
    contents = replace(desk.contents, typed={**desk.contents.typed, page: typed})
    try:
        save_draft(desk.draft, contents, expected_revision=desk.draft.revision)
    except DraftChanged:
        return
    desk.contents = contents
    parked.delete()
