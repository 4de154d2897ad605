"""Around every request: one log line without personal data, the content policy, and the closed door of maintenance."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse

from akita_portal import errors

_REQUEST_ID = re.compile(r"[0-9a-f-]{8,64}")
_log = structlog.get_logger("akita_portal.request")

_GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """Log method, route pattern, status and milliseconds; give each request an id that its other log lines carry.

    The route is the pattern of the URL configuration, never the path: paths hold draft ids and receipt numbers.
    """

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = _request_id(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        route = route_of(request)
        if not route.startswith("/health/"):
            _log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        structlog.contextvars.clear_contextvars()
        return response


class ContentSecurityPolicyMiddleware:
    """One policy for every page: scripts and styles are files of the portal's own, so none needs more.

    A page with a form that ends at another site says so (identity.access.leaving). An answer that is made to be looked
    at inside another page of the portal (the designer's preview) says `may_be_framed`. Nothing else can be loosened.
    """

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        targets = getattr(response, "form_targets", ())
        policy = settings.CONTENT_SECURITY_POLICY.replace(
            "form-action 'self'", " ".join(["form-action 'self'", *targets])
        )
        if getattr(response, "may_be_framed", False):
            policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
            response["X-Frame-Options"] = "SAMEORIGIN"
        response["Content-Security-Policy"] = policy
        return response


class MaintenanceMiddleware:
    """Answer every page with 503 while settings.MAINTENANCE is on, except the health addresses."""

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MAINTENANCE and not request.path_info.startswith("/health/"):
            return errors.unavailable(request)
        return self.get_response(request)


def route_of(request: HttpRequest) -> str:
    """Return the URL pattern that answered, such as `/apply/<uuid:draft>/check/`; empty when none did."""
    match = request.resolver_match
    return f"/{match.route}" if match is not None else ""


def _request_id(request: HttpRequest) -> str:
    """Take the id a trusted proxy gave, or make one."""
    given = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXIES and _REQUEST_ID.fullmatch(given):
        return given
    return uuid.uuid4().hex


def _log_exception(request: HttpRequest | None = None, **_kwargs: Any) -> None:
    _log.error("exception", route=route_of(request) if request is not None else "", exc_info=True)


got_request_exception.connect(_log_exception, dispatch_uid="akita_portal.middleware")
