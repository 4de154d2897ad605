"""The 署名API: open a transaction over a digest, fetch its result."""

import base64
import binascii
import json

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from identity.sandbox.provider.realms import REALMS
from identity.sandbox.provider.state import MEMORY
from identity.sandbox.provider.views.token import bearer, bearer_grant

_SHA256 = 32


def _error(error: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": error}, status=status)


@csrf_exempt
@require_POST
def transactions(request: HttpRequest) -> JsonResponse:
    """A base64 SHA-256 digest. (The real one also takes a DigestInfo, which this portal does not use.)"""
    is_good, grant = MEMORY.token(bearer(request))
    if not is_good or grant is not None:
        return _error("invalid_token", status=401)
    try:
        body = json.loads(request.body)
        digest = base64.b64decode(body["digest"], validate=True)
        client_id = body["client_id"]
    except (ValueError, KeyError, TypeError, binascii.Error):
        return _error("invalid_request", status=400)
    if client_id != REALMS["main"].client.client_id or len(digest) != _SHA256:
        return _error("invalid_request", status=400)
    return JsonResponse({"id": MEMORY.new_transaction(digest)}, status=201)


@require_safe
def result(request: HttpRequest, transaction: str) -> JsonResponse:
    """Only for the person's own token, and only for the transaction it was given for."""
    grant = bearer_grant(request)
    found = MEMORY.transaction(transaction)
    if grant is None or grant.transaction != transaction:
        return _error("invalid_token", status=401)
    if found is None or found.result is None:
        return _error("not_found", status=404)
    return JsonResponse(dict(found.result))
