"""Coming back from a provider: take the attempt, check, settle whose account it is, sign in, go on."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from identity.access.assurance import Level
from identity.methods import flow, pending, signing
from identity.methods.binding import ConsentNeeded, Settled, settle
from identity.methods.contract import Proof, ProofFailed
from identity.methods.events import record_event
from identity.methods.models import Attempt, Event
from identity.methods.outcomes import OUTCOMES
from identity.methods.registry import method as registered
from identity.methods.registry import methods, step_up_address
from identity.pages.browser import HOME, browser_secret, own_path, return_address
from identity.pages.session import sign_in
from identity.pages.step_up import redirect_to_outcome

_TAKEN_OVER = ("code", "state", "iss", "error", "error_description")


@never_cache
@require_safe
def returned(request: HttpRequest, method: str) -> HttpResponse:
    """The redirect URI. Whatever happens, the answer is a redirect to a page without `code` and `state`."""
    if method not in {one.code for one in methods() if one.levels}:  # the staff's directory has its own way back
        raise Http404
    answer = {name: request.GET[name] for name in _TAKEN_OVER if name in request.GET}
    try:
        attempt = flow.take(code=method, answer=answer, browser=browser_secret(request), user_id=request.user.pk)
    except ProofFailed as failure:
        return redirect_to_outcome(failure.outcome, HOME)
    try:
        proof = _prove(attempt, answer)
        return _enter(request, attempt, proof, settle(proof, attempt=attempt))
    except ConsentNeeded as needed:
        pending.keep(attempt, proof, replaces=needed.replaces)
        return HttpResponseRedirect(reverse("identity:confirm_binding", args=[attempt.pk]))
    except ProofFailed as failure:
        flow.record_failure(attempt, failure)
        return redirect_to_outcome(failure.outcome, attempt.next_path)


def _prove(attempt: Attempt, answer: Mapping[str, str]) -> Proof:
    proof, tokens = flow.finish(attempt, answer=answer, redirect_uri=return_address(attempt.method))
    if attempt.signature_request is None:
        return proof
    return signing.collect(attempt.signature_request, attempt=attempt, proof=proof, tokens=tokens)


def _enter(request: HttpRequest, attempt: Attempt, proof: Proof, settled: Settled) -> HttpResponse:
    """Sign in and go on, by way of the page that gives this browser's drafts to the account."""
    sign_in(request, settled.user, level=proof.level, method=proof.method)
    record_event(Event.SIGNED_IN, method=proof.method, level=proof.level, user_id=settled.user.pk, attempt=attempt.pk)
    if settled.change:
        return redirect_to_outcome(settled.change, attempt.next_path)
    messages.success(request, _done(proof))
    return HttpResponseRedirect(go_on(attempt.next_path))


def _done(proof: Proof) -> str:
    return _("署名を受け取りました。") if proof.level == Level.SIGNATURE else _("本人確認が済みました。")


def go_on(next_path: str) -> str:
    return f"{settings.LOGIN_REDIRECT_URL}?{urlencode({'next': next_path})}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """Bind a card to the account that is signed in, after the person says so. 「やめる」 binds nothing."""
    found = pending.find(attempt, browser=browser_secret(request), user_id=request.user.pk)
    if found is None:
        return redirect_to_outcome("lost", HOME)
    if request.method != "POST":
        label = registered(found.attempt.method).label
        context = {"replaces": found.replaces, "method": label, "address": _address(request)}
        return render(request, "identity/confirm_binding.html", context)
    if request.POST.get("answer") != "bind":
        pending.drop(found)
        flow.record_failure(found.attempt, ProofFailed("cancelled", "binding-declined"))
        return redirect_to_outcome("cancelled", found.attempt.next_path)
    try:
        if not pending.drop(found):
            raise ProofFailed("lost", "confirmed-twice")
        settled = settle(found.proof, attempt=found.attempt, consent=True)
    except ProofFailed as failure:
        flow.record_failure(found.attempt, failure)
        return redirect_to_outcome(failure.outcome, found.attempt.next_path)
    return _enter(request, found.attempt, found.proof, settled)


def _address(request: HttpRequest) -> str:
    """The mail address by which the person knows the account; "" for one without."""
    return getattr(request.user, "email", None) or ""


@never_cache
@require_safe
def outcome(request: HttpRequest, outcome: str) -> HttpResponse:
    """What to do next. The page says nothing of the person and needs no sign-in."""
    if outcome not in OUTCOMES:
        raise Http404
    next_path = own_path(request.GET.get("next", ""))
    found = OUTCOMES[outcome]
    context = {
        "outcome": found,
        "again_url": step_up_address(Level.CARD, next_path) if found.again else "",
        "on_url": go_on(next_path) if found.passed else "",
        "back_url": next_path,
    }
    return render(request, "identity/outcome.html", context)
