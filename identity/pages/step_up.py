"""Choosing how to prove who one is, and leaving for it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from identity.access.assurance import Level
from identity.access.leaving import let_forms_lead_to
from identity.access.limits import START_SIGN_IN, TooMany
from identity.methods import flow
from identity.methods.contract import Method, ProofFailed
from identity.methods.keys import published
from identity.methods.openid.provider import provider
from identity.methods.registry import methods, methods_for
from identity.pages.browser import own_path, remember_browser, return_address, secret_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: HttpRequest) -> HttpResponse:
    """GET says why, what is needed and which ways there are; POST leaves for the provider.

    `level` and `next` come in the query of both. Nothing else of the request reaches the provider.
    """
    level, next_path = _level(request), own_path(request.GET.get("next", ""))
    if level < Level.CARD:
        return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': next_path})}")
    if request.user.is_authenticated and request.user.is_staff:
        return redirect("identity:outcome", "staff")
    offered = methods_for(level)
    chosen = next((one for one in offered if one.code == request.POST.get("method")), None)
    if request.method == "POST" and chosen is not None:
        return _leave(request, chosen, level, next_path)
    return _choice(request, offered, next_path)


def _level(request: HttpRequest) -> Level:
    """Level 3 is reached by signing something (identity:sign); what this page gives is the sign-in before it."""
    typed = request.GET.get("level", "2")
    wanted = int(typed) if typed in {"0", "1", "2", "3"} else Level.CARD
    return min(Level(wanted), Level.CARD)


def _choice(request: HttpRequest, offered: tuple[Method, ...], next_path: str) -> HttpResponse:
    missing = [{"id": "method", "message": _("本人確認の方法を選んでください。")}]
    context = {
        "offered": offered,
        "next_path": next_path,
        "errors": missing if request.method == "POST" else [],
        "choices": [{"value": one.code, "label": one.label, "hint": one.note} for one in offered],
    }
    response = render(request, "identity/step_up.html", context)
    return let_forms_lead_to(response, sorted({origin for one in offered for origin in one.origins()}))


def _leave(request: HttpRequest, chosen: Method, level: Level, next_path: str) -> HttpResponse:
    try:
        START_SIGN_IN.spend_for(request)
    except TooMany as too_many:
        return render(request, "errors/429.html", {"minutes": too_many.minutes}, status=429)
    browser = secret_for(request)
    try:
        address = flow.start(
            using=chosen,
            level=level,
            next_path=next_path,
            browser=browser,
            user_id=request.user.pk,
            redirect_uri=return_address(chosen.code),
        )
    except ProofFailed as failure:
        return redirect_to_outcome(failure.outcome, next_path)
    response = HttpResponseRedirect(address)
    remember_browser(response, browser)
    return response


def redirect_to_outcome(outcome: str, next_path: str) -> HttpResponse:
    """A page of its own: the address with `code` and `state` stays out of the history, and reloading is harmless."""
    return HttpResponseRedirect(f"{reverse('identity:outcome', args=[outcome])}?{urlencode({'next': next_path})}")


@require_safe
@cache_control(public=True, max_age=300)
def client_keys(request: HttpRequest) -> JsonResponse:
    """The public halves of the keys with which the portal proves itself to providers (RFC 7517)."""
    del request
    return JsonResponse(published(key for one in methods() for key in provider(one.code).keys))
