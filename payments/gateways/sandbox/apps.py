from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from payments.gateways import registry, variables
from payments.gateways.sandbox.adapter import SandboxGateway
from payments.gateways.sandbox.configuration import Configuration


class SandboxGatewayConfig(AppConfig):
    name = "payments.gateways.sandbox"
    label = "payments_gateways_sandbox"
    verbose_name = _("見本の決済サービス")

    def ready(self) -> None:
        from payments.gateways.sandbox import checks  # noqa: F401, PLC0415  registers the system check

        configuration = variables.read(Configuration)
        if configuration.is_set and settings.SANDBOXES_ALLOWED:
            registry.register(SandboxGateway(configuration))
