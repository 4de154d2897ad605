from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "procedures.applications"
    label = "procedures_applications"
    verbose_name = _("申請")
