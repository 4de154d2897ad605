"""Pages of text that stand in the footer of every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

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
    """指定納付受託者 (地方自治法231条の2の3): the city must publish whom it appointed."""
    return render(request, "portal/trustees.html")
