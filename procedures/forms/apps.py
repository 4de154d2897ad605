from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "procedures.forms"
    label = "procedures_forms"
    verbose_name = _("入力")

    def ready(self) -> None:
        from procedures.forms.code_lists import register_lists  # noqa: PLC0415

        register_lists()
