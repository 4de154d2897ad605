from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "procedures.catalogue"
    label = "procedures_catalogue"
    verbose_name = _("手続一覧")

    def ready(self) -> None:
        from procedures.catalogue import department_names  # noqa: F401, PLC0415  registers itself
        from procedures.catalogue.code_lists import load  # noqa: PLC0415
        from procedures.definitions import use_code_lists  # noqa: PLC0415

        use_code_lists(load)
