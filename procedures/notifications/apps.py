from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "procedures.notifications"
    label = "procedures_notifications"
    verbose_name = _("お知らせ")

    def ready(self) -> None:
        from procedures.notifications import access_codes, contact_codes, handlers, invitations  # noqa: F401, PLC0415  registers the room's handlers
