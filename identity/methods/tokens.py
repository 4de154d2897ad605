"""Signed tokens: the only module that imports `jose`, and the only one that decides whether an ID token is true.

python-jose 3.5 is lenient where this portal is not: it takes HS256 made with a DER public key when no algorithms are
given, accepts tokens without `aud` or `exp`, lists of audiences, unknown `crit`, any curve for ES256, an `iat` in the
future, and stops at the first key of the wrong type. So: the header is read and judged here first, exactly one key is
chosen, one algorithm is passed on, the claims are judged here once more. No JWE, ever.

Sources: RFC 7515 4.1.11, RFC 7523 3, RFC 8725 3, OpenID Connect Core 1.0 3.1.3.7 and 3.1.3.8.
"""

import base64
import binascii
import json
import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from jose import jwk, jwt
from jose.exceptions import JOSEError

LARGEST = 8 * 1024  # bytes
SKEW = 60  # seconds that clocks may differ
OLDEST = 300  # seconds since `iat`
OLDEST_SIGN_IN = 600  # seconds since `auth_time`
ASSERTION_LIFETIME = 300
_SUBJECT = re.compile(r"[\x21-\x7e]{1,255}")
_PART = re.compile(r"[A-Za-z0-9_-]+")
_REQUIRED = ("aud", "iat", "exp", "iss", "sub")
# What a key must be for an algorithm, and which of its members are passed on: never a private one.
_KEYS: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "ES256": ({"kty": "EC", "crv": "P-256"}, ("kty", "crv", "x", "y")),
    "ES384": ({"kty": "EC", "crv": "P-384"}, ("kty", "crv", "x", "y")),
    "RS256": ({"kty": "RSA"}, ("kty", "n", "e")),
}
ALGORITHMS = frozenset(_KEYS)
_SMALLEST_MODULUS = 256  # bytes: RSA-2048

Key = Mapping[str, Any]
# Returns the provider's keys; with True, fetches them again first where the rate limit lets it.
KeySource = Callable[[bool], Sequence[Key]]


class TokenRefused(Exception):
    """The token is not accepted. `reason` is a code for staff, without anything from the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What this portal waits for. `algorithms`: a subset of ALGORITHMS."""

    issuer: str
    client_id: str
    nonce: str
    algorithms: tuple[str, ...]


def verify_id_token(token: str, *, expected: Expected, keys: KeySource, access_token: str) -> dict[str, Any]:
    """Return the claims of a true ID token meant for this very sign-in. Raises TokenRefused."""
    header = _read_header(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in expected.algorithms or algorithm not in ALGORITHMS:
        raise TokenRefused("algorithm")
    if "crit" in header:
        raise TokenRefused("crit")
    key = _choose(keys, kid=header.get("kid"), algorithm=algorithm)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=expected.client_id,
            issuer=expected.issuer,
            access_token=access_token,
            options={"leeway": SKEW, **{f"require_{name}": True for name in _REQUIRED}},
        )
    except (JOSEError, ValueError, TypeError, OverflowError, RecursionError):
        raise TokenRefused(_explain(token, expected)) from None
    _judge(claims, expected)
    return claims


def _read_header(token: str) -> dict[str, Any]:
    """Read the header strictly: size, three parts of base64url without padding, one JSON object, no name twice."""
    if not isinstance(token, str) or len(token) > LARGEST:
        raise TokenRefused("size")
    parts = token.split(".")
    if len(parts) != 3 or not all(_PART.fullmatch(part) for part in parts):
        raise TokenRefused("shape")
    header = _read_object(parts[0])
    _read_object(parts[1])
    return header


def _read_object(part: str) -> dict[str, Any]:
    try:
        text = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
        found = json.loads(text, object_pairs_hook=_once)
    except (binascii.Error, ValueError, RecursionError):
        raise TokenRefused("shape") from None
    if not isinstance(found, dict):
        raise TokenRefused("shape")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _choose(keys: KeySource, *, kid: Any, algorithm: str) -> dict[str, Any]:
    """Exactly one key by kid, type, curve and use. A kid that is not known lets the keys be fetched once more."""
    if not isinstance(kid, str) or not kid:
        raise TokenRefused("kid")
    wanted, members = _KEYS[algorithm]
    for again in (False, True):
        fitting = [key for key in keys(again) if _fits(key, kid=kid, algorithm=algorithm, wanted=wanted)]
        if len(fitting) > 1:
            raise TokenRefused("key-ambiguous")
        if fitting:
            return {name: fitting[0][name] for name in members}
    raise TokenRefused("key-unknown")


def _fits(key: Key, *, kid: str, algorithm: str, wanted: Mapping[str, str]) -> bool:
    return (
        key.get("kid") == kid
        and all(key.get(name) == value for name, value in wanted.items())
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and all(isinstance(key.get(name), str) for name in _KEYS[algorithm][1])
        and (wanted["kty"] != "RSA" or _modulus_size(key["n"]) >= _SMALLEST_MODULUS)
    )


def _modulus_size(modulus: str) -> int:
    return len(modulus.rstrip("=")) * 3 // 4


def _explain(token: str, expected: Expected) -> str:
    """Which check failed, for staff. The token is untrue or its signature is: nothing of it is used."""
    claims = _read_object(token.split(".")[1])
    try:
        _judge(claims, expected)
    except TokenRefused as refusal:
        return refusal.reason
    return "signature-or-at-hash"


def _judge(claims: Mapping[str, Any], expected: Expected) -> None:
    """Every claim once more, without python-jose's leniency. Raises TokenRefused."""
    now = int(time.time())
    missing = [name for name in _REQUIRED if name not in claims]
    if missing:
        raise TokenRefused(f"missing-{missing[0]}")
    if claims["iss"] != expected.issuer:
        raise TokenRefused("issuer")
    # This client alone: as a string, or as the list of one that means the same (RFC 7519, 4.1.3). A second name in the
    # list is refused even beside ours, so azp and its rules do not arise.
    if claims["aud"] not in (expected.client_id, [expected.client_id]):
        raise TokenRefused("audience")
    if not isinstance(claims["sub"], str) or not _SUBJECT.fullmatch(claims["sub"]):
        raise TokenRefused("subject")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not compare_digest(nonce.encode(), expected.nonce.encode()):
        raise TokenRefused("nonce")
    if _moment(claims, "exp") <= now - SKEW:
        raise TokenRefused("expired")
    if not now - OLDEST - SKEW <= _moment(claims, "iat") <= now + SKEW:
        raise TokenRefused("issued-at")
    if "nbf" in claims and _moment(claims, "nbf") > now + SKEW:
        raise TokenRefused("not-before")
    if "auth_time" in claims and not now - OLDEST_SIGN_IN - SKEW <= _moment(claims, "auth_time") <= now + SKEW:
        raise TokenRefused("sign-in-age")


def _moment(claims: Mapping[str, Any], name: str) -> int:
    value = claims[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TokenRefused(f"{name}-type")
    return value


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A private key of the portal's (RSA, PKCS#8 PEM), known to a provider by `kid`."""

    kid: str
    pem: str

    def __repr__(self) -> str:
        return f"ClientKey({self.kid!r})"


def client_assertion(key: ClientKey, *, client_id: str, audience: str) -> str:
    """A fresh proof for a token endpoint that this portal is the client (private_key_jwt, RS256, five minutes)."""
    now = int(time.time())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + ASSERTION_LIFETIME,
    }
    return str(jwt.encode(claims, key.pem, algorithm="RS256", headers={"kid": key.kid}))


def public_jwk(key: ClientKey) -> dict[str, str]:
    """The public half, as a provider takes it."""
    found = jwk.construct(key.pem, "RS256").public_key().to_dict()
    modulus, exponent = (_text(found[name]) for name in ("n", "e"))
    return {"kty": "RSA", "kid": key.kid, "use": "sig", "alg": "RS256", "n": modulus, "e": exponent}


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
