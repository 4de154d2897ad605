"""Proving once more who one is, right before something that cannot be taken back."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from identity.access.assurance import Level, assurance_of

View = Callable[[HttpRequest], HttpResponse]


def reauthenticated(view: View) -> View:
    """Password, passkey or app within the last five minutes; who has none of them shows the card again.

    allauth would let the latter pass: it takes who has nothing of the portal's for signed in elsewhere.
    """
    asked = cast("View", reauthentication_required(view))

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        if get_adapter().get_reauthentication_methods(request.user):
            return asked(request)
        if assurance_of(request).reaches(Level.CARD, within=settings.LEVEL_MAX_AGE):
            return view(request)
        query = urlencode({"level": str(int(Level.CARD)), "next": request.path})
        return redirect(f"{reverse('identity:step_up')}?{query}")

    return inner
