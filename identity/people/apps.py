from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "identity.people"
    label = "identity_people"
    verbose_name = _("利用者")
