from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesignerConfig(AppConfig):
    name = "procedures.designer"
    label = "procedures_designer"
    verbose_name = _("手続の作成")

    def ready(self) -> None:
        from procedures.applications.keys import rotates  # noqa: PLC0415  models are ready only now
        from procedures.designer.library.models import BlockUse  # noqa: F401, PLC0415
        from procedures.designer.rehearsal.models import Trial  # noqa: PLC0415
        from procedures.designer.translating.models import ConfirmedTranslation  # noqa: F401, PLC0415

        rotates(Trial)
