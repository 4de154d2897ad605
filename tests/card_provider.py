"""The sandbox provider as a live process, and the person in front of its page."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from akita_portal.embedded.ports import LOOPBACK, free_port
from akita_portal.embedded.processes import CARD_SANDBOX, Child
from identity.methods.keys import new_key, published, read_keys
from tests import services
from tests.live import LivePortal

PORTAL = "http://127.0.0.1:8000"  # SITE_URL of the tests


@dataclass
class CardProvider:
    """A running provider. `settings()` is what SIGN_IN must hold for the portal to use it."""

    folder: Path
    layout: str = "keycloak"
    keys: str = field(default_factory=lambda: f"{new_key('2026b')},{new_key('2026a')}")  # CARD_KEYS of the portal
    port: int = field(default_factory=free_port)
    process: Child = field(init=False)

    def __post_init__(self) -> None:
        file = self.folder / "client-keys.json"
        file.write_text(json.dumps(published(read_keys(self.keys))))
        environment = {
            "PATH": "/usr/bin:/bin",
            "CARD_SANDBOX_ORIGIN": self.origin,
            "SITE_URL": PORTAL,
            "CARD_SANDBOX_LAYOUT": self.layout,
            "CARD_SANDBOX_CLIENT_KEYS": str(file),
            "SANDBOX_CA": str(self.folder / "ca"),
        }
        self.process = Child(CARD_SANDBOX, environment, self.folder / "card-sandbox.log")

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def issuer(self, realm: str = "main") -> str:
        return f"{self.origin}/{'api/realms' if self.layout == 'keycloak' else 'idp'}/{realm}"

    def settings(self) -> dict[str, dict[str, Any]]:
        """SIGN_IN, as akita_portal/settings/parts/sign_in.py makes it of the environment; endpoints are discovered."""
        shared = {"keys": read_keys(self.keys), "algorithms": ("ES256",)}
        signing = "api/sign-transactions" if self.layout == "keycloak" else "signing/transactions"
        return {
            "card": {
                **shared,
                "issuer": self.issuer(),
                "client_id": "RP00000001",
                "scopes": ("name", "address", "birthdate", "gender"),
                "acr_values": ("aal3",),
                "sign_transactions": f"{self.origin}/{signing}",
            },
            "gbizid": {
                **shared,
                "issuer": self.issuer("gbizid"),
                "client_id": "BZ00000001",
                "scopes": ("profile",),
            },
        }

    def start(self) -> None:
        self.process.start()
        assert self.process.wait_until_it_says("card_sandbox_ready"), self.process.output()

    def close(self) -> None:
        self.process.stop(seconds=5)


def act(address: str, *, person: str = "hanako", outcome: str = "success", action: str = "go") -> str:
    """Open the provider's page at `address`, choose, press; the address the browser is sent to."""
    with httpx.Client(trust_env=False, timeout=20) as browser:
        page = browser.get(address)
        if page.status_code == 302:
            return page.headers["location"]
        assert page.status_code == 200, page.text
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|asked)" value="([^"]*)"', page.text))
        answer = browser.post(
            address.partition("?")[0], data={**hidden, "person": person, "outcome": outcome, "action": action}
        )
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def query_of(address: str) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture(scope="session")
def card_provider() -> Iterator[CardProvider]:
    provider = CardProvider(services.folder(f"card-provider_{services.worker_number()}"))
    provider.start()
    yield provider
    provider.close()


@pytest.fixture(scope="session")
def other_provider() -> Iterator[CardProvider]:
    """A second one: another port, other keys, other paths."""
    provider = CardProvider(services.folder(f"other-card-provider_{services.worker_number()}"), layout="plain")
    provider.start()
    yield provider
    provider.close()


@pytest.fixture
def card_phone(portal_server: LivePortal) -> LivePortal:
    """The live portal with its provider running beside it."""
    portal_server.start_card()
    portal_server.forget_limits()
    return portal_server
