from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "identity.disclosure"
    label = "identity_disclosure"
    verbose_name = _("閲覧の記録")
