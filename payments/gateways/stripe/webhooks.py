"""Stripe's webhooks: the signature over the raw body, then plain JSON.

The SDK's own `construct_event` is left alone: since version 15 its Event is no mapping, and code that reads it as one
fails for every event.
"""

import json
from typing import Any

import stripe

from payments.gateways.contract import BadSignature, Event, Ignored
from payments.gateways.stripe import reading
from payments.gateways.stripe.configuration import Configuration

TOLERANCE_SECONDS = 300
LARGEST = 256 * 1024  # bytes
TYPES = ("checkout.session.", "payment_intent.", "charge.", "refund.")


def parse(raw: bytes, header: str, configuration: Configuration) -> Event | Ignored:
    """Raises BadSignature (forged, too old), ValueError (too large, not JSON, no event)."""
    if len(raw) > LARGEST:
        raise ValueError("The webhook is too large.")
    _verify(raw, header, configuration.stripe_webhook_secret)
    event = json.loads(raw)
    try:
        identifier, kind, about = str(event["id"]), str(event["type"]), event["data"]["object"]
        if _is_foreign(event, configuration) or not kind.startswith(TYPES):
            return Ignored(event_id=identifier, type=kind)
        return _event(identifier, kind, about)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("The webhook lacks a part.") from error


def _verify(raw: bytes, header: str, secret: str) -> None:
    try:
        stripe.WebhookSignature.verify_header(raw, header, secret, TOLERANCE_SECONDS)
    except stripe.SignatureVerificationError:
        raise BadSignature("wrong-signature") from None
    except (UnicodeError, ValueError, IndexError, TypeError):  # the SDK reads header and body as ASCII and UTF-8
        raise BadSignature("unreadable-signature") from None


def _is_foreign(event: dict[str, Any], configuration: Configuration) -> bool:
    """An event of another connected account, or of test mode where money is real (or the other way round)."""
    account = event.get("account") or configuration.stripe_account
    return account != configuration.stripe_account or bool(event.get("livemode")) != configuration.is_live


def _event(identifier: str, kind: str, about: dict[str, Any]) -> Event:
    """Which payment it is about; by which of its objects, the type tells."""
    what = about["object"]
    payment = about["id"] if what == "payment_intent" else about.get("payment_intent") or ""
    return Event(
        event_id=identifier,
        type=kind,
        attempt=reading.attempt_of(about),
        session_id=about["id"] if what == "checkout.session" else "",
        payment_id=payment if isinstance(payment, str) else payment["id"],
    )
