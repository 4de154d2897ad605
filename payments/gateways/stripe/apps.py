from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from payments.gateways import registry, variables
from payments.gateways.stripe.adapter import StripeGateway
from payments.gateways.stripe.configuration import Configuration


class StripeConfig(AppConfig):
    name = "payments.gateways.stripe"
    label = "payments_gateways_stripe"
    verbose_name = _("Stripe")

    def ready(self) -> None:
        from payments.gateways.stripe import checks  # noqa: F401, PLC0415  registers the system check

        configuration = variables.read(Configuration)
        if configuration.is_set:
            registry.register(StripeGateway(configuration))
