"""A browser that signs in: leaves the portal, and comes back."""

from typing import Any

from django.test import Client

from tests.card_provider import PORTAL

QUERY = "level=2&next=/inbox/"


def leave(client: Client, query: str = QUERY, method: str = "card") -> str:
    """Press 「本人確認をする」; the provider's address that the browser is sent to."""
    answer = client.post(f"/identify/?{query}", {"method": method})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def come_back(client: Client, address: str) -> Any:
    """Follow the provider's redirect; the portal's answer to it."""
    assert address.startswith(f"{PORTAL}/identify/"), address
    return client.get(address.removeprefix(PORTAL))
