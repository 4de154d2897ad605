"""Sign-in methods and their providers: another provider is another issuer, client and keys here, and no code."""

from datetime import timedelta
from typing import Any

from akita_portal.environment import environment
from identity.methods.keys import read_keys
from identity.methods.openid.provider import Endpoints

_env = environment()


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _endpoints(value: str) -> Endpoints | None:
    if not value:
        return None
    named = dict(pair.partition("=")[::2] for pair in value.split(","))
    return Endpoints(
        authorization=named["authorization"], token=named["token"], userinfo=named["userinfo"], jwks=named["jwks"]
    )


_PROVIDERS: dict[str, dict[str, Any]] = {
    "card": {
        "issuer": _env.card_issuer,
        "client_id": _env.card_client_id,
        "keys": read_keys(_env.card_keys),
        "scopes": ("name", "address", "birthdate", "gender"),
        "algorithms": _words(_env.card_id_token_algs),
        "acr_values": _words(_env.card_acr_values),
        "accepted_acr": _words(_env.card_accepted_acr),
        "endpoints": _endpoints(_env.card_endpoints),
        "sign_transactions": _env.card_sign_transactions,
        "result_keys": read_keys(_env.card_result_key),
        "read_seconds": _env.sign_in_timeout_seconds,
    },
    "gbizid": {
        "issuer": _env.gbizid_issuer,
        "client_id": _env.gbizid_client_id,
        "keys": read_keys(_env.gbizid_keys),
        "scopes": ("profile",),
        "algorithms": _words(_env.gbizid_id_token_algs),
        "endpoints": _endpoints(_env.gbizid_endpoints),
        "read_seconds": _env.sign_in_timeout_seconds,
    },
}
if "directory" in _words(_env.sign_in_methods):
    _PROVIDERS["directory"] = {
        "issuer": _env.directory_issuer,
        "client_id": _env.directory_client_id,
        "keys": read_keys(_env.directory_keys),
        "scopes": ("email",),
        "algorithms": _words(_env.directory_id_token_algs),
        "acr_values": _words(_env.directory_acr_values),
        "accepted_acr": _words(_env.directory_accepted_acr),
        "endpoints": _endpoints(_env.directory_endpoints),
        "read_seconds": _env.sign_in_timeout_seconds,
    }
DIRECTORY_DOMAINS = frozenset(_words(_env.directory_domains.lower()))
SIGN_IN = {method: _PROVIDERS[method] for method in _words(_env.sign_in_methods)}

# How long a level that was reached counts, and how long what the card said is kept.
LEVEL_MAX_AGE = timedelta(minutes=_env.sign_in_minutes)
VERIFIED_ATTRIBUTES_KEPT = timedelta(hours=_env.sign_in_attribute_hours)
