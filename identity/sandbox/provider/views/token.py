"""The token endpoint and userinfo."""

import base64
import hashlib
import time
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from identity.sandbox.provider.clients import UnknownClient, authenticate
from identity.sandbox.provider.realms import REALMS, Realm
from identity.sandbox.provider.state import MEMORY, TOKEN_SECONDS, Grant


def _error(error: str, description: str, *, status: int = 400) -> JsonResponse:
    return JsonResponse({"error": error, "error_description": description}, status=status)


@csrf_exempt
@require_POST
def token(request: HttpRequest, realm: str) -> JsonResponse:
    if realm not in REALMS:
        raise Http404
    ours = REALMS[realm]
    fields = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if "grant_type" not in fields:
        return _error("invalid_request", "Missing form parameter: grant_type")
    try:
        authenticate(ours, fields)
    except UnknownClient as reason:
        return _error("invalid_client", f"Invalid client or Invalid client credentials ({reason})", status=401)
    if fields["grant_type"] == "client_credentials" and "sign" in ours.scopes:
        return _client_token(ours)
    if fields["grant_type"] == "authorization_code":
        return _person_token(ours, fields)
    return _error("unsupported_grant_type", "Unsupported grant_type")


def _client_token(ours: Realm) -> JsonResponse:
    given = ours.access_token(ours.client.client_id, seconds=TOKEN_SECONDS)
    MEMORY.keep_token(given, None)
    return JsonResponse({"access_token": given, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": "sign"})


def _person_token(ours: Realm, fields: Mapping[str, str]) -> JsonResponse:
    grant = MEMORY.take_code(fields.get("code", ""))
    if grant is None or grant.realm != ours.name:
        return _error("invalid_grant", "Code not valid")
    if fields.get("redirect_uri") != grant.redirect_uri:
        return _error("invalid_grant", "Incorrect redirect_uri")
    if not compare_digest(s256(fields.get("code_verifier", "")), grant.challenge):
        return _error("invalid_grant", "PKCE verification failed")
    if grant.rotate:
        ours.rotate()
    access = ours.access_token(grant.subject, seconds=TOKEN_SECONDS)
    MEMORY.keep_token(access, grant)
    return JsonResponse(
        {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": ours.id_token(_claims(ours, grant, access)),
            "scope": " ".join(sorted(grant.scopes)),
        }
    )


def _claims(ours: Realm, grant: Grant, access: str) -> dict[str, Any]:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": ours.issuer,
        "aud": ours.client.client_id,
        "sub": grant.subject,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "auth_time": grant.auth_time,
        "nonce": grant.nonce,
        "at_hash": _left_half(access),
        "typ": "ID",
    }
    return claims | ({"acr": grant.acr} if grant.acr else {})


def s256(verifier: str) -> str:
    return _base64url(hashlib.sha256(verifier.encode()).digest())


def _left_half(access: str) -> str:
    return _base64url(hashlib.sha256(access.encode()).digest()[:16])


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@require_safe
def userinfo(request: HttpRequest, realm: str) -> JsonResponse:
    """Plain JSON with plain strings, as a client of the real service reads it."""
    grant = bearer_grant(request)
    if realm not in REALMS or grant is None or grant.realm != realm:
        return _error("invalid_token", "Token verification failed", status=401)
    return JsonResponse({"sub": grant.subject, **grant.userinfo})


def bearer(request: HttpRequest) -> str:
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    return value if scheme == "Bearer" else ""


def bearer_grant(request: HttpRequest) -> Grant | None:
    _is_good, grant = MEMORY.token(bearer(request))
    return grant
