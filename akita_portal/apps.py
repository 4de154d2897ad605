"""The wiring as a Django app: management commands and system checks live here."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "akita_portal"
    label = "akita_portal"

    def ready(self) -> None:
        from akita_portal import checks  # noqa: F401, PLC0415  registers the checks
