"""System checks: what must never run on a city's own machines."""

import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.db import connections

from identity.jpki.roots import RootFault, all_roots

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
        "E005": (
            "SANDBOX_CA is set: the portal would issue certificates to people who do not exist.",
            settings.SANDBOX_CA,
        ),
    }
    found = [Error(text, id=f"akita_portal.{code}") for code, (text, found) in faults.items() if found]
    return [*found, *roots_are_real()]


@register(Tags.security)
def roots_are_real(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a folder JPKI_ROOTS that cannot be read anywhere, and one with a CA of tests in production."""
    try:
        roots = all_roots()
    except RootFault as fault:
        return [Error(f"JPKI_ROOTS cannot be used: {fault}.", id="akita_portal.E006")]
    if settings.PRODUCTION and any(root.is_for_tests for root in roots):
        text = "JPKI_ROOTS holds a CA of the sandbox or of tests: anyone could sign as anybody."
        return [Error(text, id="akita_portal.E007")]
    return []


def refuse_unsafe_production() -> None:
    """Leave with status 78 (configuration) and one line per fault; web and worker call it as they start.

    The checks of this file and those that rooms and gateways register under Tags.security.
    """
    if not settings.PRODUCTION:
        return
    faults = {fault.id: fault for fault in run_checks(tags=[Tags.security]) if fault.is_serious()}
    for fault in faults.values():
        sys.stderr.write(f"{fault.id}: {fault.msg}\n")
    if faults:
        sys.stderr.write("The portal did not start. docs/operations.md tells what production needs.\n")
        raise SystemExit(78)


@register(Tags.database)
def database_reads_japanese(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a database in which pg_trgm would drop Japanese letters (see docs/operations.md)."""
    faults: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
            )
            encoding, ctype = cursor.fetchone()
        if encoding != "UTF8" or ctype in {"C", "POSIX"}:
            faults.append(
                Error(
                    f"The database has encoding {encoding} and LC_CTYPE {ctype}: search would drop Japanese letters.",
                    hint="Create it with UTF8 and a UTF-8 LC_CTYPE such as C.UTF-8; docs/operations.md, Database.",
                    id="akita_portal.E010",
                )
            )
    return faults
