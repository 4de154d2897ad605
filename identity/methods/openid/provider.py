"""An OpenID Provider as the settings describe it: issuer, endpoints, our client, our keys, what is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from identity.methods.tokens import ClientKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    authorization: str
    token: str
    userinfo: str
    jwks: str
    names_issuer: bool = False  # the answer must carry `iss` (RFC 9207)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One entry of settings.SIGN_IN. Without `endpoints` they are discovered below the issuer."""

    issuer: str
    client_id: str
    keys: tuple[ClientKey, ...]  # newest first: the first signs, all are published
    scopes: tuple[str, ...]
    algorithms: tuple[str, ...]
    acr_values: tuple[str, ...] = ()
    accepted_acr: tuple[str, ...] = ()  # empty: whatever the provider says
    endpoints: Endpoints | None = None
    sign_transactions: str = ""
    connect_seconds: float = 3.0
    read_seconds: float = 8.0
    result_keys: tuple[ClientKey, ...] = ()  # that open an encrypted result of a signature; none: it comes in the clear

    @property
    def timeout(self) -> tuple[float, float]:
        return (self.connect_seconds, self.read_seconds)

    def origins(self) -> tuple[str, ...]:
        addresses = [self.issuer, *([self.endpoints.authorization] if self.endpoints else [])]
        return tuple(sorted({origin_of(address) for address in addresses}))


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def provider(method: str) -> Provider:
    """The provider of a method. Raises KeyError where the settings have none."""
    entry: Mapping[str, Any] = settings.SIGN_IN[method]
    return Provider(**entry)
