"""The portal's own keys towards providers: read from the environment, made, and published."""

import base64
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from identity.methods.tokens import ClientKey, public_jwk


def read_keys(value: str) -> tuple[ClientKey, ...]:
    """`kid:key` pairs joined by commas, newest first; a key is PKCS#8 DER in URL-safe base64."""
    pairs = (part.partition(":") for part in value.split(",") if part)
    return tuple(ClientKey(kid, _pem(key)) for kid, _colon, key in pairs)


def _pem(encoded: str) -> str:
    key = load_der_private_key(base64.urlsafe_b64decode(encoded), password=None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def new_key(kid: str) -> str:
    """A fresh `kid:key` pair: RSA of 2048 bits, as private_key_jwt with RS256 needs."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return f"{kid}:{base64.urlsafe_b64encode(der).decode()}"


def published(keys: Iterable[ClientKey]) -> dict[str, list[dict[str, str]]]:
    """A JWK Set of the public halves, each kid once (RFC 7517, 5)."""
    unique = {key.kid: key for key in keys}
    return {"keys": [public_jwk(key) for key in unique.values()]}
