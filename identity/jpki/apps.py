from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JpkiConfig(AppConfig):
    name = "identity.jpki"
    label = "identity_jpki"
    verbose_name = _("公的個人認証")
