"""The inbox of webhooks: verified, stored in a transaction of its own, answered at once, processed by workers."""

from collections.abc import Mapping
from enum import Enum


class Received(Enum):
    """What the view answers: 200 for all but FORGED and UNREADABLE (400) and UNKNOWN (404)."""

    STORED = "stored"
    AGAIN = "again"
    IGNORED = "ignored"
    FORGED = "forged"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


def receive_webhook(gateway_code: str, raw: bytes, headers: Mapping[str, str]) -> Received:
    """Verify and store one webhook. Never raises for what the sender did wrong; a forged one leaves no row."""
    raise NotImplementedError
