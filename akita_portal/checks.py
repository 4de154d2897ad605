"""System checks: what must never run on a city's own machines."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def production_is_safe(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse demo, sandboxes, plain HTTP and the demo's keys in production (settings.PRODUCTION)."""
    if not getattr(settings, "PRODUCTION", False):
        return []
    faults = []
    if settings.DEMO:
        faults.append(Error("DEMO is on: sample people could sign in.", id="akita_portal.E001"))
    if settings.SANDBOXES_ALLOWED:
        faults.append(
            Error("Sandboxes are allowed: anyone could pay or sign without money or card.", id="akita_portal.E002")
        )
    if not settings.SITE_URL.startswith("https://"):
        faults.append(Error("SITE_URL is not https://.", id="akita_portal.E003"))
    names = [pair.partition(":")[0] for pair in settings.SEALING_KEYS.split(",")]
    if {"demo", "test"} & set(names):
        faults.append(Error("SEALING_KEYS holds a key of the demo or the tests.", id="akita_portal.E004"))
    if settings.MAIL_FOLDER:
        faults.append(Error("MAIL_FOLDER is set: mail would go into a folder and to nobody.", id="akita_portal.E005"))
    return faults
