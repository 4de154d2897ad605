"""What every page may know about itself and its visitor."""

import time

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

SITE_NAME = _("秋田市デジタル市役所")
HELP_PHONE = "018-888-0000"
HELP_HOURS = _("平日 8:30–17:15")
# When the visitor last asked to stay signed in (seconds since 1970); accessibility.pages writes it.
KEPT_AT = "accessibility_kept_at"
# allauth's record of sign-ins in the session, the newest last.
_SIGN_INS = "account_authentication_methods"


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: site name, help line, and whether somebody is signed in.

    Costs no SQL. A visitor without a session cookie never touches the session; for others the question is put off
    until a template asks.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    signed_in = SimpleLazyObject(lambda: request.user.is_authenticated) if has_session else False
    return {
        "site_name": SITE_NAME,
        "help_phone": HELP_PHONE,
        "help_hours": HELP_HOURS,
        "signed_in": signed_in,
        "session_seconds": SimpleLazyObject(lambda: seconds_left(request)) if has_session else 0,
        "demo": getattr(settings, "DEMO", False),
    }


def seconds_left(request: HttpRequest) -> int:
    """How long the visitor surely stays signed in, at least; 0 where that cannot be told."""
    sign_ins = request.session.get(_SIGN_INS) or [{}]
    since = request.session.get(KEPT_AT) or sign_ins[-1].get("at")
    return max(1, int(since + settings.SESSION_COOKIE_AGE - time.time())) if since else 0
