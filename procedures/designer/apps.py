from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesignerConfig(AppConfig):
    name = "procedures.designer"
    label = "procedures_designer"
    verbose_name = _("手続の作成")
