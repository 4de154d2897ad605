"""The wiring as a Django app: management commands and system checks live here."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "akita_portal"
    label = "akita_portal"

    def ready(self) -> None:
        from akita_portal import checks  # noqa: F401, PLC0415  registers the checks
        from akita_portal.celery import celery_app  # noqa: PLC0415  settings must be read first

        celery_app.set_default()  # a web process sends its wake-ups through this app
