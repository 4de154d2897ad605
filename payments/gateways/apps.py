from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewaysConfig(AppConfig):
    name = "payments.gateways"
    label = "payments_gateways"
    verbose_name = _("決済事業者")
