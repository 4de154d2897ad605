"""What somebody tries at the door: who is registered, guessing, planted forms and addresses, weak passwords."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from identity.people.models import User
from tests.cast import PASSWORD, Player
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
SECRET = "kitano-sakura-28"


@pytest.fixture
def person(citizen: Player) -> User:
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)
    return citizen.user


def shown(response: Any, *words: str) -> str:
    """A page without what differs each time: tokens, and the address that was typed."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    for word in words:
        html = html.replace(word, "ADDRESS")
    return html


def log_in(email: str, password: str, **more: str) -> Any:
    return Client().post(LOGIN, {"login": email, "password": password, **more})


def test_a_wrong_password_and_an_unknown_address_look_the_same(person: User):
    known = log_in("hanako@example.jp", "wrong")
    unknown = log_in("nobody@example.jp", "wrong")

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert shown(known, "hanako@example.jp") == shown(unknown, "nobody@example.jp")


def test_both_cost_one_hashing_of_the_password(person: User, monkeypatch: pytest.MonkeyPatch):
    counted: list[str] = []
    plain = MD5PasswordHasher.encode

    def encode(self: MD5PasswordHasher, password: str, salt: str) -> str:
        counted.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    for email in ("hanako@example.jp", "nobody@example.jp"):
        counted.clear()
        log_in(email, "wrong")
        assert counted == ["wrong"]
    User.objects.filter(pk=person.pk).update(password="!")
    counted.clear()
    log_in("hanako@example.jp", "wrong")
    assert len(counted) == 1


def test_a_closed_account_looks_like_none(person: User):
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert shown(log_in("hanako@example.jp", "wrong"), "hanako@example.jp") == shown(
        log_in("nobody@example.jp", "wrong"), "nobody@example.jp"
    )


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/"])
def test_the_page_after_signing_up_or_forgetting_looks_the_same(smtp: Mailbox, person: User, address: str):
    data = {"password1": SECRET, "password2": SECRET}
    pages = []
    for email in ("hanako@example.jp", "nobody@example.jp"):
        client = Client()
        response = client.post(address, {"email": email, **data}, follow=True)
        wrong = client.post(response.redirect_chain[-1][0], {"code": "000000"})
        pages.append((response.redirect_chain, shown(response, email), wrong.status_code, shown(wrong, email)))

    assert pages[0] == pages[1]
    assert len(smtp.mails) == 2  # the owner of each address is told what happened


def test_changing_to_anothers_address_tells_nothing(smtp: Mailbox, person: User, other_citizen: Player):
    EmailAddress.objects.create(user=other_citizen.user, email=other_citizen.user.email, verified=True, primary=True)
    pages = []
    for email in ("taro@example.jp", "free@example.jp"):
        client = sure(person)
        response = client.post("/accounts/email/", {"email": email, "action_add": "1"}, follow=True)
        pages.append((response.redirect_chain, shown(response, email)))

    assert pages[0] == pages[1]
    person.refresh_from_db()
    assert person.email == "hanako@example.jp"


def sure(person: User) -> Client:
    client = Client()
    client.post(LOGIN, {"login": "hanako@example.jp", "password": PASSWORD})
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def code_in(body: str) -> str:
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{2,4}$", body, re.MULTILINE)
    assert found is not None, body
    return found[0]


def test_an_address_is_changed_once_the_new_one_is_confirmed_and_the_old_one_is_told(smtp: Mailbox, person: User):
    client = sure(person)
    page = client.post("/accounts/email/", {"email": "new@example.jp", "action_add": "1"})
    assert page["Location"] == "/accounts/confirm-email/"
    person.refresh_from_db()
    assert (person.email, smtp.recipients) == ("hanako@example.jp", [["new@example.jp"]])

    client.post("/accounts/confirm-email/", {"code": code_in(smtp.mails[0].get_content())})

    person.refresh_from_db()
    assert person.email == "new@example.jp"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.jp", True, True)]
    told = smtp.mails[-1]
    assert (told["Subject"], smtp.recipients[-1]) == ("メールアドレスを変更しました", ["hanako@example.jp"])
    assert "hanako@example.jp から new@example.jp に変更されました。" in told.get_content()
    assert log_in("hanako@example.jp", PASSWORD).status_code == 200
    assert log_in("new@example.jp", PASSWORD).status_code == 302


def test_wrong_codes_leave_the_address_as_it_was(smtp: Mailbox, person: User):
    client = sure(person)
    client.post("/accounts/email/", {"email": "new@example.jp", "action_add": "1"})
    code = code_in(smtp.mails[0].get_content())
    for _ in range(3):
        client.post("/accounts/confirm-email/", {"code": "000000"})
    client.post("/accounts/confirm-email/", {"code": code})

    person.refresh_from_db()
    assert person.email == "hanako@example.jp"


def test_the_address_is_changed_only_by_who_proves_it_again(smtp: Mailbox, person: User):
    client = Client()
    client.post(LOGIN, {"login": "hanako@example.jp", "password": PASSWORD})
    response = client.post("/accounts/email/", {"email": "new@example.jp", "action_add": "1"})

    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert smtp.raw == []


@pytest.mark.parametrize(
    "planted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://testserver/",
        "\x00/",
        "evil",
    ],
)
def test_signing_in_leads_to_paths_of_the_portal_only(person: User, planted: str):
    response = log_in("hanako@example.jp", PASSWORD, next=planted)

    assert (response.status_code, response["Location"]) == (302, "/after-login/")


def test_signing_in_leads_to_where_one_was(person: User):
    assert log_in("hanako@example.jp", PASSWORD, next="/profile/")["Location"] == "/profile/"


@pytest.mark.parametrize("address", [LOGIN, "/accounts/signup/", "/accounts/2fa/webauthn/login/", "/accounts/logout/"])
def test_only_forms_of_the_portal_sign_in_or_out(person: User, address: str):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(address, {"login": "hanako@example.jp", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", "1", "x", '{"response": {"userHandle": "OTk5"}}', '{"response": {"userHandle": null}}'],
)
def test_what_is_no_passkey_signs_nobody_in(person: User, credential: str):
    client = Client()
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    response = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})

    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_the_same_for_all(person: User, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/300s/key"}  # allauth's own, without the one per client
    for email in ("hanako@example.jp", "nobody@example.jp"):
        answers = [log_in(email, f"guess-{number}") for number in range(6)]
        assert "5分ほど待ってから" in answers[-1].content.decode()
        assert "5分ほど待ってから" not in answers[-2].content.decode()
    assert log_in("hanako@example.jp", PASSWORD).status_code == 200  # even the right one, for five minutes


def test_too_many_requests_get_a_page_in_our_words(person: User, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    Client().post("/accounts/password/reset/", {"email": "nobody@example.jp"})
    response = Client().post("/accounts/password/reset/", {"email": "nobody@example.jp"})

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert "短い時間に、操作が多く行われました" in response.content.decode()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short-pass", "最低 12 文字"),
        ("qwerty123456", "一般的"),
        ("new.person@example", "似"),
    ],
)
def test_weak_passwords_are_refused_in_words(password: str, said: str):
    response = Client().post(
        "/accounts/signup/", {"email": "new.person@example.jp", "password1": password, "password2": password}
    )

    assert said in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize("password", ["あかつき の そらに ほし", "111122223333444", "correct horse battery staple"])
def test_no_rule_of_composition_refuses_a_long_one(smtp: Mailbox, password: str):
    response = Client().post(
        "/accounts/signup/", {"email": "new.person@example.jp", "password1": password, "password2": password}
    )

    assert response.status_code == 302
