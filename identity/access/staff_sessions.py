"""A staff session is short and bound: to the browser it began in, to activity, and to a working day."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

KEY = "staff_session"
LONGEST = timedelta(hours=10)
# How often the time of the last page is written down: not with each of 300 cases.
_NOTED_EACH = timedelta(minutes=1)


def idle_limit() -> timedelta:
    return timedelta(minutes=settings.STAFF_IDLE_MINUTES)


def go_on(request: HttpRequest) -> bool:
    """Note that the session is in use; False, and signed out, where it may not go on."""
    now = timezone.now().timestamp()
    kept = request.session.get(KEY)
    if not isinstance(kept, dict):
        begin(request)
        return True
    idle, age = now - kept["seen"], now - kept["since"]
    over = idle > idle_limit().total_seconds() or age > LONGEST.total_seconds()
    if over or kept["bound"] != browser_of(request):
        logout(request)
        return False
    if idle > _NOTED_EACH.total_seconds():
        request.session[KEY] = {**kept, "seen": now}
    return True


def begin(request: HttpRequest) -> None:
    now = timezone.now().timestamp()
    request.session[KEY] = {"since": now, "seen": now, "bound": browser_of(request)}


def browser_of(request: HttpRequest) -> str:
    """What a stolen cookie does not bring along. A browser's update ends the session: once in weeks."""
    named = f"{request.headers.get('User-Agent', '')}\n{request.headers.get('Accept-Language', '')}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]
