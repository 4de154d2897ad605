import json
import logging
from typing import Any, cast

import pytest
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from akita_portal.tracebacks import described


def show(_request: HttpRequest, receipt: str) -> HttpResponse:
    return HttpResponse(receipt)


def framed(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse("preview")
    cast("Any", response).may_be_framed = True
    return response


def boom(_request: HttpRequest) -> HttpResponse:
    name = "秋田花子"
    raise ValueError(f"bad name {name}")


urlpatterns = [
    path("cases/<str:receipt>/", show),
    path("boom/", boom),
    path("framed/", framed),
    path("", include("akita_portal.urls")),
]
handler404 = "akita_portal.errors.not_found"
handler500 = "akita_portal.errors.server_error"

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def lines():
    """The log lines as the handler of settings.LOGGING would write them."""
    formatter = logging.getLogger().handlers[0].formatter
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:
            formatter = handler.formatter
    written: list[dict] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def of(lines: list[dict], event: str) -> list[dict]:
    return [line for line in lines if line["event"] == event]


def test_a_request_is_one_line_without_address_or_query(lines):
    response = Client().get("/cases/A1B2-C3D4/?q=秋田花子", headers={"User-Agent": "secret-agent"})
    (line,) = of(lines, "request")
    assert response["X-Request-ID"] == line["request_id"]
    assert {key: line[key] for key in ("method", "route", "status", "level")} == {
        "method": "GET",
        "route": "/cases/<str:receipt>/",
        "status": 200,
        "level": "info",
    }
    assert not any(
        word in json.dumps(lines, ensure_ascii=False) for word in ("A1B2", "秋田花子", "secret-agent", "127.0.0.1")
    )


def test_an_address_of_nothing_is_not_repeated(lines):
    Client().get("/秋田花子/")
    (line,) = of(lines, "request")
    assert (line["status"], line["route"]) == (404, "")
    assert "秋田花子" not in json.dumps(lines, ensure_ascii=False)


def test_an_exception_is_type_and_frames_and_never_its_text(lines):
    Client(raise_request_exception=False).get("/boom/")
    (line,) = of(lines, "exception")
    (raised,) = line["exception"]
    assert (line["route"], raised["type"]) == ("/boom/", "builtins.ValueError")
    assert raised["frames"][-1].endswith(" boom")
    assert line["request_id"] == of(lines, "request")[0]["request_id"]
    assert "秋田花子" not in json.dumps(lines, ensure_ascii=False)


def test_a_librarys_exception_is_written_without_its_text_too(lines):
    try:
        raise KeyError("秋田花子")
    except KeyError:
        logging.getLogger("some.library").exception("could not do it")
    (line,) = of(lines, "could not do it")
    assert line["exception"][0]["type"] == "builtins.KeyError"
    assert "秋田花子" not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.django_db
def test_a_database_error_is_told_by_its_code():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE people (name text CONSTRAINT one_name UNIQUE)")
        with pytest.raises(IntegrityError) as failure:
            cursor.execute("INSERT INTO people VALUES ('秋田花子'), ('秋田花子')")
    told = described(failure.value)
    assert [(entry["type"], entry.get("sqlstate"), entry.get("constraint")) for entry in told] == [
        ("django.db.utils.IntegrityError", None, None),
        ("psycopg.errors.UniqueViolation", "23505", "one_name"),
    ]
    assert "秋田花子" not in json.dumps(told, ensure_ascii=False)


def test_health_is_not_logged(lines):
    Client().get("/health/live")
    assert of(lines, "request") == []


@pytest.mark.parametrize(("proxies", "kept"), [(0, False), (1, True)])
def test_an_id_is_taken_from_a_trusted_proxy_only(lines, settings, proxies, kept):
    settings.TRUSTED_PROXIES = proxies
    response = Client().get("/cases/x/", headers={"X-Request-ID": "0123456789abcdef"})
    assert (response["X-Request-ID"] == "0123456789abcdef") is kept


def test_an_id_that_is_no_id_is_replaced(lines, settings):
    settings.TRUSTED_PROXIES = 1
    response = Client().get("/cases/x/", headers={"X-Request-ID": '秋田花子" injected'})
    assert response["X-Request-ID"].isalnum()
    assert len(response["X-Request-ID"]) == 32


def test_every_page_has_the_policy():
    response = Client().get("/cases/x/")
    policy = set(response["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= policy


def test_only_what_is_made_for_it_may_stand_in_a_frame_of_the_portal_itself():
    response, other = Client().get("/framed/"), Client().get("/cases/x/")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"].split("; ")
    assert (response["X-Frame-Options"], other["X-Frame-Options"]) == ("SAMEORIGIN", "DENY")
