"""Pages of text that stand in the footer of every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from payments.gateways.models import Trustee
from procedures.applications.drafts import LIFETIME


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html", {"days": LIFETIME.days})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"days": LIFETIME.days})


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/terms.html", {"days": LIFETIME.days})


@require_safe
def trustees(request: HttpRequest) -> HttpResponse:
    """指定納付受託者 (地方自治法231条の2の3 2項): the city must publish whom it appointed. One SQL statement."""
    today = timezone.localdate()
    known = list(Trustee.objects.order_by("name", "valid_from"))
    context = {
        "appointed": [one for one in known if one.valid_until is None or one.valid_until >= today],
        "ended": [one for one in known if one.valid_until is not None and one.valid_until < today],
    }
    return render(request, "portal/trustees.html", context)
