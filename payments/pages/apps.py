from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentPagesConfig(AppConfig):
    name = "payments.pages"
    label = "payments_pages"
    verbose_name = _("納付のページ")
