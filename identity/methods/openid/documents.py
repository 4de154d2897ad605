"""What a provider publishes: its discovery document and its keys, kept in the cache for a while.

An outage of the provider's documents is bridged by what is kept; an unknown key lets them be fetched once more, at
most once in KEYS_AGAIN seconds for all visitors together.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache

from identity.methods.openid.provider import Endpoints, Provider
from identity.methods.openid.transport import ProviderAway, ProviderRefused, get_json
from identity.methods.tokens import Key

KEPT_SECONDS = 60 * 15
KEYS_AGAIN = 60
_MOST_KEYS = 20


def endpoints(provider: Provider) -> Endpoints:
    """The endpoints of the settings, or those that the issuer publishes. Raises ProviderAway."""
    if provider.endpoints is not None:
        return provider.endpoints
    name = _name("discovery", provider.issuer)
    found = cache.get(name)
    if not isinstance(found, dict):
        found = _discover(provider)
        cache.set(name, found, timeout=KEPT_SECONDS)
    return Endpoints(**found)


def _discover(provider: Provider) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0, 4: the document must name the very issuer it was fetched from."""
    document = _get(f"{provider.issuer}/.well-known/openid-configuration", provider)
    wanted = {
        "authorization": "authorization_endpoint",
        "token": "token_endpoint",
        "userinfo": "userinfo_endpoint",
        "jwks": "jwks_uri",
    }
    if not isinstance(document, dict) or document.get("issuer") != provider.issuer:
        raise ProviderAway("discovery-issuer")
    found = {ours: document.get(theirs) for ours, theirs in wanted.items()}
    scheme = provider.issuer.partition("://")[0]
    if not all(isinstance(address, str) and address.startswith(f"{scheme}://") for address in found.values()):
        raise ProviderAway("discovery-endpoints")
    return {**found, "names_issuer": document.get("authorization_response_iss_parameter_supported") is True}


def signing_keys(provider: Provider, *, again: bool = False) -> Sequence[Key]:
    """The provider's public keys, in its order; may be empty. Raises ProviderAway where none are known."""
    name = _name("keys", provider.issuer)
    kept = cache.get(name)
    if isinstance(kept, list) and not (again and cache.add(_name("keys-again", provider.issuer), 1, KEYS_AGAIN)):
        return kept
    try:
        document = _get(endpoints(provider).jwks, provider)
    except ProviderAway:
        if isinstance(kept, list):
            return kept
        raise
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ProviderAway("keys-shape")
    keys = [key for key in listed[:_MOST_KEYS] if isinstance(key, dict)]
    cache.set(name, keys, timeout=KEPT_SECONDS)
    return keys


def _get(address: str, provider: Provider) -> Any:
    try:
        return get_json(address, timeout=provider.timeout)
    except ProviderRefused as refusal:
        raise ProviderAway(refusal.error) from None


def _name(kind: str, issuer: str) -> str:
    return f"sign-in:{kind}:{hashlib.sha256(issuer.encode()).hexdigest()[:32]}"
