"""Staff pages are closed: signed in, as staff, with a second factor in this very session."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from identity.access.actors import Staff
from identity.people.models import StaffRole, User

STAFF_NAMESPACES = frozenset({"backoffice", "designer", "treasury"})
# Kept by allauth in the session: how this sign-in was proved.
_METHODS = "account_authentication_methods"


class StaffRequest(HttpRequest):
    """A request that passed the gate."""

    user: User
    staff: Staff


def load_staff(user: User) -> Staff:
    """The actor with the roles valid today (JST). One SQL statement."""
    today = timezone.localdate()
    pairs = StaffRole.objects.valid_on(today).filter(user=user).values_list("department", "role")
    return Staff(user_id=user.pk, name=user.name, roles=frozenset(pairs))


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
            return redirect_to_login(request.get_full_path())
        user = request.user
        if not user.is_staff:
            raise Http404
        if not proved_second_factor(request):
            return render(request, "identity/second_factor_needed.html", status=403)
        staff = load_staff(user)
        if not staff.roles:
            return render(request, "identity/no_role.html", status=403)
        cast("Any", request).staff = staff
        return None
