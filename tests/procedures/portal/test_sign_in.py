from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from procedures.applications.models import Draft
from tests.catalogue import make_procedure
from tests.procedures.portal.steps import SMALL_PAGE, Citizen, text


def next_of(location: str) -> str:
    """Where signing in leads in the end."""
    after = parse_qs(urlsplit(location).query)["next"][0]
    assert urlsplit(after).path == "/after-login/"
    return parse_qs(urlsplit(after).query)["next"][0]


@pytest.fixture
def signed_in(citizen) -> Citizen:
    own = Citizen(make_procedure(), citizen.client())
    own.start()
    return own


def expire(own: Citizen) -> None:
    own.client.session.flush()


def test_a_draft_begun_signed_in_belongs_to_the_account(signed_in, citizen):
    assert signed_in.draft.owner_id == citizen.user.pk
    assert "grants" not in signed_in.client.cookies
    assert Citizen(signed_in.version, citizen.client(), signed_in.draft_id).send_page().status_code == 302


def test_a_page_opened_after_the_sign_in_ran_out_leads_back_to_it(signed_in):
    expire(signed_in)
    away = signed_in.client.get(signed_in.address("applicant"))
    assert away["Location"].startswith("/accounts/login/")
    assert next_of(away["Location"]) == signed_in.address("applicant")


def test_a_page_sent_after_the_sign_in_ran_out_is_not_lost(signed_in, citizen):
    expire(signed_in)
    away = signed_in.send_page(data=SMALL_PAGE | {"wish": "書きかけ"})
    back = next_of(away["Location"])
    assert signed_in.contents.answers == {}
    signed_in.client.force_login(citizen.user)
    shown = signed_in.client.get(f"/after-login/?next={back}", follow=True)
    assert shown.redirect_chain[-1][0] == signed_in.address("applicant")
    assert 'value="書きかけ"' in text(shown)
    assert Draft.objects.count() == 1
    assert signed_in.send_page().status_code == 302


def test_what_one_parked_does_not_reach_anothers_draft(signed_in, other_citizen):
    expire(signed_in)
    back = next_of(signed_in.send_page()["Location"])
    signed_in.client.force_login(other_citizen.user)
    assert signed_in.client.get(back).status_code == 404
    assert signed_in.contents.typed == {}


def test_a_guest_who_signs_in_takes_the_draft_along(db, citizen):
    guest = Citizen(make_procedure())
    guest.start()
    guest.send_page()
    guest.client.force_login(citizen.user)
    assert guest.client.get("/after-login/")["Location"] == "/applications/"
    assert guest.draft.owner_id == citizen.user.pk
    assert "小さな手続" in text(citizen.client().get("/applications/"))


def test_staff_go_to_their_own_pages(clerk):
    assert clerk.client().get("/after-login/")["Location"].startswith("/staff/")


def test_nobody_is_asked_to_sign_in(db):
    assert Client().get("/after-login/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_signing_in_never_leads_to_another_site(citizen, elsewhere):
    assert citizen.client().get("/after-login/", {"next": elsewhere})["Location"] == "/applications/"


def test_after_signing_out_nothing_shows(signed_in):
    expire(signed_in)
    assert "続きから" not in text(signed_in.client.get("/"))
    assert "まだ申請はありません" in text(signed_in.client.get("/applications/"))
