"""Another provider is settings only: a second sandbox with other paths and keys, and one by other people."""

import httpx
import pytest
from django.test import Client

from identity.methods.attributes import verified_attributes
from identity.methods.models import CitizenIdentity
from tests.card_provider import PORTAL, act
from tests.identity.methods.walking import come_back, leave
from tests.independent_provider import independent_provider


def test_a_second_sandbox_with_other_paths_and_keys(db, settings, card_provider, other_provider):
    for provider, page in ((card_provider, "protocol/openid-connect/auth"), (other_provider, "authorize")):
        settings.SIGN_IN = provider.settings()
        client = Client()
        address = leave(client)
        assert address.startswith(f"{provider.issuer()}/{page}?")
        answer = come_back(client, act(address))
        assert answer["Location"] == "/after-login/?next=%2Finbox%2F"
    issuers = CitizenIdentity.objects.order_by("pk").values_list("issuer", flat=True)
    assert list(issuers) == [card_provider.issuer(), other_provider.issuer()]


@pytest.fixture
def certified(tmp_path, settings):
    with independent_provider(tmp_path, redirect_uri=f"{PORTAL}/identify/card/return/") as provider:
        settings.SIGN_IN = provider.settings()
        yield provider


def test_a_provider_by_other_people(db, certified):
    client = Client()
    redirect = httpx.get(leave(client), trust_env=False)
    assert redirect.status_code == 302, redirect.text
    answer = come_back(client, redirect.headers["location"])
    assert (answer.status_code, answer["Location"]) == (302, "/after-login/?next=%2Finbox%2F")
    identity = CitizenIdentity.objects.get()
    assert (identity.issuer, identity.acr, identity.level) == (certified.origin, "aal3", 2)
    found = verified_attributes(identity.user_id)
    assert (found.name, found.address) == ("山王　花子", "秋田県秋田市山王一丁目2番34号")
    assert (found.birth_date.isoformat(), found.gender) == ("1985-04-12", "female")
