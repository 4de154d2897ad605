"""Addresses for load balancers and supervisors: is the process alive, can it serve."""

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL answers; a stopped cache is told but costs no page, so it is no failure. Else 503."""
    database = _database_answers()
    cached = _cache_answers()
    status = "unavailable" if not database else "ok" if cached else "degraded"
    words = {True: "ok", False: "down"}
    body = {"status": status, "database": words[database], "cache": words[cached]}
    return JsonResponse(body, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _cache_answers() -> bool:
    # The cache swallows errors (settings), so ask whether a value comes back.
    cache.set("health", "ok", 10)
    return bool(cache.get("health") == "ok")
