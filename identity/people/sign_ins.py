"""What a person sees of the own sign-ins: sessions that are open, and when and how somebody signed in."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from identity.people.devices import device_words
from identity.people.models import AccountSession, SignIn, User
from identity.people.session_store import DEVICE, SIGNED_IN_AT

KEPT = timedelta(days=365)


def note_sign_in(request: HttpRequest, user: User, *, methods: Sequence[str]) -> None:
    """Write down a sign-in that just happened. `methods`: codes such as "password", "totp", "webauthn", "card".

    Neither the address of the machine nor what the browser says of itself in full is kept. Two SQL statements.
    """
    device = device_words(request.META.get("HTTP_USER_AGENT", ""))
    request.session[DEVICE] = device
    request.session[SIGNED_IN_AT] = timezone.now().isoformat()
    SignIn.objects.filter(user=user, at__lt=timezone.now() - KEPT).delete()
    SignIn.objects.create(user=user, methods=",".join(dict.fromkeys(methods)), device=device)


def open_sessions(user: User) -> list[AccountSession]:
    """Newest first. Those that a changed password ended are not among them."""
    rows = AccountSession.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-signed_in_at")
    valid = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    return [row for row in rows if row.get_decoded().get("_auth_user_hash") in valid]


def end_session(user: User, *, session_id: str) -> int:
    """End one of the person's sessions by its public id. Returns how many ended: none if it is another's or gone."""
    mine = [row.pk for row in AccountSession.objects.filter(user=user) if row.public_id == session_id]
    return AccountSession.objects.filter(pk__in=mine).delete()[0]


def end_other_sessions(user: User, *, keep: str | None) -> int:
    """End all sessions of the person but the one with this key."""
    return AccountSession.objects.filter(user=user).exclude(pk=keep or "").delete()[0]
