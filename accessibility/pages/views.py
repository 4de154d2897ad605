"""Pages under /accessibility/."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accessibility.components.previews import previews


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """ウェブアクセシビリティ方針."""
    return render(request, "accessibility/policy.html")


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """試験結果."""
    return render(request, "accessibility/results.html")


@require_safe
def component_list(request: HttpRequest) -> HttpResponse:
    """All components that have a preview; outside the demo and the tests there is no such page."""
    _refuse_in_production()
    return render(request, "accessibility/components.html", {"previews": previews().values()})


@require_safe
def component(request: HttpRequest, name: str) -> HttpResponse:
    """One component in all its states."""
    _refuse_in_production()
    try:
        preview = previews()[name]
    except KeyError:
        raise Http404 from None
    return render(request, "accessibility/component.html", {"preview": preview})


def _refuse_in_production() -> None:
    if not settings.DEMO:
        raise Http404
