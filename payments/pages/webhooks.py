"""Where gateways send their webhooks."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.attempts.events import receive_webhook
from payments.gateways.inbox import Received

_STATUS = {Received.FORGED: 400, Received.UNREADABLE: 400, Received.UNKNOWN: 404}


@csrf_exempt  # the signature over the raw body is the proof of origin
@require_POST
def webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """Answer 200 once the webhook is stored (also the second time); 400 for a bad signature: no row, no effect."""
    outcome = receive_webhook(gateway, request.body, {name.lower(): value for name, value in request.headers.items()})
    return HttpResponse(status=_STATUS.get(outcome, 200))
