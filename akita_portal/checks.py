"""System checks: what must never run on a city's own machines."""

import sys
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_SAMPLE_KEYS = {"demo", "test"}


@register(Tags.security)
def production_is_safe(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse demo, sandboxes, plain HTTP and the demo's keys where settings.PRODUCTION is on."""
    if not settings.PRODUCTION:
        return []
    key_names = {pair.partition(":")[0] for pair in settings.SEALING_KEYS.split(",")}
    faults = {
        "E001": ("DEMO is on: anyone could sign in as a sample person.", settings.DEMO),
        "E002": (
            "Sandboxes are allowed: anyone could pay without money and sign without a card.",
            settings.SANDBOXES_ALLOWED,
        ),
        "E003": (
            "SITE_URL must be https:// in production, such as https://portal.example.lg.jp.",
            not settings.SITE_URL.startswith("https://"),
        ),
        "E004": ("SEALING_KEYS holds a key of the demo or of the tests.", bool(key_names & _SAMPLE_KEYS)),
    }
    return [Error(text, id=f"akita_portal.{code}") for code, (text, found) in faults.items() if found]


def refuse_unsafe_production() -> None:
    """Leave with status 78 (configuration) and one line per fault; web and worker call it as they start."""
    faults = production_is_safe()
    for fault in faults:
        sys.stderr.write(f"{fault.id}: {fault.msg}\n")
    if faults:
        sys.stderr.write("The portal did not start. docs/operations.md tells what production needs.\n")
        raise SystemExit(78)
