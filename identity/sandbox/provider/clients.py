"""Is this client who it says? private_key_jwt as RFC 7523 and OpenID Connect Core 9 ask for it."""

import json
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from identity.sandbox.provider.configuration import configuration
from identity.sandbox.provider.realms import Realm
from identity.sandbox.provider.state import MEMORY

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_LIFE = 600
_SKEW = 10


class UnknownClient(Exception):
    """invalid_client; the text is for whoever develops against the sandbox."""


def authenticate(realm: Realm, fields: Mapping[str, str]) -> None:
    """Raises UnknownClient."""
    if fields.get("client_id") != realm.client.client_id:
        raise UnknownClient("client_id")
    if fields.get("client_assertion_type") != ASSERTION_TYPE or "client_secret" in fields:
        raise UnknownClient("client_assertion_type")
    claims = _verified(fields.get("client_assertion", ""))
    now = time.time()
    if claims.get("iss") != realm.client.client_id or claims.get("sub") != realm.client.client_id:
        raise UnknownClient("iss, sub")
    if claims.get("aud") != realm.endpoint("token"):
        raise UnknownClient("aud")
    until, jti = claims.get("exp"), claims.get("jti")
    if not isinstance(until, int) or not now - _SKEW < until <= now + _LONGEST_LIFE:
        raise UnknownClient("exp")
    if not isinstance(jti, str) or not MEMORY.use_assertion(jti, float(until)):
        raise UnknownClient("jti")


def _verified(assertion: str) -> Mapping[str, Any]:
    try:
        unverified = jws.extract_compact(assertion.encode())
        if unverified.protected.get("alg") != "RS256":
            raise UnknownClient("alg")
        key = _key(str(unverified.protected.get("kid", "")))
        found = json.loads(jws.deserialize_compact(assertion, key, algorithms=["RS256"]).payload)
    except (JoseError, ValueError) as error:
        raise UnknownClient(type(error).__name__) from None
    return found if isinstance(found, dict) else {}


def _key(kid: str) -> RSAKey:
    for listed in _client_keys():
        if listed.get("kid") == kid and listed.get("kty") == "RSA":
            return RSAKey.import_key(listed)
    raise UnknownClient("kid")


def _client_keys() -> list[dict[str, Any]]:
    """The portal's published keys: on paper with the real service, read anew each time here."""
    path = configuration().card_sandbox_client_keys
    if path:
        text = Path(path).read_text()
    else:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        address = f"{configuration().site_url}/identify/keys.json"
        with direct.open(address, timeout=5) as answer:
            text = answer.read(65536).decode()
    keys: list[dict[str, Any]] = json.loads(text)["keys"]
    return keys
