"""One page of a form: shown, put down, left forwards or backwards.

Every POST saves and then redirects, so that going back and reloading only ever fetch. What has a fault is kept as it
was typed and shown again; the answers of the draft are what passed.
"""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from procedures.applications.drafts import DraftChanged
from procedures.forms.actions import Postcode, list_action
from procedures.forms.binding import BoundPage, apply_action, bind, submit
from procedures.forms.characters import one_line, storable
from procedures.forms.growing import asks_more
from procedures.forms.partial import is_partial
from procedures.portal.addresses import card_address
from procedures.portal.card_offers import card_would_know, told_by_card
from procedures.portal.crumbs import to_draft
from procedures.portal.desk import Desk, open_desk
from procedures.portal.doors import draft_page
from procedures.portal.parking import typed_in, unpark
from procedures.portal.requests_of_clerks import request_text
from procedures.portal.stops import stop_message, stop_while_typing

_LONGEST_NOTE = 200


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    """GET shows; POST with `_action`: none forwards, `save`, `back`, `refresh`, or a button of the page itself.

    `identify` saves and leads to the card, and from there back to this page.
    """
    if page not in {known.id for known in desk.definition.pages}:
        return _lead_on(request, desk)
    if request.method == "POST":
        return _put_down(request, desk, page)
    if not desk.journey.may_visit(page):
        return _turn_away(request, desk)
    parked = _uuid(request.GET.get("parked", ""))
    if parked is not None:
        unpark(desk, page, parked)
        return redirect(desk.address(page))
    return _show(request, desk, _bound(request, desk, page))


def _turn_away(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A page that is not asked (any more), or whose turn has not come."""
    messages.info(request, _("先に入力が必要なページがあります。このページから続けてください。"))
    return redirect(desk.place)


def _lead_on(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A page of another version (the draft was moved while its page was open), or a guessed address."""
    messages.warning(
        request,
        _(
            "開こうとしたページは、この手続にはありません。手続の内容が新しくなったためと考えられます。"
            "すでに保存した内容は残っています。このページから続けてください。"
        ),
    )
    return redirect(desk.place)


def _bound(request: HttpRequest, desk: Desk, page: str) -> BoundPage:
    typed = desk.contents.typed.get(page)
    field = request.GET.get("lookup", "")
    if field and typed:
        looked_up = apply_action(desk.definition, page, data=typed, action=Postcode(field), **desk.known)
        if looked_up.faults:
            return looked_up
    judge = "errors" in request.GET and (typed is not None or desk.journey.is_faulty(page))
    return bind(desk.definition, page, typed=typed, judge=judge, **desk.known)


def _put_down(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    data = typed_in(request.POST)
    action = list_action(dict(request.POST.lists()))
    if request.POST.get("_action") == "refresh":
        return _show(request, desk, bind(desk.definition, page, typed=data, **desk.known))
    if action is not None:
        bound = apply_action(desk.definition, page, data=data, action=action, **desk.known)
    else:
        bound = submit(desk.definition, page, data=data, **desk.known)
    if action is not None and is_partial(request):
        return _show(request, desk, bound)  # nothing is saved until the page is sent
    grown = action is None and not bound.is_valid and asks_more(bound, _as_it_was(desk, page))
    contents = desk.with_page(page, answers=bound.answers, typed=None if bound.is_valid else bound.typed)
    if "_characters" in request.POST:
        written = storable(one_line(request.POST["_characters"]))
        contents = replace(contents, characters=written[:_LONGEST_NOTE])
    try:
        desk.put_down(contents, expected_revision=_revision(request))
    except DraftChanged:
        return _saved_elsewhere(request, desk, page)
    if action is not None:
        failed_lookup = isinstance(action, Postcode) and bound.faults
        query = f"?lookup={action.field}" if isinstance(action, Postcode) and failed_lookup else ""
        return redirect(f"{desk.address(page)}{query}#{bound.focus}")
    return _leave(request, desk, page, bound, grown=grown)


def _as_it_was(desk: Desk, page: str) -> BoundPage:
    """The page as it stood before it was sent."""
    return bind(desk.definition, page, typed=desk.contents.typed.get(page), **desk.known)


def _leave(request: HttpRequest, desk: Desk, page: str, bound: BoundPage, *, grown: bool) -> HttpResponse:
    """Where the pressed button leads, now that the page is saved."""
    pressed = request.POST.get("_action", "")
    from_check = request.POST.get("_from") == "check"
    before = desk.journey.before(page)
    if pressed == "back" and before is not None:
        return redirect(desk.address(before))
    if pressed in {"save", "back", "identify"}:
        saved = reverse("portal:saved", args=[desk.draft.pk])
        return redirect(card_address(desk.address(page)) if pressed == "identify" else saved)
    if not bound.is_valid:
        why = "more" if grown else "errors"
        return redirect(f"{desk.address(page)}?{why}=1{'&from=check' if from_check else ''}")
    following = desk.journey.next_after(page)
    if stop_message(desk):
        return redirect("portal:check", draft=desk.draft.pk)
    if following is None or (from_check and desk.open_page is None):
        return redirect("portal:check", draft=desk.draft.pk) if desk.open_page else redirect(desk.place)
    return redirect(desk.address(following))


def _saved_elsewhere(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    """Another tab was faster: nothing is overwritten, and what this tab sent stands in the page to be sent again."""
    now = open_desk(desk.visitor, desk.draft.pk) or desk
    bound = bind(now.definition, page, typed=typed_in(request.POST), **now.known)
    return _show(request, now, bound, elsewhere=True)


def _show(request: HttpRequest, desk: Desk, bound: BoundPage, *, elsewhere: bool = False) -> HttpResponse:
    page = bound.page.id
    number, total = desk.journey.position(page if desk.journey.has(page) else desk.open_page)
    context = {
        "desk": desk,
        "definition": desk.definition,
        "department": desk.draft.version.procedure.department,
        "crumbs": to_draft(desk),
        "page": bound.page,
        "specs": bound.specs,
        "errors": [{"id": fault.id, "message": fault.message} for fault in bound.faults],
        "number": number,
        "total": total,
        "is_first": page == desk.journey.pages[0].id,
        "came_from": "check" if "check" in (request.GET.get("from"), request.POST.get("_from")) else "",
        "elsewhere": elsewhere,
        "watched": " ".join(desk.definition.watched[page]),
        "focus": bound.focus,
        "stop": stop_while_typing(desk, bound),
        "card_knows": card_would_know(desk, bound.page),
        "from_card": told_by_card(desk, bound.page),
        "grown": "more" in request.GET,
        "request_text": request_text(desk),
        "action_url": reverse("portal:form_page", args=[desk.draft.pk, page]),
    }
    return render(request, "portal/form_page.html", context, status=409 if elsewhere else 200)


def _revision(request: HttpRequest) -> int:
    """Which state of the draft the page was shown from; a forged one is no state at all."""
    written = request.POST.get("_revision", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else -1


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
