"""The adapter of the sandbox's own protocol (server/own_api.py lists its requests). Plain HTTP, nothing kept."""

import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from payments.gateways.contract import (
    AttemptRef,
    BadSignature,
    Capabilities,
    Event,
    Ignored,
    NotThere,
    RefundRef,
    RefundRequest,
    RefundSnapshot,
    Refused,
    SettlementRow,
    Snapshot,
    StartRequest,
    StartResult,
    Unreachable,
)
from payments.gateways.sandbox import reading
from payments.gateways.sandbox.client import CONFIGURATION, Client
from payments.gateways.sandbox.configuration import Configuration
from payments.gateways.sandbox.terms import METHODS, TERMS

TOLERANCE_SECONDS = 300
LARGEST_WEBHOOK = 256 * 1024  # bytes
_MERCHANT = "akita-city"
_TYPES = ("session.", "payment.", "refund.", "dispute.")


class SandboxGateway:
    """See contract.Gateway. Made once a process; threads may share it."""

    code = "sandbox"
    capabilities = Capabilities(methods=TERMS)

    def __init__(self, configuration: Configuration) -> None:
        self._client = Client(
            configuration.sandbox_gateway_url,
            configuration.sandbox_gateway_key,
            configuration.sandbox_gateway_timeout_seconds,
        )
        self._secret = configuration.sandbox_gateway_webhook_secret

    def start(self, request: StartRequest) -> StartResult:
        body = {
            "reference": str(request.attempt),
            "amount": request.amount_yen,
            "currency": "JPY",
            "description": request.description,
            "methods": [METHODS[request.method]],
            "return_url": request.return_url,
            "cancel_url": request.cancel_url,
            "expires_at": request.expires_at.isoformat(),
        }
        try:
            found = self._client.post("/api/sessions", body, key=str(request.attempt))
        except Unreachable as unknown:
            if unknown.reason == CONFIGURATION:  # surely nothing was begun: the citizen need not wait
                raise Refused(CONFIGURATION) from None
            raise
        except Refused as refused:
            if refused.reason != "reference_used":
                raise
            # The key is forgotten after a day, the session is not.
            found = self._client.get("/api/sessions", reference=str(request.attempt))
        return reading.started(found)

    def fetch(self, ref: AttemptRef) -> Snapshot:
        with no_refusal():
            return reading.snapshot(self._find(ref))

    def close(self, ref: AttemptRef) -> Snapshot:
        with no_refusal():
            session_id = ref.session_id or self._find(ref)["id"]
            return reading.snapshot(self._client.post(f"/api/sessions/{session_id}/close", {}, key=""))

    def refund(self, request: RefundRequest) -> RefundSnapshot:
        body = {
            "payment": request.payment.payment_id,
            "amount": request.amount_yen,
            "reference": str(request.refund),
            "reason": "",
        }
        return reading.refund(self._client.post("/api/refunds", body, key=str(request.refund)))

    def fetch_refund(self, ref: RefundRef) -> RefundSnapshot:
        with no_refusal():
            if ref.refund_id:
                return reading.refund(self._client.get(f"/api/refunds/{ref.refund_id}"))
            return reading.refund(self._client.get("/api/refunds", reference=str(ref.refund)))

    def parse_webhook(self, raw: bytes, headers: Mapping[str, str]) -> Event | Ignored:
        if len(raw) > LARGEST_WEBHOOK:
            raise ValueError("The webhook is too large.")
        self._verify(raw, headers.get("sandbox-signature", ""))
        event = json.loads(raw)
        try:
            kind, data = str(event["type"]), event["data"]
            identifier = str(event["id"])
            if event["merchant"] != _MERCHANT or not kind.startswith(_TYPES):
                return Ignored(event_id=identifier, type=kind)
            return reading.event(identifier, kind, data)
        except (KeyError, TypeError) as error:
            raise ValueError("The webhook lacks a part.") from error

    def settlement(self, day: date) -> Iterable[SettlementRow]:
        with no_refusal():
            found = self._client.get("/api/settlements", arrival=day.isoformat())
            return [reading.settlement_row(row) for row in found["rows"]]

    def _find(self, ref: AttemptRef) -> dict[str, Any]:
        if ref.session_id:
            found = self._client.get(f"/api/sessions/{ref.session_id}")
            if found["reference"] != str(ref.attempt):
                raise NotThere("another-attempt")
            return found
        return self._client.get("/api/sessions", reference=str(ref.attempt))

    def _verify(self, raw: bytes, header: str) -> None:
        """Raise BadSignature unless `t=<seconds>,v1=<HMAC>` is of this body, with our secret, and of these minutes."""
        parts = dict(part.partition("=")[::2] for part in header.split(","))
        moment = parts.get("t", "")
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
            raise BadSignature("no-signature")
        expected = hmac.new(self._secret.encode(), moment.encode() + b"." + raw, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), parts.get("v1", "").encode()):
            raise BadSignature("wrong-signature")
        if abs(time.time() - int(moment)) > TOLERANCE_SECONDS:
            raise BadSignature("too-old")


@contextlib.contextmanager
def no_refusal() -> Iterator[None]:
    """A look-up has no definite no: what could not be read is not known."""
    try:
        yield
    except Refused as refused:
        raise Unreachable(refused.reason) from None
