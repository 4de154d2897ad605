"""A gateway in this process, scripted by a test: it keeps books of its own and says what the test made happen.

Its webhooks are signed (HMAC-SHA256 over time and raw body, as the real ones are).
"""

import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from payments.gateways.contract import (
    AttemptRef,
    BadSignature,
    Capabilities,
    DisputeSnapshot,
    Event,
    GatewayError,
    Ignored,
    Method,
    MethodTerms,
    NotThere,
    Redirect,
    RefundAbility,
    RefundRef,
    RefundRequest,
    RefundSnapshot,
    RefundStatus,
    SettlementRow,
    ShowCode,
    Snapshot,
    StartRequest,
    StartResult,
    Status,
)

SECRET = b"a secret of the tests"
TOLERANCE = 300

TERMS = (
    MethodTerms(
        method=Method.CARD, minimum_yen=50, maximum_yen=1_000_000, refunds=RefundAbility.PARTIAL, refund_days=180
    ),
    MethodTerms(
        method=Method.KONBINI,
        minimum_yen=1,
        maximum_yen=49_999,
        refunds=RefundAbility.NONE,
        lifetime=timedelta(days=3),
    ),
    MethodTerms(method=Method.WALLET, minimum_yen=1, maximum_yen=500_000, refunds=RefundAbility.FULL),
)


@dataclass
class FakeGateway:
    code: str = "fake"
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(methods=TERMS))
    sessions: dict[UUID, Snapshot] = field(default_factory=dict)
    refunds: dict[UUID, RefundSnapshot] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    # Raised by the next call of a method, before (nothing happens) or after it happened at the gateway.
    before: dict[str, GatewayError] = field(default_factory=dict)
    after: dict[str, GatewayError] = field(default_factory=dict)
    refund_status: RefundStatus = RefundStatus.SUCCEEDED

    def start(self, request: StartRequest) -> StartResult:
        self._call("start")
        known = self.sessions.setdefault(
            request.attempt,
            Snapshot(
                status=Status.OPEN,
                amount_yen=request.amount_yen,
                currency="jpy",
                session_id=f"cs_{request.attempt.hex}",
            ),
        )
        self._done("start")
        return StartResult(session_id=known.session_id, action=Redirect(f"https://pay.example/{known.session_id}"))

    def fetch(self, ref: AttemptRef) -> Snapshot:
        self._call("fetch")
        return self._find(ref)

    def close(self, ref: AttemptRef) -> Snapshot:
        self._call("close")
        found = self._find(ref)
        if found.status == Status.OPEN:
            self.change(ref.attempt, status=Status.EXPIRED)
        elif found.status == Status.PROCESSING and isinstance(found.action, ShowCode):
            self.change(ref.attempt, status=Status.CANCELLED)
        self._done("close")
        return self._find(ref)

    def refund(self, request: RefundRequest) -> RefundSnapshot:
        self._call("refund")
        made = self.refunds.setdefault(
            request.refund,
            RefundSnapshot(
                refund=request.refund,
                refund_id=f"re_{request.refund.hex}",
                status=self.refund_status,
                amount_yen=request.amount_yen,
                currency="jpy",
                happened_at=timezone.now(),
            ),
        )
        self._note(request.payment.attempt, made)
        self._done("refund")
        return made

    def fetch_refund(self, ref: RefundRef) -> RefundSnapshot:
        self._call("fetch_refund")
        if ref.refund not in self.refunds:
            raise NotThere("refund")
        return self.refunds[ref.refund]

    def parse_webhook(self, raw: bytes, headers: Mapping[str, str]) -> Event | Ignored:
        try:
            stamp, _, signature = headers.get("x-fake-signature", "").partition(":")
            good = hmac.compare_digest(sign(stamp, raw), signature)
        except ValueError:
            good = False
        if not good:
            raise BadSignature("signature")
        if abs(time.time() - int(stamp)) > TOLERANCE:
            raise BadSignature("old")
        body = json.loads(raw)
        if body["type"] == "ping":
            return Ignored(event_id=body["id"], type="ping")
        attempt = UUID(body["attempt"]) if body.get("attempt") else None
        return Event(
            event_id=body["id"],
            type=body["type"],
            attempt=attempt,
            session_id=body.get("session", ""),
            payment_id=body.get("payment", ""),
        )

    def settlement(self, day: date) -> Iterable[SettlementRow]:
        return ()

    # What a test makes happen at the gateway.

    def change(self, attempt: UUID, **changes: Any) -> Snapshot:
        self.sessions[attempt] = replace(self.sessions[attempt], **changes)
        return self.sessions[attempt]

    def pay(self, attempt: UUID, *, at: datetime | None = None, **changes: Any) -> Snapshot:
        values = {"status": Status.PAID, "paid_at": at or timezone.now(), "payment_id": f"pi_{attempt.hex}"} | changes
        return self.change(attempt, **values)

    def refund_outside(self, attempt: UUID, amount_yen: int, *, refund_id: str = "re_outside") -> RefundSnapshot:
        made = RefundSnapshot(
            refund=None,
            refund_id=refund_id,
            status=RefundStatus.SUCCEEDED,
            amount_yen=amount_yen,
            currency="jpy",
            happened_at=timezone.now(),
        )
        self._note(attempt, made)
        return made

    def settle_refund(self, refund: UUID, attempt: UUID, status: RefundStatus) -> RefundSnapshot:
        self.refunds[refund] = replace(self.refunds[refund], status=status, happened_at=timezone.now())
        self._note(attempt, self.refunds[refund])
        return self.refunds[refund]

    def dispute(self, attempt: UUID, dispute: DisputeSnapshot) -> None:
        self.change(attempt, disputes=(dispute,))

    def webhook(
        self, attempt: UUID | None = None, *, type_: str = "payment.updated", event_id: str = "", **body: str
    ) -> tuple[bytes, dict[str, str]]:
        """A signed webhook: raw body and headers."""
        values = {"id": event_id or f"evt_{uuid4().hex}", "type": type_, **body}
        raw = json.dumps(values | ({"attempt": str(attempt)} if attempt else {})).encode()
        stamp = str(int(time.time()))
        return raw, {"x-fake-signature": f"{stamp}:{sign(stamp, raw)}", "content-type": "application/json"}

    def _find(self, ref: AttemptRef) -> Snapshot:
        if ref.attempt in self.sessions:
            return self.sessions[ref.attempt]
        raise NotThere("session")

    def _note(self, attempt: UUID, made: RefundSnapshot) -> None:
        if attempt not in self.sessions:
            return
        others = tuple(one for one in self.sessions[attempt].refunds if one.refund_id != made.refund_id)
        self.change(attempt, refunds=(*others, made))

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name in self.before:
            raise self.before.pop(name)

    def _done(self, name: str) -> None:
        if name in self.after:
            raise self.after.pop(name)


def sign(stamp: str, raw: bytes) -> str:
    return hmac.new(SECRET, stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
