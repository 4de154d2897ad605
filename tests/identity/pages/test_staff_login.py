"""Two doors: staff come in by theirs, citizens by theirs, and a wrong door tells nothing."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from akita_portal.demo.people import code_now
from tests.cast import PASSWORD, Player

pytestmark = pytest.mark.django_db


def known(player: Player) -> str:
    EmailAddress.objects.create(user=player.user, email=player.user.email, verified=True, primary=True)
    return str(player.user.email)


def knock(door: str, email: str, password: str = PASSWORD, client: Client | None = None):
    return (client or Client()).post(door, {"login": email, "password": password})


def fault(response) -> str:
    """What the error summary says."""
    found = re.search(r'error-summary__list">(.*?)</ul>', response.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]*>", "", found.group(1)).strip() if found else ""


def test_staff_come_in_with_a_second_factor(clerk):
    email = known(clerk)
    TOTP.activate(clerk.user, generate_totp_secret())
    client = Client()
    assert knock("/staff/login/", email, client=client)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/staff/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_now(email)})
    assert client.get("/staff/").status_code == 200


def test_staff_without_a_second_factor_reach_nothing(clerk):
    client = Client()
    knock("/staff/login/", known(clerk), client=client)
    assert client.get("/staff/").status_code == 403
    assert "二段階認証が必要です" in client.get("/staff/").content.decode()


@pytest.mark.parametrize("door", ["/accounts/login/", "/staff/login/"])
def test_at_the_wrong_door_right_credentials_are_answered_like_wrong_ones(door, clerk, citizen):
    stranger = known(clerk) if door == "/accounts/login/" else known(citizen)
    client = Client()
    right, wrong = knock(door, stranger, client=client), knock(door, stranger, "not-the-password")
    assert (right.status_code, wrong.status_code) == (200, 200)
    assert fault(right) == fault(wrong) != ""
    assert "_auth_user_id" not in client.session


def test_a_citizen_comes_in_at_the_citizens_door(citizen):
    assert knock("/accounts/login/", known(citizen))["Location"] == "/after-login/"


def test_staff_are_not_kept_signed_in(clerk):
    assert 'name="remember"' not in Client().get("/staff/login/").content.decode()
    email = known(clerk)
    client = Client()
    client.post("/staff/login/", {"login": email, "password": PASSWORD, "remember": "on"})
    assert client.session.get_expire_at_browser_close()


def test_the_way_back_is_kept_and_leads_nowhere_else(clerk):
    html = Client().get("/staff/login/?next=/staff/people/").content.decode()
    assert 'name="next" value="/staff/people/"' in html
    email = known(clerk)
    client = Client()
    answer = client.post("/staff/login/", {"login": email, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/after-login/"


def test_nobody_is_let_try_for_ever(clerk, settings):
    settings.ACCOUNT_RATE_LIMITS = {}  # those of allauth, which the other tests here do without
    email = known(clerk)
    answers = [fault(knock("/staff/login/", email, f"wrong-{n}")) for n in range(8)]
    assert answers[0] != answers[-1]
    right = fault(knock("/staff/login/", email))
    assert right == answers[-1]
