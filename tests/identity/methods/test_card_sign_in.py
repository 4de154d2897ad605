"""Signing in with the card against the sandbox provider, over HTTP."""

import pytest
from django.test import Client

from identity.methods.attributes import verified_attributes
from identity.methods.models import CitizenIdentity
from tests.card_provider import act


@pytest.fixture
def signing_in(settings, card_provider):
    settings.SIGN_IN = card_provider.settings()
    return card_provider


def leave(client: Client, query: str = "level=2&next=/inbox/", method: str = "card") -> str:
    answer = client.post(f"/identify/?{query}", {"method": method})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def come_back(client: Client, address: str):
    return client.get(address.removeprefix("http://127.0.0.1:8000"))


def test_a_guest_signs_in(db, signing_in):
    client = Client()
    answer = come_back(client, act(leave(client)))
    assert (answer.status_code, answer["Location"]) == (302, "/after-login/?next=%2Finbox%2F")
    identity = CitizenIdentity.objects.get()
    assert client.session["assurance"]["level"] == 2
    assert verified_attributes(identity.user_id).name == "山王　花子"
