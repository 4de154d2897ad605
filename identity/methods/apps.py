from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MethodsConfig(AppConfig):
    name = "identity.methods"
    label = "identity_methods"
    verbose_name = _("本人確認")

    def ready(self) -> None:
        from identity.methods import checks  # noqa: F401, PLC0415  registers the checks
