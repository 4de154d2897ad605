"""The account's own pages: sessions, a copy of one's data, the end of the account."""

import json
from functools import wraps
from typing import cast

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accessibility.components.formats import date_and_time
from identity.pages.again import View, reauthenticated
from identity.pages.closing import close_account
from identity.pages.sign_in_words import method_words
from identity.people.devices import device_words
from identity.people.holdings import holdings
from identity.people.models import SignIn, User
from identity.people.sign_ins import end_other_sessions, end_session, open_sessions

SHOWN = 20


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("アカウントの設定"), "url": reverse("identity:profile")}]


def citizens_only(view: View) -> View:
    """Staff accounts are the city's: they are closed by an administrator, and hold nothing of their own."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        if _person(request).is_staff:
            raise Http404
        return view(request)

    return inner


@never_cache
@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in now, and when it was."""
    rows = open_sessions(_person(request))
    here = request.session.session_key
    shown = [
        {
            "id": row.public_id,
            "device": row.device or device_words(""),
            "at": row.signed_in_at,
            "is_this": row.session_key == here,
        }
        for row in sorted(rows, key=lambda row: row.session_key != here)
    ]
    entries = SignIn.objects.filter(user=_person(request)).order_by("-at")[:SHOWN]
    context = {
        "crumbs": _crumbs(),
        "sessions": shown,
        "columns": [{"label": label} for label in (_("日時"), _("端末"), _("方法"))],
        "sign_ins": [
            {"cells": [date_and_time(entry.at), entry.device, method_words(entry.methods)]} for entry in entries
        ],
    }
    return render(request, "identity/sessions.html", context)


@login_required
@require_POST
def end_one(request: HttpRequest) -> HttpResponse:
    """Sign one other device out. One that is gone already is out as well."""
    end_session(_person(request), session_id=request.POST.get("session", "")[:64])
    messages.success(request, _("端末をログアウトさせました。"))
    return redirect("identity:sessions")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_other_sessions(_person(request), keep=request.session.session_key)
    messages.success(request, _("ほかの端末をすべてログアウトさせました。"))
    return redirect("identity:sessions")


@never_cache
@login_required
@citizens_only
@reauthenticated
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """All that the portal keeps of the person, as one JSON file."""
    if request.method != "POST":
        return render(request, "identity/export.html", {"crumbs": _crumbs()})
    person = _person(request)
    data = {
        "account": {
            "email": person.email,
            "registered_at": person.date_joined.isoformat(),
            "last_sign_in_at": person.last_login.isoformat() if person.last_login else None,
        },
        "sign_ins": [
            {"at": entry.at.isoformat(), "device": entry.device, "methods": entry.methods.split(",")}
            for entry in SignIn.objects.filter(user=person).order_by("-at")
        ],
        **{holding.key: holding.copy(person) for holding in holdings()},
    }
    response = HttpResponse(json.dumps(data, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="akita-{timezone.localdate().isoformat()}.json"'
    return response


@never_cache
@login_required
@citizens_only
@reauthenticated
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; with the box ticked, close the account."""
    error = ""
    if request.method == "POST":
        if request.POST.get("agree") == "on":
            return _close(request)
        error = _("内容を読んで、確認の欄を選んでください。")
    person = _person(request)
    context = {
        "crumbs": _crumbs(),
        "going": [line for holding in holdings() for line in holding.going(person)],
        "staying": [line for holding in holdings() for line in holding.staying(person)],
        "error": error,
        "errors": [{"id": "agree", "message": error}] if error else [],
    }
    return render(request, "identity/close.html", context)


def _close(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    address = person.email
    close_account(person)
    logout(request)
    if address:
        get_adapter().send_notification_mail("account/email/account_closed", person, email=address)
    return render(request, "identity/closed.html")
