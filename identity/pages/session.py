"""Signing in by a proof: a new session key, the level written down, nothing of the person in the session."""

import time

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from identity.access.assurance import Level, assurance_of, raise_assurance
from identity.people.models import User
from identity.people.sign_ins import note_sign_in

# allauth's record of sign-ins; its reauthentication and the session notice read the time.
SIGN_INS = "account_authentication_methods"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(request: HttpRequest, user: User, *, level: Level, method: str) -> None:
    """Sign in, or raise the level of who is signed in. The key changes either way (session fixation)."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        request.session.cycle_key()
        rotate_token(request)
    else:
        login(request, user, backend=BACKEND)
        note_sign_in(request, user, methods=[method])
    stronger = assurance_of(request)
    if not (stronger.level > level and stronger.reaches(stronger.level, within=settings.LEVEL_MAX_AGE)):
        raise_assurance(request, level=level, method=method)
    request.session[SIGN_INS] = [*request.session.get(SIGN_INS, []), {"method": method, "at": time.time()}]
