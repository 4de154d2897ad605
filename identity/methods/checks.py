"""System checks: a sandbox's issuer, plain HTTP and weak algorithms have no place on a city's own machines."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from identity.methods.tokens import ALGORITHMS


@register(Tags.security)
def providers_are_real(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a provider on this machine or without TLS where settings.PRODUCTION is on, and any algorithm but ours."""
    faults: list[CheckMessage] = []
    for method, entry in settings.SIGN_IN.items():
        if settings.PRODUCTION and is_sandbox(entry["issuer"]):
            text = f"{method.upper()}_ISSUER is a sandbox: anyone could sign in as anyone."
            faults.append(Error(text, id="identity_methods.E001"))
        if method == "directory" and not (entry["accepted_acr"] and settings.DIRECTORY_DOMAINS):
            text = (
                "DIRECTORY_ACCEPTED_ACR must name what the directory says after two factors, and DIRECTORY_DOMAINS"
                " the domains of the city's addresses: staff open nothing without a second factor."
            )
            faults.append(Error(text, id="identity_methods.E003"))
        if not entry["algorithms"] or not set(entry["algorithms"]) <= ALGORITHMS:
            text = f"{method.upper()}_ID_TOKEN_ALGS names an algorithm that is not accepted."
            faults.append(Error(text, id="identity_methods.E002"))
    return faults


def is_sandbox(issuer: str) -> bool:
    """Whether an issuer is one that only a sandbox or a test can have: without TLS, or on this very machine."""
    parts = urlsplit(issuer)
    return parts.scheme != "https" or is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
