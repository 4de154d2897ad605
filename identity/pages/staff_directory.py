"""Staff sign in with the account of the city's directory (single sign-on): leave, come back, open the account.

The directory proves both factors (its `acr` is checked), so the portal asks for no third.
"""

import time

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from identity.access import staff_sessions
from identity.access.assurance import Level
from identity.access.limits import START_SIGN_IN, TooMany
from identity.methods import flow
from identity.methods.contract import ProofFailed
from identity.methods.directory.method import CODE
from identity.methods.directory.staff_accounts import open_account
from identity.methods.events import record_event
from identity.methods.models import Event
from identity.methods.registry import method
from identity.pages.browser import HOME, browser_secret, own_path, remember_browser, secret_for
from identity.pages.session import BACKEND, SIGN_INS
from identity.people.models import User
from identity.people.sign_ins import note_sign_in

FIRST = "/staff/"
_TAKEN_OVER = ("code", "state", "iss", "error", "error_description")


def is_offered() -> bool:
    return CODE in settings.SIGN_IN


def return_address() -> str:
    """The redirect URI: of the settings' origin, never of the request's Host header."""
    return f"{settings.SITE_URL}{reverse('identity:directory_return')}"


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    _require_offered()
    try:
        START_SIGN_IN.spend_for(request)
    except TooMany as too_many:
        return render(request, "errors/429.html", {"minutes": too_many.minutes}, status=429)
    browser, wanted = secret_for(request), own_path(request.POST.get("next", ""))
    try:
        address = flow.start(
            using=method(CODE),
            level=Level.CONTACT,
            next_path=FIRST if wanted == HOME else wanted,
            browser=browser,
            user_id=request.user.pk,
            redirect_uri=return_address(),
        )
    except ProofFailed as failure:
        return _refused(request, failure)
    response = HttpResponseRedirect(address)
    remember_browser(response, browser)
    return response


@never_cache
@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    _require_offered()
    answer = {name: request.GET[name] for name in _TAKEN_OVER if name in request.GET}
    try:
        attempt = flow.take(code=CODE, answer=answer, browser=browser_secret(request), user_id=request.user.pk)
    except ProofFailed as failure:
        return _refused(request, failure)
    try:
        proof, _tokens = flow.finish(attempt, answer=answer, redirect_uri=return_address())
        user = open_account(proof, attempt=attempt)
    except ProofFailed as failure:
        flow.record_failure(attempt, failure)
        return _refused(request, failure)
    _enter(request, user)
    record_event(Event.SIGNED_IN, method=CODE, level=attempt.level, user_id=user.pk, attempt=attempt.pk)
    return HttpResponseRedirect(attempt.next_path)


def _require_offered() -> None:
    if not is_offered():
        raise Http404


def _enter(request: HttpRequest, user: User) -> None:
    """A new session; that of whoever was signed in ends (session fixation). Short like every staff session."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    now = time.time()
    request.session[SIGN_INS] = [{"method": CODE, "at": now}, {"method": "mfa", "at": now, "type": CODE}]
    request.session.set_expiry(0)
    note_sign_in(request, user, methods=[CODE])
    staff_sessions.begin(request)


def _refused(request: HttpRequest, failure: ProofFailed) -> HttpResponse:
    texts = {
        "cancelled": _("ログインを中止しました。続けるときは、もう一度ログインしてください。"),
        "not-registered": _(
            "このアカウントは、ポータルの職員として登録されていません。課の管理者に登録を頼んでください。"
        ),
        "staff-suspended": _("ポータルの利用が止められています。課の管理者に確かめてください。"),
        "other-account": _(
            "このメールアドレスは、前にほかの方が使っていたものです。情報システムの担当に知らせてください。"
        ),
        "lost": _("ログインの途中で時間が過ぎたか、別の画面で続きを開きました。もう一度ログインしてください。"),
        "away": _("庁内の認証基盤につながりません。数分待つか、パスワードと認証アプリでログインしてください。"),
    }
    other = _("庁内のアカウントを確かめられませんでした。続くときは、情報システムの担当に知らせてください。")
    context = {"text": texts.get(failure.outcome, other)}
    return render(request, "identity/staff_directory_refused.html", context, status=403)
