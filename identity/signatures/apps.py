from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignaturesConfig(AppConfig):
    name = "identity.signatures"
    label = "identity_signatures"
    verbose_name = _("電子署名")
