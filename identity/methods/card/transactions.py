"""The 署名API: a transaction over a digest, and its result: a bare signature value and the 署名用電子証明書.

Whether a public body gets the result in the clear or as a JWE is not published, so reading it is a small port: with
`result_keys` in the settings it is opened as a JWE (RSA-OAEP-256 or ECDH-ES with AES-GCM), without them read as it is.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from identity.jpki.verification import BareSignature
from identity.methods.contract import ProofFailed
from identity.methods.openid import documents
from identity.methods.openid.method import Tokens, client_fields
from identity.methods.openid.provider import Provider
from identity.methods.openid.transport import ProviderAway, ProviderRefused, get_json, post_form, post_json

_TRANSACTION = re.compile(r"[0-9A-Za-z-]{8,64}")
_JWE = ["RSA-OAEP-256", "A256GCM", "A128GCM"]
_LARGEST = 16 * 1024


def open_transaction(ours: Provider, *, digest: bytes) -> str:
    """Ask for a signature over a SHA-256 digest; the transaction's identifier. Raises ProofFailed."""
    if not ours.sign_transactions:
        raise ProofFailed("away", "sign-not-configured")
    try:
        given = post_form(
            documents.endpoints(ours).token,
            {"grant_type": "client_credentials", "scope": "sign", **client_fields(ours)},
            timeout=ours.timeout,
        )
        bearer = given.get("access_token") if isinstance(given, dict) else None
        if not isinstance(bearer, str):
            raise ProofFailed("failed", "sign-token")
        opened = post_json(
            ours.sign_transactions,
            {"client_id": ours.client_id, "digest": base64.b64encode(digest).decode()},
            timeout=ours.timeout,
            bearer=bearer,
        )
    except ProviderRefused as refusal:
        raise ProofFailed("failed", f"sign-{refusal.error}") from None
    except ProviderAway:
        raise ProofFailed("away", "sign-away") from None
    identifier = opened.get("id") if isinstance(opened, dict) else None
    if not isinstance(identifier, str) or not _TRANSACTION.fullmatch(identifier):
        raise ProofFailed("failed", "sign-transaction")
    return identifier


def read_result(ours: Provider, *, transaction: str, tokens: Tokens) -> BareSignature:
    """What the person's card made. Raises ProofFailed."""
    address = f"{ours.sign_transactions}/{transaction}/result"
    try:
        found = get_json(address, timeout=ours.timeout, bearer=tokens.access_token)
    except ProviderRefused as refusal:
        raise ProofFailed("failed", f"result-{refusal.error}") from None
    except ProviderAway:
        raise ProofFailed("away", "result-away") from None
    plain = _open(found, ours) if ours.result_keys else found
    return BareSignature(value=_bytes(plain, "signature"), certificate=_bytes(plain, "certificate"))


def _open(found: Any, ours: Provider) -> Any:
    sealed = found.get("result") if isinstance(found, Mapping) else None
    if not isinstance(sealed, str) or len(sealed) > _LARGEST:
        raise ProofFailed("failed", "result-shape")
    for key in ours.result_keys:
        try:
            opened = jwe.decrypt_compact(sealed, RSAKey.import_key(key.pem), algorithms=_JWE)
            return json.loads(opened.plaintext or b"")
        except (JoseError, ValueError):
            continue
    raise ProofFailed("failed", "result-sealed")


def _bytes(found: Any, name: str) -> bytes:
    value = found.get(name) if isinstance(found, Mapping) else None
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) and value else _nothing()
    except (binascii.Error, ValueError):
        return _nothing()


def _nothing() -> bytes:
    raise ProofFailed("failed", "result-shape")
