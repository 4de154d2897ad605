"""What the process reads from its environment; it refuses everything that smells of production.

| variable | meaning |
|---|---|
| `SANDBOX_GATEWAY_BIND` | `127.0.0.1:8010`; only a loopback address is taken |
| `SANDBOX_GATEWAY_FOLDER` | where the books are kept |
| `SANDBOX_GATEWAY_KEY` | the API key of the sandbox's own protocol, at least 16 characters |
| `SANDBOX_GATEWAY_WEBHOOK_SECRET` | signs its webhooks |
| `STRIPE_API_KEY`, `STRIPE_WEBHOOK_SECRET` | the same for the Stripe protocol; must be a test key (`sk_test_…`) |
| `SITE_URL` | the portal's origin, told of events below `/payments/webhooks/`; must be on this machine |
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}
_BIND = re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})")


class UnsafeConfigurationError(Exception):
    """The sandbox would be reachable, or would serve a portal in production."""


@dataclass(frozen=True)
class Configuration:
    bind: str
    folder: Path
    own_key: str = field(repr=False)
    own_webhook_secret: str = field(repr=False)
    stripe_key: str = field(repr=False)
    stripe_webhook_secret: str = field(repr=False)
    portal: str

    @property
    def origin(self) -> str:
        return f"http://{self.bind}"

    def webhook_address(self, protocol: str) -> str:
        return f"{self.portal}/payments/webhooks/{protocol}/"


def read(environment: Mapping[str, str] = os.environ) -> Configuration:
    """Return the configuration. Raises UnsafeConfigurationError with one sentence."""
    configuration = Configuration(
        bind=environment.get("SANDBOX_GATEWAY_BIND", "127.0.0.1:8010"),
        folder=Path(environment.get("SANDBOX_GATEWAY_FOLDER", "")),
        own_key=environment.get("SANDBOX_GATEWAY_KEY", ""),
        own_webhook_secret=environment.get("SANDBOX_GATEWAY_WEBHOOK_SECRET", ""),
        stripe_key=environment.get("STRIPE_API_KEY", ""),
        stripe_webhook_secret=environment.get("STRIPE_WEBHOOK_SECRET", ""),
        portal=environment.get("SITE_URL", ""),
    )
    refuse_unsafe(configuration)
    if environment.get("DJANGO_SETTINGS_MODULE", "").endswith(".production"):
        raise UnsafeConfigurationError("It does not run beside a portal in production.")
    return configuration


def refuse_unsafe(configuration: Configuration) -> None:
    """Raise UnsafeConfigurationError unless all of it stays on this machine and no key could be real."""
    faults = {
        "SANDBOX_GATEWAY_BIND must be a port of the loopback address.": not _BIND.fullmatch(configuration.bind),
        "SITE_URL must be a portal on this machine: http://127.0.0.1:…": not on_this_machine(configuration.portal),
        "SANDBOX_GATEWAY_FOLDER must be an absolute path.": not configuration.folder.is_absolute(),
        "SANDBOX_GATEWAY_KEY must have at least 16 characters.": len(configuration.own_key) < 16,
        "SANDBOX_GATEWAY_WEBHOOK_SECRET must have at least 16 characters.": len(configuration.own_webhook_secret) < 16,
        "STRIPE_API_KEY must begin with sk_test_.": not configuration.stripe_key.startswith("sk_test_"),
        "STRIPE_WEBHOOK_SECRET must begin with whsec_.": not configuration.stripe_webhook_secret.startswith("whsec_"),
    }
    for sentence, found in faults.items():
        if found:
            raise UnsafeConfigurationError(sentence)


def on_this_machine(address: str) -> bool:
    """Whether `address` is plain HTTP to the loopback address."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK and "@" not in parts.netloc
