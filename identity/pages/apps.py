from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityPagesConfig(AppConfig):
    name = "identity.pages"
    label = "identity_pages"
    verbose_name = _("本人確認の画面")
