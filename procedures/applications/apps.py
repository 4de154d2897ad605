from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "procedures.applications"
    label = "procedures_applications"
    verbose_name = _("申請")

    def ready(self) -> None:
        from identity.people.holdings import register  # noqa: PLC0415  models are read once all rooms are there
        from procedures.applications.holdings import Applications, Drafts  # noqa: PLC0415

        register(Drafts())
        register(Applications())
