from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "procedures.applications"
    label = "procedures_applications"
    verbose_name = _("申請")

    def ready(self) -> None:
        from identity.people.holdings import register  # noqa: PLC0415  models are read once all rooms are there
        from procedures.applications import department_ties as ties  # noqa: PLC0415
        from procedures.applications.holdings import Applications, Drafts  # noqa: PLC0415
        from procedures.catalogue.department_ties import register as ties_of_departments  # noqa: PLC0415

        register(Drafts())
        register(Applications())
        ties_of_departments(ties.Applications())
