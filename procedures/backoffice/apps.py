from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    name = "procedures.backoffice"
    label = "procedures_backoffice"
    verbose_name = _("職員の画面")
