from uuid import uuid4

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from identity.access.assurance import Level, raise_assurance
from identity.access.visitors import COOKIE, grant, visitor
from identity.people.models import User
from tests.cast import Player


def request_with(cookie: str | None = None):
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return request


def granted_after(*ids):
    """The cookie of a browser that was granted these, one response after the other."""
    cookie = None
    for granted in ids:
        response = HttpResponse()
        grant(request_with(cookie), response, granted)
        cookie = response.cookies[COOKIE].value
    return cookie


def test_a_guest_may_open_what_was_granted_and_nothing_else():
    first, second = uuid4(), uuid4()
    assert visitor(request_with(granted_after(first, second))).grants == {first, second}


def test_a_stranger_has_no_grants():
    assert (visitor(request_with()).user_id, visitor(request_with()).grants) == (None, frozenset())


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "nonsense",
        signing.dumps([uuid4().hex]),  # signed for another purpose
        signing.dumps([uuid4().hex], salt="identity.grants")[:-1] + "x",
        signing.dumps("no list", salt="identity.grants"),
        signing.dumps(["no uuid"], salt="identity.grants"),
        signing.dumps([1, None], salt="identity.grants"),
        "\x00" * 4000,
    ],
    ids=["empty", "nonsense", "other purpose", "tampered", "no list", "no uuid", "other types", "nulls"],
)
def test_a_cookie_that_was_made_up_grants_nothing(cookie):
    assert visitor(request_with(cookie)).grants == frozenset()


def test_the_oldest_of_many_is_forgotten():
    ids = [uuid4() for _ in range(45)]
    assert visitor(request_with(granted_after(*ids))).grants == set(ids[-40:])


def test_granting_twice_keeps_one_and_makes_it_the_newest():
    first, second = uuid4(), uuid4()
    assert len(visitor(request_with(granted_after(first, second, first))).grants) == 2


def test_the_cookie_is_not_for_scripts_and_names_nobody():
    response = HttpResponse()
    grant(request_with(), response, uuid4())
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_in_production_it_travels_encrypted_only(settings):
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()
    grant(request_with(), response, uuid4())
    assert response.cookies[COOKIE]["secure"] is True


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "level"), [("hanako@example.jp", Level.CONTACT), (None, Level.NONE)])
def test_an_account_with_an_address_has_its_contact_confirmed(email: str | None, level: Level):
    person = Player(User.objects.create_user(email=email))
    client = person.client()
    request = client.get("/profile/").wsgi_request

    assert (visitor(request).user_id, visitor(request).assurance.level) == (person.user.pk, level)


@pytest.mark.django_db
def test_a_stronger_sign_in_is_not_lowered_to_it(citizen: Player):
    request = citizen.client().get("/profile/").wsgi_request
    raise_assurance(request, level=Level.CARD, method="card")

    assert (visitor(request).assurance.level, visitor(request).assurance.method) == (Level.CARD, "card")
