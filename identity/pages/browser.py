"""What ties a sign-in to the browser that began it, and where it comes back to."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from identity.methods.flow import new_secret

COOKIE = "sign_in"
PLACE = "/identify/"
HOME = "/applications/"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST_PATH = 500
_SECONDS = 600


def browser_secret(request: HttpRequest) -> str:
    """The secret this browser holds, or "" where it holds none."""
    held = request.COOKIES.get(COOKIE, "")
    return held if _SECRET.fullmatch(held) else ""


def remember_browser(response: HttpResponse, secret: str) -> None:
    """Lax: the answer arrives by a link from the provider, at the top level. No script and no form of another site."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=_SECONDS,
        path=PLACE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def secret_for(request: HttpRequest) -> str:
    return browser_secret(request) or new_secret()


def own_path(typed: str) -> str:
    """`typed` where it is a path of this portal and nothing else; HOME otherwise (no open redirect)."""
    is_own = typed.startswith("/") and len(typed) <= _LONGEST_PATH and typed.isprintable()
    return typed if is_own and url_has_allowed_host_and_scheme(typed, allowed_hosts=None) else HOME


def return_address(method: str) -> str:
    """The redirect URI: of the settings' origin, never of the request's Host header."""
    return f"{settings.SITE_URL}{reverse('identity:sign_in_return', args=[method])}"
