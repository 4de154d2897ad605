"""Two providers in one process, told apart by their issuer: people with cards, and corporations.

Each has an RSA key for access tokens and an EC key for ID tokens. The JWK Set names the RSA key first, as the real one
probably does: a client that takes the first key fails here, not in production.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, KeyParameters, RSAKey

from identity.sandbox.provider.configuration import configuration

# Path of a realm and of its endpoints below it.
_LAYOUTS: Mapping[str, Mapping[str, str]] = {
    "keycloak": {
        "realm": "api/realms/{name}",
        "authorization": "protocol/openid-connect/auth",
        "token": "protocol/openid-connect/token",
        "userinfo": "protocol/openid-connect/userinfo",
        "jwks": "protocol/openid-connect/certs",
        "transactions": "api/sign-transactions",
    },
    "plain": {
        "realm": "idp/{name}",
        "authorization": "authorize",
        "token": "oauth/token",
        "userinfo": "me",
        "jwks": "keys.json",
        "transactions": "signing/transactions",
    },
}


def layout() -> Mapping[str, str]:
    return _LAYOUTS[configuration().card_sandbox_layout]


def transactions_address() -> str:
    return f"{configuration().card_sandbox_origin}/{layout()['transactions']}"


@dataclass(frozen=True, slots=True)
class Client:
    """The portal, as registered on paper."""

    client_id: str
    redirect_uri: str


@dataclass
class Realm:
    """`name`: main (people) or gbizid (corporations)."""

    name: str
    client: Client
    scopes: frozenset[str]
    _rsa: RSAKey = field(init=False, repr=False)
    _ec: ECKey = field(init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._rsa = RSAKey.generate_key(2048, {"kid": f"{self.name}-rsa", "use": "sig", "alg": "RS256"}, private=True)
        self.rotate()

    @property
    def issuer(self) -> str:
        return f"{configuration().card_sandbox_origin}/{layout()['realm'].format(name=self.name)}"

    def endpoint(self, name: str) -> str:
        return f"{self.issuer}/{layout()[name]}"

    def rotate(self) -> None:
        """A new key for ID tokens; the old one is not published any more."""
        parameters: KeyParameters = {"kid": f"{self.name}-{uuid4().hex[:8]}", "use": "sig", "alg": "ES256"}
        with self._lock:
            self._ec = ECKey.generate_key("P-256", parameters, private=True)

    def published(self) -> dict[str, list[Any]]:
        with self._lock:
            return {"keys": [self._rsa.as_dict(private=False), self._ec.as_dict(private=False)]}

    def id_token(self, claims: Mapping[str, Any]) -> str:
        with self._lock:
            header = {"alg": "ES256", "typ": "JWT", "kid": self._ec.kid or ""}
            return jwt.encode(header, dict(claims), self._ec, algorithms=["ES256"])

    def access_token(self, subject: str, *, seconds: int) -> str:
        """A Keycloak-like JWT; only this process reads it, by looking it up."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": subject, "jti": str(uuid4()), "iat": now, "exp": now + seconds}
        header = {"alg": "RS256", "typ": "JWT", "kid": self._rsa.kid or ""}
        return jwt.encode(header, claims, self._rsa, algorithms=["RS256"])


def _realms() -> dict[str, Realm]:
    portal = configuration().site_url
    person = frozenset({"openid", "name", "address", "birthdate", "gender", "sign"})
    return {
        "main": Realm("main", Client("RP00000001", f"{portal}/identify/card/return/"), person),
        "gbizid": Realm(
            "gbizid", Client("BZ00000001", f"{portal}/identify/gbizid/return/"), frozenset({"openid", "profile"})
        ),
    }


REALMS = _realms()
