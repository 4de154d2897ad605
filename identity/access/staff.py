"""Staff pages are closed: signed in, as staff, with a second factor in this very session."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access import staff_sessions
from identity.access.actors import Staff
from identity.people.models import StaffRole, User

STAFF_NAMESPACES = frozenset({"administration", "backoffice", "designer", "treasury"})
# Kept by allauth in the session: how this sign-in was proved.
_METHODS = "account_authentication_methods"


class StaffRequest(HttpRequest):
    """A request that passed the gate."""

    user: User
    staff: Staff


def load_staff(user: User) -> Staff:
    """The actor with the roles valid today (JST). One SQL statement."""
    today = timezone.localdate()
    held = list(StaffRole.objects.valid_on(today).filter(user=user).values_list("department", "role", "covers"))
    return Staff(
        user_id=user.pk,
        name=user.name,
        roles=frozenset((department, role) for department, role, _covers in held),
        covers=frozenset((department, covers) for department, _role, covers in held if covers is not None),
    )


def proved_second_factor(request: HttpRequest) -> bool:
    methods = request.session.get(_METHODS, [])
    return any(entry.get("method") == "mfa" for entry in methods)


class StaffGateMiddleware:
    """Default is closed: every view of a staff namespace passes here, decorated or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not STAFF_NAMESPACES.intersection(match.namespaces):
            return None
        if not request.user.is_authenticated:
            return _ended(request)
        user = request.user
        if not user.is_staff:
            raise Http404
        if not proved_second_factor(request):
            return render(request, "identity/second_factor_needed.html", status=403)
        if not staff_sessions.go_on(request):
            return _ended(request)
        staff = load_staff(user)
        if not staff.roles:
            return render(request, "identity/no_role.html", status=403)
        cast("Any", request).staff = staff
        return None


def _ended(request: HttpRequest) -> HttpResponse:
    """To the staff's sign-in and back; what was being sent is shown first, so that it can be copied."""
    door, back = resolve_url(settings.STAFF_LOGIN_URL), _way_back(request)
    written = _written(request) if request.method == "POST" else []
    to_door = redirect_to_login(back, door)
    if not written:
        return to_door
    door = to_door.url
    response = render(request, "identity/staff_session_ended.html", {"written": written, "door": door}, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _way_back(request: HttpRequest) -> str:
    """The page that was asked for; for a form the page it stood on, since its own address may take forms alone."""
    asked = request.get_full_path()
    if request.method in {"GET", "HEAD"}:
        return asked
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return resolve_url(settings.STAFF_HOME_URL)
    return f"{page.path}?{page.query}" if page.query else page.path


def _written(request: HttpRequest) -> list[dict[str, str]]:
    """Words somebody typed, not keys and choices: whatever has more than a few characters beyond ASCII, or a line."""
    values = (value.strip() for _field, listed in request.POST.lists() for value in listed)
    words = [value for value in values if "\n" in value or (not value.isascii() and len(value) > 3)]
    return [
        {"id": f"written-{number}", "label": _("入力した文（%(number)s）") % {"number": number}, "text": text}
        for number, text in enumerate(words, start=1)
    ]
