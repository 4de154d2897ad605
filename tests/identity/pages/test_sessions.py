"""Signed in where: every session is seen, one or all others can be ended, and nobody ends another's."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from identity.people.devices import device_words
from identity.people.models import AccountSession, SignIn, User
from tests.cast import PASSWORD, Player

pytestmark = pytest.mark.django_db

PAGE = "/profile/sessions/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"


@pytest.fixture
def person(citizen: Player) -> User:
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)
    return citizen.user


def signed_in(person: User, agent: str = CHROME, password: str = PASSWORD) -> Client:
    client = Client(headers={"user-agent": agent})
    response = client.post("/accounts/login/", {"login": person.email, "password": password})
    assert response.status_code == 302, response.content.decode()
    return client


def ids(client: Client) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]+)"', client.get(PAGE).content.decode())


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome（Windows）"),
        (IPHONE, "Safari（iPhone）"),
        (f"{CHROME} Edg/131.0", "Edge（Windows）"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/131 Mobile Safari/537.36", "Chrome（Android）"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Gecko/20100101 Firefox/133.0", "Firefox（Mac）"),
        ("curl/8", "種類のわからない端末"),
        ("", "種類のわからない端末"),
        ("Windows" * 5000, "Windows"),
    ],
)
def test_devices_are_told_in_words(agent: str, words: str):
    assert device_words(agent) == words


def test_each_device_is_listed_the_own_first(person: User):
    signed_in(person, IPHONE)
    here = signed_in(person)

    html = here.get(PAGE).content.decode()

    boxes = re.findall(r"<h3[^>]*>(.*?)</h3>", html)
    assert boxes == ["Chrome（Windows）", "Safari（iPhone）"]
    assert html.count("この端末</span>") == 1
    assert len(ids(here)) == 1


def test_neither_key_nor_address_is_kept_or_shown(person: User):
    here = signed_in(person)
    html = here.get(PAGE).content.decode()
    row = AccountSession.objects.get()

    assert (row.session_key in html, "127.0.0.1" in html) == (False, False)
    assert [field.name for field in SignIn._meta.get_fields()] == ["id", "user", "at", "methods", "device"]


def test_one_device_is_signed_out(person: User):
    phone, tablet, here = signed_in(person, IPHONE), signed_in(person, IPHONE), signed_in(person)

    response = here.post("/profile/sessions/end/", {"session": ids(here)[0]})

    assert response["Location"] == PAGE
    assert sorted([is_in(phone), is_in(tablet)]) == [False, True]
    assert is_in(here) is True


def test_everywhere_else_is_signed_out(person: User):
    others = [signed_in(person, IPHONE) for _ in range(3)]
    here = signed_in(person)

    here.post("/profile/sessions/end-others/")

    assert ([is_in(one) for one in others], is_in(here)) == ([False] * 3, True)


@pytest.mark.parametrize("typed", ["", "x", "0" * 500])
def test_what_is_no_session_ends_none(person: User, typed: str):
    phone, here = signed_in(person, IPHONE), signed_in(person)

    assert here.post("/profile/sessions/end/", {"session": typed}).status_code == 302
    assert (is_in(phone), is_in(here)) == (True, True)


def test_nobody_sees_or_ends_anothers_session(person: User, other_citizen: Player):
    here = signed_in(person)
    signed_in(person, IPHONE)
    [his] = ids(here)
    mallory = other_citizen.client()

    assert ids(mallory) == []
    mallory.post("/profile/sessions/end/", {"session": his})
    mallory.post("/profile/sessions/end-others/")
    assert AccountSession.objects.filter(user=person).count() == 2


@pytest.mark.parametrize("address", [PAGE, "/profile/sessions/end/", "/profile/sessions/end-others/"])
def test_without_a_sign_in_there_is_nothing(address: str):
    assert Client().get(address).status_code in {302, 405}
    assert Client().post(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/profile/sessions/end/", "/profile/sessions/end-others/"])
def test_only_a_form_of_the_portal_ends_sessions(person: User, address: str):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)

    assert (strict.get(address).status_code, strict.post(address).status_code) == (405, 403)


def test_a_changed_password_ends_all_other_sessions_and_keeps_this(person: User):
    phone, here = signed_in(person, IPHONE), signed_in(person)
    new = {"oldpassword": PASSWORD, "password1": "minami-no-kaze-9", "password2": "minami-no-kaze-9"}
    assert here.post("/accounts/password/change/", new).status_code == 302

    assert (is_in(phone), is_in(here), ids(here)) == (False, True, [])
    later = signed_in(person, IPHONE, "minami-no-kaze-9")
    later.post("/profile/sessions/end/", {"session": ids(later)[0]})
    assert is_in(here) is False  # its key changed with the password, and its row with the key


def test_the_key_changes_when_somebody_signs_in(person: User):
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies["session"] = planted
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert client.session.session_key != planted
    assert AccountSession.objects.filter(pk=planted).count() == 0


def test_sign_ins_are_told_with_method_and_for_a_year(person: User):
    with time_machine.travel(timezone.now() - timedelta(days=366), tick=False):
        signed_in(person)
    here = signed_in(person, IPHONE)
    html = here.get(PAGE).content.decode()

    assert [(one.methods, one.device) for one in SignIn.objects.all()] == [("password", "Safari（iPhone）")]
    assert "パスワード" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(person: User, count: int, django_assert_num_queries):
    for _ in range(count - 1):
        signed_in(person, IPHONE)
    here = signed_in(person)
    with django_assert_num_queries(4):  # session, person, sessions, sign-ins
        here.get(PAGE)


def test_cookies_are_for_this_site_and_no_script(person: User, settings):
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    cookie = client.cookies["session"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert settings.CSRF_COOKIE_HTTPONLY is True
