"""The same records as Stripe writes them: the fields our adapter and the SDK read (docs.stripe.com/api).

Times are seconds since 1970. Expansions (`payment_intent.latest_charge`) replace an id by its object.
"""

from datetime import UTC, datetime
from typing import Any

from payments.gateways.sandbox.server import clock
from payments.gateways.sandbox.server.books import Books, new_id
from payments.gateways.sandbox.server.records import Dispute, Movement, Payment, Payout, Refund, Session

Expand = frozenset[str]
NONE: Expand = frozenset()
_INTENT = {
    "unpaid": "requires_payment_method",
    "challenge": "requires_action",
    "waiting": "requires_action",
    "paid": "succeeded",
    "cancelled": "canceled",
    "lapsed": "requires_payment_method",
}
_CATEGORY = {
    "charge": ("charge", "charge"),
    "refund": ("refund", "refund"),
    "refund_reversal": ("refund_failure", "refund_failure"),
    "chargeback": ("adjustment", "dispute"),
    "chargeback_reversal": ("adjustment", "dispute_reversal"),
}
_DISPUTES = {"open": "needs_response", "won": "won", "lost": "lost"}


def inner(expand: Expand, name: str) -> Expand:
    """Return what is to be expanded inside `name`."""
    return frozenset(path.removeprefix(f"{name}.") for path in expand if path.startswith(f"{name}."))


def session(books: Books, found: Session, expand: Expand = NONE) -> dict[str, Any]:
    money = books.find(Payment, found.payment)
    intent: Any = money.id if money else None
    if money and ("payment_intent" in expand or inner(expand, "payment_intent")):
        intent = payment_intent(books, money, inner(expand, "payment_intent"))
    return {
        "id": found.id,
        "object": "checkout.session",
        "amount_subtotal": found.amount,
        "amount_total": money.amount if money and money.status == "paid" else found.amount,
        "cancel_url": found.cancel_url,
        "client_reference_id": found.reference or None,
        "created": int(found.created),
        "currency": money.currency if money and money.status == "paid" else found.currency,
        "expires_at": int(found.expires_at),
        "livemode": False,
        "metadata": found.metadata or {},
        "mode": "payment",
        "payment_intent": intent,
        "payment_method_types": list(found.methods),
        "payment_status": "paid" if money and money.status == "paid" else "unpaid",
        "status": found.status,
        "success_url": found.success_url,
        "url": None,
    }


def payment_intent(books: Books, found: Payment, expand: Expand = NONE) -> dict[str, Any]:
    owner = books.get(Session, found.session)
    latest: Any = charge_id(found) if found.status == "paid" else None
    if latest and ("latest_charge" in expand or inner(expand, "latest_charge")):
        latest = charge(books, found, inner(expand, "latest_charge"))
    return {
        "id": found.id,
        "object": "payment_intent",
        "amount": found.amount,
        "amount_received": found.amount if found.status == "paid" else 0,
        "cancellation_reason": "requested_by_customer" if found.status == "cancelled" else None,
        "created": int(found.created),
        "currency": found.currency,
        "last_payment_error": _last_error(found),
        "latest_charge": latest,
        "livemode": False,
        "metadata": owner.payment_metadata or {},
        "next_action": _next_action(found),
        "payment_method_types": list(owner.methods),
        "status": _INTENT[found.status],
    }


def charge(books: Books, found: Payment, expand: Expand = NONE) -> dict[str, Any]:
    movement = next(part for part in books.of(Movement, "source", found.id) if part.kind == "charge")
    back = sum(part.amount for part in books.of(Refund, "payment", found.id) if part.status != "failed")
    details: dict[str, Any] = {"type": found.method}
    if found.method == "card":
        details["card"] = {"brand": "visa", "last4": found.card, "country": "JP"}
    return {
        "id": charge_id(found),
        "object": "charge",
        "amount": found.amount,
        "amount_captured": found.amount,
        "amount_refunded": back,
        "balance_transaction": balance_transaction(books, movement) if "balance_transaction" in expand else movement.id,
        "captured": True,
        "created": int(found.paid_at),
        "currency": found.currency,
        "disputed": bool(books.of(Dispute, "payment", found.id)),
        "livemode": False,
        "metadata": books.get(Session, found.session).payment_metadata or {},
        "paid": True,
        "payment_intent": found.id,
        "payment_method_details": details,
        "refunded": back == found.amount,
        "status": "succeeded",
    }


def refund(books: Books, found: Refund, expand: Expand = NONE) -> dict[str, Any]:
    money = books.get(Payment, found.payment)
    moved = {part.kind: part for part in books.of(Movement, "source", found.id)}

    def movement(kind: str, field: str) -> Any:
        if kind not in moved:
            return None
        return balance_transaction(books, moved[kind]) if field in expand else moved[kind].id

    return {
        "id": found.id,
        "object": "refund",
        "amount": found.amount,
        "balance_transaction": movement("refund", "balance_transaction"),
        "failure_balance_transaction": movement("refund_reversal", "failure_balance_transaction"),
        "charge": charge_id(money),
        "created": int(found.created),
        "currency": money.currency,
        "failure_reason": found.failure or None,
        "metadata": found.metadata or {},
        "payment_intent": found.payment,
        "reason": found.reason or None,
        "status": found.status,
    }


def dispute(books: Books, found: Dispute) -> dict[str, Any]:
    money = books.get(Payment, found.payment)
    return {
        "id": found.id,
        "object": "dispute",
        "amount": found.amount,
        "balance_transactions": [balance_transaction(books, part) for part in books.of(Movement, "source", found.id)],
        "charge": charge_id(money),
        "created": int(found.created),
        "currency": money.currency,
        "livemode": False,
        "metadata": {},
        "payment_intent": found.payment,
        "reason": "fraudulent",
        "status": _DISPUTES[found.status],
    }


def balance_transaction(books: Books, found: Movement, expand: Expand = NONE) -> dict[str, Any]:
    kind, category = _CATEGORY[found.kind]
    return {
        "id": found.id,
        "object": "balance_transaction",
        "amount": found.gross,
        "available_on": int(found.created),
        "created": int(found.created),
        "currency": books.get(Payment, found.payment).currency,
        "fee": found.fee,
        "net": found.net,
        "reporting_category": category,
        "source": _source(books, found, expanded="source" in expand),
        "status": "available",
        "type": kind,
    }


def payout(found: Payout) -> dict[str, Any]:
    arrival = datetime.fromisoformat(found.arrival).replace(tzinfo=UTC)  # Stripe dates payouts by midnight UTC
    return {
        "id": found.id,
        "object": "payout",
        "amount": found.amount,
        "arrival_date": int(arrival.timestamp()),
        "automatic": True,
        "created": int(found.created),
        "currency": "jpy",
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "status": "paid",
        "type": "bank_account",
    }


def event(books: Books, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": "2026-09-30.sandbox",
        "created": int(clock.now(books)),
        "data": {"object": data},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def listed(url: str, data: list[dict[str, Any]], *, has_more: bool = False) -> dict[str, Any]:
    return {"object": "list", "url": url, "has_more": has_more, "data": data}


def charge_id(found: Payment) -> str:
    return f"ch_{found.id.removeprefix('pi_')}"


def _source(books: Books, found: Movement, *, expanded: bool) -> Any:
    money = books.get(Payment, found.payment)
    if found.kind == "charge":
        return charge(books, money) if expanded else charge_id(money)
    if not expanded:
        return found.source
    if found.kind.startswith("refund"):
        return refund(books, books.get(Refund, found.source))
    return dispute(books, books.get(Dispute, found.source))


def _last_error(found: Payment) -> dict[str, Any] | None:
    if not found.declines or found.status == "paid":
        return None
    code = found.declines[-1]
    declined = code in {"card_declined", "insufficient_funds", "wallet_insufficient_funds", "not_a_sample_card"}
    return {
        "type": "card_error",
        "code": "card_declined" if declined else code,
        "decline_code": code if declined else None,
        "message": "The payment was declined.",
    }


def _next_action(found: Payment) -> dict[str, Any] | None:
    if found.status != "waiting":
        return None
    return {
        "type": "konbini_display_details",
        "konbini_display_details": {
            "expires_at": int(found.due),
            "hosted_voucher_url": None,
            "stores": {found.store: {"payment_code": found.numbers[0], "confirmation_number": found.numbers[1]}},
        },
    }
