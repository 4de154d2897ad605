"""Who a citizen's request comes from: an account, or a guest with grants in a signed cookie.

A guest has no session. The cookie lists the drafts and applications this browser may open; it is signed, so it cannot
be made up, and holds identifiers only. It lives as long as a draft.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from identity.access.actors import Visitor
from identity.access.assurance import Assurance, Level, assurance_of
from identity.people.models import User

COOKIE = "grants"
_SALT = "identity.grants"
_LIFETIME = 60 * 60 * 24 * 60
_MOST = 40


def visitor(request: HttpRequest) -> Visitor:
    """The citizen behind the request. Staff accounts are nobody here: they act on applications as staff only."""
    grants = frozenset(_read(request))
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and not request.user.is_staff:
        user = request.user
        return Visitor(user_id=user.pk, email=user.email or "", grants=grants, assurance=_assurance(request, user))
    return Visitor(grants=grants)


def _assurance(request: HttpRequest, user: User) -> Assurance:
    """What the sign-in proved. An account's address was confirmed by a code before anybody could sign in with it."""
    proved = assurance_of(request)
    if proved.level < Level.CONTACT and user.email:
        return Assurance(Level.CONTACT, "account", user.last_login)
    return proved


def _read(request: HttpRequest) -> list[UUID]:
    try:
        listed = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_LIFETIME)
        return [UUID(hex=str(item)) for item in listed]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def grant(request: HttpRequest, response: HttpResponse, granted: UUID) -> None:
    """Let this browser open one more draft or application; the oldest of many is forgotten."""
    kept = [item for item in _read(request) if item != granted][-(_MOST - 1) :]
    _write(response, [*kept, granted])


def _write(response: HttpResponse, granted: Iterable[UUID]) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([item.hex for item in granted], salt=_SALT),
        max_age=_LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
