"""Signing in with the card against the sandbox provider, over HTTP: each outcome, and what is left behind."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from identity.methods import pending
from identity.methods.attributes import corporate_attributes_of, verified_attributes
from identity.methods.models import Attempt, CitizenIdentity, IdentityEvent
from identity.people.models import User
from tests.card_provider import act
from tests.identity.methods.walking import come_back, leave

NEXT = "/after-login/?next=%2Finbox%2F"


@pytest.fixture
def phone(settings, card_provider):
    settings.SIGN_IN = card_provider.settings()
    return card_provider


def sign_in(client: Client, **choice: str) -> str:
    return str(come_back(client, act(leave(client), **choice))["Location"])


def reasons() -> list[tuple[str, str]]:
    return list(IdentityEvent.objects.order_by("at").values_list("event", "reason"))


def test_a_guest_signs_in(db, phone):
    client = Client()
    assert sign_in(client) == NEXT
    identity = CitizenIdentity.objects.get()
    kept = client.session["assurance"]
    assert (kept["level"], kept["method"]) == (2, "card")
    found = verified_attributes(identity.user_id)
    assert found is not None
    assert (found.name, found.family_and_given) == ("山王　花子", ("山王", "花子"))
    assert (found.address, found.birth_date) == ("秋田県秋田市山王一丁目2番34号", date(1985, 4, 12))
    assert found.gender == "female"
    assert reasons() == [("started", ""), ("created", ""), ("bound", ""), ("signed_in", "")]
    assert "本人確認が済みました。" in client.get("/inbox/").content.decode()


def test_the_drafts_of_the_browser_come_along(db, phone):
    client = Client()
    come_back(client, act(leave(client)))
    answer = client.get(NEXT)
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")


@pytest.mark.parametrize(
    ("outcome", "page", "event"),
    [
        ("cancel", "cancelled", ("cancelled", "cancelled")),
        ("pin-locked", "pin-locked", ("refused", "pin-locked")),
        ("revoked", "revoked", ("refused", "revoked")),
        ("expired", "expired", ("refused", "expired")),
        ("no-certificate", "no-certificate", ("refused", "no-certificate")),
        ("child", "under-15", ("refused", "under-15")),
    ],
)
def test_what_does_not_go_through_has_a_page_of_its_own(db, phone, outcome, page, event):
    client = Client()
    assert sign_in(client, outcome=outcome) == f"/identify/result/{page}/?next=%2Finbox%2F"
    assert reasons()[1:] == [event]
    assert not User.objects.exists()
    assert client.get(f"/identify/result/{page}/?next=/inbox/").status_code == 200


@pytest.mark.parametrize(
    ("outcome", "address"),
    [
        ("elsewhere", "岩手県盛岡市内丸12番2号"),
        ("abroad", "国外転出者　秋田県秋田市"),
        ("rotated", "秋田県秋田市山王一丁目2番34号"),
    ],
)
def test_what_goes_through_in_another_way(db, phone, outcome, address):
    assert sign_in(Client(), outcome=outcome) == NEXT
    found = verified_attributes(User.objects.get().pk)
    assert found is not None
    assert found.address == address


def test_a_name_with_a_substitute_character_is_taken_as_told(db, phone):
    assert sign_in(Client(), person="yoshio", outcome="substitutes") == NEXT
    found = verified_attributes(User.objects.get().pk)
    assert found is not None
    assert found.name == "渡辺　吉男"


def test_a_move_is_told_and_one_may_go_on(db, phone):
    sign_in(Client())
    client = Client()
    assert sign_in(client, outcome="moved") == "/identify/result/moved/?next=%2Finbox%2F"
    page = client.get("/identify/result/moved/?next=/inbox/").content.decode()
    assert f'href="{NEXT}"' in page
    assert client.session["assurance"]["level"] == 2


def test_keys_that_change_between_two_sign_ins(db, phone):
    for outcome in ("success", "rotated", "rotated"):
        location = sign_in(Client(), outcome=outcome)
    # The third asks for keys twice within a minute: the limit holds, and the person is asked to try again.
    assert location == "/identify/result/failed/?next=%2Finbox%2F"
    assert reasons()[-1] == ("refused", "token-key-unknown")


def test_a_signed_in_citizen_is_asked_and_says_yes(citizen, phone):
    client = citizen.client()
    asked = sign_in(client)
    assert asked == f"/identify/confirm/{Attempt.objects.get().pk}/"
    page = client.get(asked).content.decode()
    assert "マイナンバーカードを、いまのアカウントに結び付けますか" in page
    assert "hanako@example.jp" in page
    assert not CitizenIdentity.objects.exists()
    before = client.cookies["session"].value
    answer = client.post(asked, {"answer": "bind"})
    assert answer["Location"] == NEXT
    assert CitizenIdentity.objects.get().user == citizen.user
    assert client.session["assurance"]["level"] == 2
    assert client.cookies["session"].value != before
    assert client.post(asked, {"answer": "bind"})["Location"].startswith("/identify/result/lost/")


def test_a_signed_in_citizen_says_no(citizen, phone):
    client = citizen.client()
    asked = sign_in(client)
    assert client.post(asked, {"answer": "decline"})["Location"] == "/identify/result/cancelled/?next=%2Finbox%2F"
    assert not CitizenIdentity.objects.exists()
    assert reasons()[-1] == ("cancelled", "binding-declined")
    assert Attempt.objects.get().proof == ""


def test_nobody_else_says_yes(citizen, other_citizen, phone):
    asked = sign_in(citizen.client())
    for client in (Client(), other_citizen.client(), citizen.client()):  # the last is another browser
        assert client.get(asked)["Location"].startswith("/identify/result/lost/")
        assert client.post(asked, {"answer": "bind"})["Location"].startswith("/identify/result/lost/")
    assert not CitizenIdentity.objects.exists()


def test_two_yeses_at_once_bind_once(citizen, phone, monkeypatch):
    client = citizen.client()
    asked = sign_in(client)
    monkeypatch.setattr(pending, "drop", lambda _pending: False)  # the other one took it between look and grasp
    assert client.post(asked, {"answer": "bind"})["Location"] == "/identify/result/lost/?next=%2Finbox%2F"
    assert reasons()[-1] == ("refused", "confirmed-twice")
    assert not CitizenIdentity.objects.exists()


def test_a_card_that_somebody_bound_meanwhile(citizen, other_citizen, phone):
    client, other = citizen.client(), other_citizen.client()
    first, second = sign_in(client), sign_in(other)
    other.post(second, {"answer": "bind"})
    assert client.post(first, {"answer": "bind"})["Location"].startswith("/identify/result/other-account/")
    assert reasons()[-1] == ("refused", "other-account")


def test_a_new_card_without_a_signature(citizen, phone):
    client = citizen.client()
    client.post(sign_in(client), {"answer": "bind"})
    assert sign_in(client, outcome="new-card") == "/identify/result/new-card/?next=%2Finbox%2F"
    assert reasons()[-1] == ("refused", "signature-needed")


def test_the_card_of_another_person(citizen, phone):
    client = citizen.client()
    client.post(sign_in(client), {"answer": "bind"})
    assert sign_in(client, person="taro") == "/identify/result/another-person/?next=%2Finbox%2F"


def test_level_3_is_not_lost_by_signing_in_again(citizen, phone):
    client = citizen.client()
    client.post(sign_in(client), {"answer": "bind"})
    session = client.session
    session["assurance"] = {"level": 3, "method": "card", "at": timezone.now().isoformat()}
    session.save()
    sign_in(client)
    assert client.session["assurance"]["level"] == 3
    session = client.session
    session["assurance"] = {"level": 3, "method": "card", "at": "2026-01-01T00:00:00+09:00"}
    session.save()
    sign_in(client)
    assert client.session["assurance"]["level"] == 2


# -- GビズID, the second provider of the same process


def corporate(client: Client, person: str) -> str:
    address = leave(client, method="gbizid")
    return str(come_back(client, act(address, person=person))["Location"])


@pytest.mark.parametrize(
    ("person", "name", "number", "account"),
    [
        ("senshu", "株式会社千秋見本商事", "7999901000001", "prime"),
        ("kubota", "久保田見本建設株式会社", "2999901000006", "member"),
    ],
)
def test_a_corporation_signs_in(db, phone, person, name, number, account):
    assert corporate(Client(), person) == NEXT
    user = User.objects.get()
    found = corporate_attributes_of(user.pk)
    assert found is not None
    assert (found.company_name, found.corporate_number, found.account) == (name, number, account)
    assert verified_attributes(user.pk) is None
    assert CitizenIdentity.objects.get().method == "gbizid"


def test_an_account_that_nobody_checked_is_not_enough(db, phone):
    assert corporate(Client(), "asahi") == "/identify/result/weak-account/?next=%2Finbox%2F"
    assert reasons()[-1] == ("refused", "account-type")


def test_a_person_who_cancels_at_gbizid(db, phone):
    client = Client()
    answer = come_back(client, act(leave(client, method="gbizid"), action="cancel"))
    assert answer["Location"] == "/identify/result/cancelled/?next=%2Finbox%2F"
