"""Error pages: what is wrong and what to do next, in words. None of them needs the database."""

import sys
from http import HTTPStatus

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

_log = structlog.get_logger("akita_portal.errors")
RETRY_SECONDS = 60


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  named by Django
    return _page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  named by Django
    return _page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  named by Django
    return _page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  named by allauth
    response = _page(request, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; when PostgreSQL cannot be reached, that the portal is out of service for now."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = _page(request, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or its cookie is gone: nothing was stored, and reloading it helps."""
    _log.info("csrf_failure", reason=reason)
    return _page(request, HTTPStatus.FORBIDDEN, template="errors/csrf.html")


def _page(request: HttpRequest, status: HTTPStatus, *, template: str = "") -> HttpResponse:
    """Render errors/<status>.html as nobody (a session would ask the database); in plain words if even that fails."""
    request.user = AnonymousUser()
    try:
        html: str = render_to_string(template or f"errors/{status.value}.html", {}, request)
    except Exception:  # noqa: BLE001  the page of last resort must not fail
        _log.exception("error_page_failed", status=status.value)
        html = _plain(status)
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _plain(status: HTTPStatus) -> str:
    title = _("ページを表示できません（%(status)s）") % {"status": status.value}
    advice = _("時間をおいて、もう一度開いてください。続けて表示されるときは、市役所へ電話でお問い合わせください。")
    return f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{advice}</p>'
