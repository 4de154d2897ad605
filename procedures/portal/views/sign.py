"""Level 3: what was checked is signed with the card, and back from there it is sent in one go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procedures.portal.addresses import signing_address
from procedures.portal.desk import Desk
from procedures.portal.doors import draft_page
from procedures.portal.sending import send
from procedures.portal.stops import stop_message
from procedures.workflow.errors import NothingChanged
from procedures.workflow.signing import ask_for_signature, find_signature


def leave_to_sign(desk: Desk) -> HttpResponse:
    """Ask for the signature over what the draft says now. The page it leads to shows exactly that."""
    asked = ask_for_signature(content=desk.content, subject=desk.draft.pk, user_id=desk.visitor.user_id)
    return redirect(signing_address(asked.pk, reverse("portal:signed", args=[desk.draft.pk])))


@draft_page
@require_safe
def signed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Back from signing: what was signed is sent, if it is still what the draft says.

    A page that is fetched, though it sends: the signature is the person's word, and a draft is sent once.
    """
    ready = desk.open_page is None and not desk.missing_level and not desk.needs_mandate
    if ready and desk.is_signed and not stop_message(desk):
        if find_signature(desk.content, desk.draft.pk) is not None:
            try:
                return send(request, desk)
            except NothingChanged:
                return redirect("portal:check", draft=desk.draft.pk)
        messages.warning(
            request,
            _(
                "まだ送っていません。署名が終わっていないか、署名のあとで内容が変わりました。内容を確かめて、もう一度署名してください。"
            ),
        )
    return redirect("portal:check", draft=desk.draft.pk)
