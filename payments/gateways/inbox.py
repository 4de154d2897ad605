"""The inbox of webhooks: verified, stored in a transaction of its own, answered at once, processed by workers."""

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from identity.access.secrets import encrypt_secret
from payments.gateways.contract import BadSignature, Event, Ignored
from payments.gateways.models import GatewayEvent
from payments.gateways.registry import UnknownGateway, gateway

LARGEST = 256 * 1024
"""Bytes. No gateway's webhook is near it."""
LEASE = timedelta(seconds=30)
"""For so long the worker woken by the arrival has the event to itself; then the sweeper looks for it."""
_KEPT_HEADERS = frozenset({"content-type", "user-agent"})
_INSERT = """
    INSERT INTO payments_gateways_gatewayevent (
        gateway, event_id, type, attempt, session_id, payment_id, raw, headers, received_at, run_after, tries,
        processed_at, problem
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, '')
    ON CONFLICT (gateway, event_id) DO NOTHING RETURNING id
"""

log = structlog.get_logger(__name__)


class Received(Enum):
    """What the view answers: 200 for all but FORGED and UNREADABLE (400) and UNKNOWN (404)."""

    STORED = "stored"
    AGAIN = "again"
    IGNORED = "ignored"
    FORGED = "forged"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


def store_webhook(gateway_code: str, raw: bytes, headers: Mapping[str, str]) -> tuple[Received, int | None]:
    """Verify and store one webhook; returns the new row's id if there is something to process.

    Never raises for what the sender did wrong; a forged one leaves no row. attempts.events.receive_webhook calls this
    and wakes a worker.
    """
    outcome, found = _read(gateway_code, raw, headers)
    if found is None:
        return outcome, None
    stored = _store(gateway_code, found, raw, headers)
    if stored is None:
        return Received.AGAIN, None
    return outcome, stored if outcome == Received.STORED else None


def _read(code: str, raw: bytes, headers: Mapping[str, str]) -> tuple[Received, Event | Ignored | None]:
    try:
        if len(raw) > LARGEST:
            raise ValueError("too large")
        found = gateway(code).parse_webhook(raw, headers)
    except UnknownGateway:
        return Received.UNKNOWN, None
    except BadSignature as error:
        log.warning("webhook_forged", gateway=code, reason=error.reason)
        return Received.FORGED, None
    except (ValueError, LookupError, TypeError, AttributeError):
        # Signed, but not of the shape that this gateway sends: nobody else can have written it.
        log.warning("webhook_unreadable", gateway=code)
        return Received.UNREADABLE, None
    return (Received.STORED if isinstance(found, Event) else Received.IGNORED), found


def purge_bodies() -> int:
    """Empty the bodies (the payer's personal data) after PAYMENT_EVENT_DAYS; the rows stay. Returns how many."""
    old = timezone.now() - timedelta(days=settings.PAYMENT_EVENT_DAYS)
    return GatewayEvent.objects.filter(received_at__lt=old).exclude(raw="").update(raw="", headers={})


def _store(code: str, found: Event | Ignored, raw: bytes, headers: Mapping[str, str]) -> int | None:
    now = timezone.now()
    about = found if isinstance(found, Event) else Event(event_id=found.event_id, type=found.type)
    known = about is found
    values: list[Any] = [
        code,
        about.event_id[:255],
        about.type[:100],
        about.attempt,
        about.session_id[:255],
        about.payment_id[:255],
        encrypt_secret(raw.decode("utf-8", "replace")) if known else "",
        _kept(headers),
        now,
        now + LEASE,
        None if known else now,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        row = cursor.fetchone()
    return int(row[0]) if row is not None else None


def _kept(headers: Mapping[str, str]) -> str:
    kept = {name: value[:200] for name, value in headers.items() if name in _KEPT_HEADERS}
    return json.dumps(kept)
