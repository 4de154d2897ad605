from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GBizIdConfig(AppConfig):
    name = "identity.methods.gbizid"
    label = "identity_methods_gbizid"
    verbose_name = _("GビズIDによる本人確認")

    def ready(self) -> None:
        from identity.methods.gbizid.method import GBizIdMethod  # noqa: PLC0415  needs the models
        from identity.methods.registry import register  # noqa: PLC0415

        register(GBizIdMethod())
