"""Signing with the card (level 3): what is signed is shown, then the person leaves for the app and comes back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from identity.access.leaving import let_forms_lead_to
from identity.access.limits import START_SIGN_IN, TooMany
from identity.access.visitors import visitor
from identity.methods import signing
from identity.methods.contract import ProofFailed
from identity.methods.registry import methods
from identity.pages.browser import own_path, remember_browser, return_address, secret_for
from identity.pages.step_up import redirect_to_outcome
from identity.signatures.models import SignatureRequest, SignatureState
from identity.signatures.services import read_text


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """GET shows what is signed and what to have ready; POST opens the transaction and leaves. `next` as in step_up."""
    card = next((one for one in methods() if one.code == signing.CARD), None)
    asked = _find(request, request_id)
    if card is None:
        raise Http404
    next_path = own_path(request.GET.get("next", ""))
    if asked.state == SignatureState.SIGNED:
        return HttpResponseRedirect(next_path)
    if request.method == "POST":
        return _leave(request, asked, next_path)
    context = {"asked": asked, "text": read_text(asked), "next_path": next_path}
    return let_forms_lead_to(render(request, "identity/sign.html", context), card.origins())


def _find(request: HttpRequest, request_id: UUID) -> SignatureRequest:
    """The request where it is this visitor's own: of their account, or for something this browser may open."""
    who = visitor(request)
    found = SignatureRequest.objects.filter(pk=request_id).first()
    if found is None or found.state == SignatureState.EXPIRED:
        raise Http404
    if found.user_id is not None and found.user_id != who.user_id:
        raise Http404
    if found.user_id is None and found.subject not in who.grants:
        raise Http404
    return found


def _leave(request: HttpRequest, asked: SignatureRequest, next_path: str) -> HttpResponse:
    browser = secret_for(request)
    try:
        START_SIGN_IN.spend_for(request)
        address = signing.begin(
            asked,
            next_path=next_path,
            browser=browser,
            user_id=request.user.pk,
            redirect_uri=return_address(signing.CARD),
        )
    except TooMany as too_many:
        return render(request, "errors/429.html", {"minutes": too_many.minutes}, status=429)
    except ProofFailed as failure:
        return redirect_to_outcome(failure.outcome, next_path)
    response = HttpResponseRedirect(address)
    remember_browser(response, browser)
    return response
