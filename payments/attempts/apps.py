from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttemptsConfig(AppConfig):
    name = "payments.attempts"
    label = "payments_attempts"
    verbose_name = _("納付")
