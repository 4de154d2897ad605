from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "procedures.evidence"
    label = "procedures_evidence"
    verbose_name = _("確認情報")
