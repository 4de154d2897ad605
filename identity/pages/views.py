from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from identity.disclosure.departments import department_names
from identity.disclosure.queries import looks_at
from identity.people.models import User

PAGE = 50


@never_cache
@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """The account: address, ways of signing in, sessions, and what staff saw."""
    person = cast("User", request.user)
    change = _("変更する")
    types = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    rows = [
        _row(_("メールアドレス"), person.email or _("登録していません"), reverse("account_email"), change),
        _password_row(person),
        _row(_("パスキー"), _in_use(Authenticator.Type.WEBAUTHN in types), reverse("mfa_index"), _("設定する")),
        _row(_("認証アプリ"), _in_use(Authenticator.Type.TOTP in types), reverse("mfa_index"), _("設定する")),
        _row(_("ログインの記録"), _("ログインしている端末と、これまでの記録"), reverse("identity:sessions"), _("見る")),
    ]
    return render(request, "identity/profile.html", {"person": person, "rows": rows})


def _password_row(person: User) -> dict[str, str]:
    if person.has_usable_password():
        return _row(_("パスワード"), _("設定済み"), reverse("account_change_password"), _("変更する"))
    return _row(_("パスワード"), _("設定していません"), reverse("account_set_password"), _("設定する"))


def _in_use(used: bool) -> str:  # noqa: FBT001  the one question it answers
    return _("使っています") if used else _("使っていません")


def _row(label: str, value: str, url: str, change: str) -> dict[str, str]:
    return {"label": label, "value": value, "change_url": url, "change_label": change}


@never_cache
@login_required
@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """Who read the visitor's applications: when, which department, what for."""
    place = _page_number(request)
    # One more than is shown tells whether there is an older page.
    found = list(looks_at(cast("User", request.user).pk)[(place - 1) * PAGE : place * PAGE + 1])
    names = department_names({entry.department for entry in found[:PAGE]})
    context = {
        "entries": [
            {
                "at": entry.at,
                "department": names.get(entry.department, entry.department),
                "purpose": entry.purpose,
            }
            for entry in found[:PAGE]
        ],
        "crumbs": [{"label": _("アカウントの設定"), "url": reverse("identity:profile")}],
        "newer_url": f"?page={place - 1}" if place > 1 else "",
        "older_url": f"?page={place + 1}" if len(found) > PAGE else "",
    }
    return render(request, "identity/disclosures.html", context)


def _page_number(request: HttpRequest) -> int:
    """Pages of an address typed by hand: anything that is no page is the first."""
    typed = request.GET.get("page", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 10_000 else 1
