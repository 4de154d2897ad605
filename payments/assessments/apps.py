from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "payments.assessments"
    label = "payments_assessments"
    verbose_name = _("調定")
