"""Whatever comes in place of an ID token: it is refused with a reason, and nothing else is ever raised."""

import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.methods.tokens import Expected, TokenRefused, verify_id_token
from tests.identity.methods.forger import ec_jwk, ec_signature, part

KEY = ec.generate_private_key(ec.SECP256R1())
KEYS = [ec_jwk(KEY, "ec-1")]
EXPECTED = Expected(issuer="https://op.example", client_id="RP1", nonce="a-nonce", algorithms=("ES256",))
NAMES = ("iss", "aud", "sub", "iat", "exp", "nbf", "auth_time", "nonce", "at_hash", "jti")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def refused(token: str, keys: list[dict[str, str]] = KEYS) -> str:
    with pytest.raises(TokenRefused) as refusal:
        verify_id_token(token, expected=EXPECTED, keys=lambda _again: keys, access_token="a-token")
    return refusal.value.reason


def signed(header: object, claims: object) -> str:
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{part(ec_signature(KEY, text.encode()))}"


def right() -> dict[str, object]:
    now = int(time.time())
    who = {"iss": "https://op.example", "aud": "RP1", "sub": "s", "nonce": "a-nonce"}
    return {**who, "iat": now, "exp": now + 300}


def test_the_right_one_is_taken():
    taken = verify_id_token(
        signed({"alg": "ES256", "kid": "ec-1"}, right()),
        expected=EXPECTED,
        keys=lambda _again: KEYS,
        access_token="a-token",
    )
    assert taken["sub"] == "s"


@given(st.text(max_size=200) | st.text(alphabet="abcXYZ019-_.=", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text(text):
    assert refused(text) in {"shape", "algorithm", "kid"}


@given(header=JSON, claims=JSON)
@settings(max_examples=150, deadline=None)
def test_any_header_and_claims(header, claims):
    assert refused(signed(header, claims)) in {"shape", "algorithm", "crit", "kid"}


@given(changes=st.dictionaries(st.sampled_from(NAMES), JSON, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_any_value_of_any_claim(changes):
    claims = right() | changes
    token = signed({"alg": "ES256", "kid": "ec-1"}, claims)
    try:
        taken = verify_id_token(token, expected=EXPECTED, keys=lambda _again: KEYS, access_token="a-token")
    except TokenRefused:
        return
    # Only changes that change nothing that counts.
    assert (taken["iss"], taken["nonce"]) == ("https://op.example", "a-nonce")
    assert taken["aud"] in ("RP1", ["RP1"])
    assert "at_hash" not in taken


@given(key=st.dictionaries(st.sampled_from(["x", "y", "crv", "kty", "alg", "use"]), JSON, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_any_published_key(key):
    merged = json.loads(json.dumps(KEYS[0] | key))
    token = signed({"alg": "ES256", "kid": "ec-1"}, right() | {"nonce": "another"})
    assert refused(token, [merged]) in {"key-unknown", "nonce", "signature-or-at-hash"}


@pytest.mark.parametrize("depth", [200, 400, 600, 800, 900, 950, 1000, 1500])
def test_any_depth(depth):
    deep = b'{"a":' + b"[" * depth + b"]" * depth + b"}"
    assert refused(signed({"alg": "ES256", "kid": "ec-1"}, deep)) in {"shape", "missing-aud", "signature-or-at-hash"}
