"""What every page may know about itself and its visitor."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

SITE_NAME = _("秋田市デジタル市役所")
HELP_PHONE = "018-888-0000"
HELP_HOURS = _("平日 8:30–17:15")


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
        "demo": getattr(settings, "DEMO", False),
    }
