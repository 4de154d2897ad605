from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from payments.gateways import registry, variables
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration


class ManualConfig(AppConfig):
    name = "payments.gateways.manual"
    label = "payments_gateways_manual"
    verbose_name = _("窓口・振込・納付書")

    def ready(self) -> None:
        configuration = variables.read(Configuration)
        if configuration.is_set:
            registry.register(ManualGateway(configuration))
