from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SandboxCaConfig(AppConfig):
    name = "identity.sandbox.ca"
    label = "identity_sandbox_ca"
    verbose_name = _("見本の認証局")
