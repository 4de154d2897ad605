from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "procedures.workflow"
    label = "procedures_workflow"
    verbose_name = _("審査の流れ")

    def ready(self) -> None:
        from procedures.workflow.subscriptions import subscribe  # noqa: PLC0415  imports models and registers handlers

        subscribe()
