from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "procedures.portal"
    label = "procedures_portal"
    verbose_name = _("市民の画面")
