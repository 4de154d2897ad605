from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeesConfig(AppConfig):
    name = "payments.fees"
    label = "payments_fees"
    verbose_name = _("手数料")
