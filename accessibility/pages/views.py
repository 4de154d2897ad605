"""Pages under /accessibility/."""

import time
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accessibility.components.context import KEPT_AT, seconds_left
from accessibility.components.previews import previews
from accessibility.statement.criteria import criteria

_COLUMNS = [
    {"label": _("番号")},
    {"label": _("達成基準")},
    {"label": _("レベル")},
    {"label": _("適用")},
    {"label": _("結果")},
    {"label": _("注記")},
]
_HOW = {
    "auto": _("一部を自動で確認。人の確認が必要"),
    "people": _("人の確認が必要"),
    "none": _("対象となるものがない"),
}


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """ウェブアクセシビリティ方針."""
    added = [one for one in criteria() if one.added]
    return render(request, "accessibility/policy.html", {"added": added})


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """試験結果."""
    rows = [
        {
            "cells": [
                {"value": one.number, "header": True},
                one.name,
                one.level,
                _("ない") if one.how == "none" else _("ある"),
                _("未実施"),
                _HOW[one.how],
            ],
        }
        for one in criteria()
    ]
    return render(request, "accessibility/results.html", {"columns": _COLUMNS, "rows": rows})


@require_POST
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """Lengthen the session of somebody signed in (WCAG 2.2.1) and say for how many seconds; 403 for others."""
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0}, status=HTTPStatus.FORBIDDEN)
    request.session[KEPT_AT] = time.time()
    return JsonResponse({"seconds": seconds_left(request)})


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
    states = [{"title": state.title, "html": state.render()} for state in preview.states]
    return render(request, "accessibility/component.html", {"preview": preview, "states": states})


def _refuse_in_production() -> None:
    if not settings.DEMO:
        raise Http404
