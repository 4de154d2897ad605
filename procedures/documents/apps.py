from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "procedures.documents"
    label = "procedures_documents"
    verbose_name = _("書類")

    def ready(self) -> None:
        from procedures.documents import effects  # noqa: F401, PLC0415  registers the handlers of this room
