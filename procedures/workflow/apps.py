from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "procedures.workflow"
    label = "procedures_workflow"
    verbose_name = _("審査の流れ")
