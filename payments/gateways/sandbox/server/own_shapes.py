"""How the sandbox's own protocol writes its records. Times are ISO 8601 in UTC; money is integer yen."""

from datetime import UTC, datetime
from typing import Any

from payments.gateways.sandbox.server import clock, state
from payments.gateways.sandbox.server.books import Books, new_id
from payments.gateways.sandbox.server.records import Dispute, Movement, Payment, Payout, Refund, Session

MERCHANT = "akita-city"  # whose checkouts these are; an event of another merchant is none of the portal's business
_STATES = {"waiting": "processing", "paid": "paid", "cancelled": "cancelled", "lapsed": "expired"}


def session(books: Books, found: Session) -> dict[str, Any]:
    money = books.find(Payment, found.payment)
    return {
        "object": "session",
        "id": found.id,
        "reference": found.reference,
        "state": _state(found, money),
        "amount": found.amount,
        "currency": found.currency.upper(),
        "methods": list(found.methods),
        "expires_at": moment(found.expires_at),
        "url": state.page_address(found.id) if found.status == "open" else "",
        "payment": payment(books, money) if money else None,
    }


def payment(books: Books, found: Payment) -> dict[str, Any]:
    waiting = found.status in {"waiting", "cancelled", "lapsed"} and found.method == "konbini"
    return {
        "id": found.id,
        "amount": found.amount,
        "currency": found.currency.upper(),
        "method": found.method,
        "paid_at": moment(found.paid_at) if found.paid_at else None,
        "declines": list(found.declines),
        "konbini": {"store": found.store, "numbers": list(found.numbers), "due": moment(found.due)}
        if waiting
        else None,
        "refunds": [refund(books, part) for part in books.of(Refund, "payment", found.id)],
        "disputes": [dispute(books, part) for part in books.of(Dispute, "payment", found.id)],
    }


def refund(books: Books, found: Refund) -> dict[str, Any]:
    return {
        "object": "refund",
        "id": found.id,
        "payment": found.payment,
        "session": books.get(Payment, found.payment).session,
        "session_reference": _reference(books, found.payment),
        "reference": found.reference,
        "amount": found.amount,
        "currency": books.get(Payment, found.payment).currency.upper(),
        "state": found.status,
        "failure": found.failure,
        "changed_at": moment(found.changed),
    }


def dispute(books: Books, found: Dispute) -> dict[str, Any]:
    return {
        "object": "dispute",
        "id": found.id,
        "payment": found.payment,
        "session": books.get(Payment, found.payment).session,
        "session_reference": _reference(books, found.payment),
        "amount": found.amount,
        "state": found.status,
        "created_at": moment(found.created),
        "closed_at": moment(found.closed_at) if found.closed_at else None,
    }


def payout(found: Payout) -> dict[str, Any]:
    return {"object": "payout", "id": found.id, "day": found.day, "arrival": found.arrival, "amount": found.amount}


def settlement_row(books: Books, found: Movement, paid_out: Payout) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind,
        "source": found.source,
        "payment": found.payment,
        "session": books.get(Payment, found.payment).session,
        "session_reference": _reference(books, found.payment),
        "refund_reference": books.get(Refund, found.source).reference if found.kind.startswith("refund") else "",
        "gross": found.gross,
        "fee": found.fee,
        "net": found.net,
        "occurred_at": moment(found.created),
        "payout": paid_out.id,
        "arrival": paid_out.arrival,
    }


def event(books: Books, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id("evt"),
        "type": kind,
        "merchant": MERCHANT,
        "created_at": moment(clock.now(books)),
        "data": data,
    }


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _reference(books: Books, payment_id: str) -> str:
    return books.get(Session, books.get(Payment, payment_id).session).reference


def _state(found: Session, money: Payment | None) -> str:
    if money and money.status in _STATES and not (money.status == "cancelled" and found.status == "expired"):
        return _STATES[money.status]
    return found.status
