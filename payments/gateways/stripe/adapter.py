"""The adapter: Checkout Sessions of mode `payment`, one method each (docs.stripe.com/api/checkout/sessions).

Every session carries our attempt three times: as client_reference_id, in its own metadata, and in the metadata of its
payment intent; an event about any of the objects leads back to it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import stripe
from stripe.params.checkout import SessionCreateParams

from payments.gateways.contract import (
    CURRENCY,
    AttemptRef,
    Capabilities,
    Event,
    Ignored,
    Method,
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
from payments.gateways.stripe import reading, webhooks
from payments.gateways.stripe.client import CONFIGURATION, connect, meanings, no_refusal, plain
from payments.gateways.stripe.configuration import Configuration
from payments.gateways.stripe.terms import NAMES, TERMS
from payments.money import JST

_SESSION = ["payment_intent.latest_charge.balance_transaction"]


def konbini_days(expires_at: datetime, now: datetime) -> int:
    """Return Stripe's `expires_after_days`: a number is good until the end of that day in Japan after it was taken.

    The page with the number can be opened for a day, so the days are counted from tomorrow. Raises Refused when no
    number could be good for a whole day.
    """
    days = (expires_at.astimezone(JST).date() - now.astimezone(JST).date()).days - 1
    if days < 1:
        raise Refused("too-late-for-konbini")
    return min(days, 60)


def session_parameters(request: StartRequest, days: int) -> SessionCreateParams:
    """What is asked of Stripe; the same request always asks the same, as its idempotency key demands."""
    attempt = str(request.attempt)
    parameters: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": attempt,
        "metadata": {"attempt": attempt},
        "payment_intent_data": {"metadata": {"attempt": attempt}},
        "allowed_payment_method_types": [NAMES[request.method]],
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": CURRENCY,
                    "unit_amount": request.amount_yen,  # yen has no smaller unit
                    "product_data": {"name": request.description},
                },
            }
        ],
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "locale": "ja" if request.locale == "ja" else "auto",
    }
    if request.method == Method.KONBINI:
        parameters["payment_method_options"] = {"konbini": {"expires_after_days": days}}
        return parameters  # the page itself lives for Stripe's 24 hours
    parameters["expires_at"] = int(request.expires_at.timestamp())
    if request.method == Method.CARD:
        # Stripe asks for 3-D Secure in Japan by itself; `any` asks for it on exempt cards too, for the liability shift.
        parameters["payment_method_options"] = {"card": {"request_three_d_secure": "any"}}
    return parameters


class StripeGateway:
    """See contract.Gateway. Made once a process; threads may share it."""

    code = "stripe"

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._client = connect(configuration)
        offered = [Method(name) for name in configuration.stripe_methods.split(",")]
        # Stripe finds sessions by its own identifiers only.
        self.capabilities = Capabilities(methods=tuple(TERMS[method] for method in offered), finds_by_attempt=False)

    def start(self, request: StartRequest) -> StartResult:
        days = konbini_days(request.expires_at, datetime.now(UTC)) if request.method == Method.KONBINI else 0
        try:
            found = self._create(request, days)
        except Unreachable as unknown:
            if unknown.reason == CONFIGURATION:  # surely nothing was begun: the citizen need not wait
                raise Refused(CONFIGURATION) from None
            raise
        except Refused as refused:
            if refused.reason != "idempotency_error" or not days:
                raise
            # The first try was made before midnight, and counted one day more.
            found = self._create(request, days + 1)
        return reading.started(found)

    def fetch(self, ref: AttemptRef) -> Snapshot:
        with no_refusal(), meanings():
            return self._snapshot(self._find(ref))

    def close(self, ref: AttemptRef) -> Snapshot:
        """Expire an open session, cancel a waiting konbini number; then read what really is."""
        with no_refusal(), meanings():
            found = self._find(ref)
            intent = found.get("payment_intent") or {}
            try:
                if found["status"] == "open":
                    self._client.v1.checkout.sessions.expire(found["id"])
                elif intent.get("status") == "requires_action":
                    self._client.v1.payment_intents.cancel(intent["id"])
            except stripe.InvalidRequestError:
                pass  # it changed while we looked: what it is now is read below
            return self._snapshot(self._find(ref))

    def refund(self, request: RefundRequest) -> RefundSnapshot:
        with meanings():
            made = self._client.v1.refunds.create(
                {
                    "payment_intent": request.payment.payment_id,
                    "amount": request.amount_yen,
                    "metadata": {"refund": str(request.refund), "attempt": str(request.payment.attempt)},
                    "expand": ["balance_transaction", "failure_balance_transaction"],
                },
                {"idempotency_key": str(request.refund)},
            )
            return reading.refund(plain(made))

    def fetch_refund(self, ref: RefundRef) -> RefundSnapshot:
        with no_refusal(), meanings():
            if ref.refund_id:
                expand = ["balance_transaction", "failure_balance_transaction"]
                return reading.refund(plain(self._client.v1.refunds.retrieve(ref.refund_id, {"expand": expand})))
            for found in self._refunds(ref.payment.payment_id):
                if reading.refund_of(found) == ref.refund:
                    return reading.refund(found)
        raise NotThere("no-refund-of-ours")

    def parse_webhook(self, raw: bytes, headers: Mapping[str, str]) -> Event | Ignored:
        return webhooks.parse(raw, headers.get("stripe-signature", ""), self._configuration)

    def settlement(self, day: date) -> Iterable[SettlementRow]:
        """Payouts by the day they arrive at the bank; Stripe dates them by midnight UTC."""
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        end = begin + timedelta(days=1)
        rows: list[SettlementRow] = []
        with no_refusal(), meanings():
            payouts = self._client.v1.payouts.list(
                {"arrival_date": {"gte": int(begin.timestamp()), "lt": int(end.timestamp())}, "limit": 100}
            )
            for payout in payouts.auto_paging_iter():
                parts = self._client.v1.balance_transactions.list(
                    {"payout": payout.id, "limit": 100, "expand": ["data.source"]}
                )
                rows += [
                    reading.settlement_row(self._with_attempt(found), payout=payout.id, day=day)
                    for found in map(plain, parts.auto_paging_iter())
                    if found["type"] != "payout"
                ]
        return rows

    def _with_attempt(self, line: dict[str, Any]) -> dict[str, Any]:
        """A dispute, and a refund made in Stripe's own pages, carry no metadata of ours; their payment intent does."""
        source = line["source"]
        if isinstance(source, dict) and source.get("payment_intent") and reading.attempt_of(source) is None:
            source["metadata"] = plain(self._client.v1.payment_intents.retrieve(source["payment_intent"]))["metadata"]
        return line

    def _create(self, request: StartRequest, days: int) -> dict[str, Any]:
        with meanings():
            made = self._client.v1.checkout.sessions.create(
                session_parameters(request, days), {"idempotency_key": str(request.attempt)}
            )
        return plain(made)

    def _find(self, ref: AttemptRef) -> dict[str, Any]:
        """Return the session with its payment intent and charge. Raises NotThere for one of another attempt."""
        if ref.session_id:
            found = plain(self._client.v1.checkout.sessions.retrieve(ref.session_id, {"expand": _SESSION}))
        elif ref.payment_id:
            expand = [f"data.{path}" for path in _SESSION]
            sessions = self._client.v1.checkout.sessions.list({"payment_intent": ref.payment_id, "expand": expand})
            found = plain(sessions.data[0]) if sessions.data else {}
        else:
            raise NotThere("no-reference")
        if reading.attempt_of(found) != ref.attempt:
            raise NotThere("another-attempt")
        return found

    def _snapshot(self, found: dict[str, Any]) -> Snapshot:
        intent = found.get("payment_intent") or {}
        charge = intent.get("latest_charge") or {}
        # A refund that failed leaves no trace on the charge: the refunds of every charge are read.
        refunds = self._refunds(intent["id"]) if charge else []
        disputes = self._disputes(intent["id"]) if charge.get("disputed") else []
        return reading.snapshot(found, refunds=refunds, disputes=disputes)

    def _refunds(self, payment_id: str) -> list[dict[str, Any]]:
        expand = ["data.balance_transaction", "data.failure_balance_transaction"]
        found = self._client.v1.refunds.list({"payment_intent": payment_id, "limit": 100, "expand": expand})
        return [plain(part) for part in found.auto_paging_iter()]

    def _disputes(self, payment_id: str) -> list[dict[str, Any]]:
        found = self._client.v1.disputes.list({"payment_intent": payment_id, "limit": 100})
        return [plain(part) for part in found.auto_paging_iter()]
