"""System check: in production Stripe is Stripe, and its key moves real money."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from payments.gateways import variables
from payments.gateways.stripe.configuration import Configuration


@register(Tags.security)
def stripe_is_real_in_production(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse test keys and plain HTTP where settings.PRODUCTION is on."""
    configuration = variables.read(Configuration)
    if not (settings.PRODUCTION and configuration.is_set):
        return []
    faults: list[CheckMessage] = []
    if not configuration.is_live:
        faults.append(Error("STRIPE_API_KEY is a test key: anyone could pay without money.", id="payments.E002"))
    if not configuration.stripe_api_base.startswith("https://"):
        faults.append(Error("STRIPE_API_BASE must be https:// in production.", id="payments.E003"))
    return faults
