"""What a client finds out about the provider."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from identity.sandbox.provider.realms import REALMS, Realm


def _realm(name: str) -> Realm:
    if name not in REALMS:
        raise Http404
    return REALMS[name]


@require_safe
def keys(request: HttpRequest, realm: str) -> JsonResponse:
    del request
    return JsonResponse(_realm(realm).published())


@require_safe
def discovery(request: HttpRequest, realm: str) -> JsonResponse:
    del request
    ours = _realm(realm)
    return JsonResponse(
        {
            "issuer": ours.issuer,
            "authorization_endpoint": ours.endpoint("authorization"),
            "token_endpoint": ours.endpoint("token"),
            "userinfo_endpoint": ours.endpoint("userinfo"),
            "jwks_uri": ours.endpoint("jwks"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": sorted(ours.scopes),
            "authorization_response_iss_parameter_supported": True,
        }
    )
