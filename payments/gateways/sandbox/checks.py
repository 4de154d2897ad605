"""System check: in production nobody pays without money."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from payments.gateways import variables
from payments.gateways.sandbox.configuration import Configuration


@register(Tags.security)
def no_sandbox_in_production(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse the sandbox's address where settings.PRODUCTION is on."""
    if settings.PRODUCTION and variables.read(Configuration).sandbox_gateway_url:
        return [Error("SANDBOX_GATEWAY_URL is set: anyone could pay without money.", id="payments.E001")]
    return []
