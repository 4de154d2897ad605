"""Error pages on a small URL configuration of their own, which raises what it is told to."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils.datastructures import MultiValueDictKeyError

RAISED = {
    "400": BadRequest("secret 秋田花子"),
    "403": PermissionDenied("secret 秋田花子"),
    "500": MultiValueDictKeyError("secret 秋田花子"),
    "503": OperationalError("connection to secret.example failed"),
}


def boom(_request: HttpRequest, code: str) -> HttpResponse:
    raise RAISED[code]


def form(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("stored")


urlpatterns = [path("boom/<str:code>/", boom), path("form/", form), path("", include("akita_portal.urls"))]
handler400 = "akita_portal.errors.bad_request"
handler403 = "akita_portal.errors.forbidden"
handler404 = "akita_portal.errors.not_found"
handler500 = "akita_portal.errors.server_error"

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("code", sorted(RAISED))
def test_each_error_has_a_page_in_words_that_tells_no_inner_thing(visitor, code):
    response = visitor.get(f"/boom/{code}/")
    page = response.content.decode()
    assert response.status_code == int(code)
    assert '<html lang="ja"' in page
    assert page.count("<h1") == 1
    assert "secret" not in page
    assert response["Cache-Control"] == "no-store"


def test_an_unknown_address_has_a_page(visitor):
    response = visitor.get("/no/such/page/")
    assert response.status_code == 404
    assert response.content.decode().count("<h1") == 1


def test_no_error_page_asks_the_database(visitor):
    # pytest-django lets nothing reach the database here, and a session cookie invites to read the session.
    visitor.cookies["session"] = "x" * 32
    assert {code: visitor.get(f"/boom/{code}/").status_code for code in RAISED} == {code: int(code) for code in RAISED}


def test_a_database_that_is_away_is_said_with_when_to_come_back(visitor):
    response = visitor.get("/boom/503/")
    assert response["Retry-After"] == "60"


def test_an_expired_form_is_said_to_have_been_open_too_long():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/form/", {"name": "秋田花子"})
    assert response.status_code == 403
    assert "秋田花子" not in response.content.decode()
    assert response.content.decode().count("<h1") == 1


def test_an_unreadable_template_still_gives_words(visitor, settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]
    response = visitor.get("/boom/500/")
    assert response.status_code == 500
    assert "市役所へ電話でお問い合わせください" in response.content.decode()


@override_settings(MAINTENANCE=True)
def test_in_maintenance_every_page_says_so_and_health_goes_on(visitor):
    response = visitor.get("/form/")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert visitor.get("/health/live").status_code == 200
