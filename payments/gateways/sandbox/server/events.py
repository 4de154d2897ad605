"""Tell the merchant what happened: each fact becomes a message in the protocol its checkout was opened with."""

import json
from typing import Any

from payments.gateways.sandbox.server import own_shapes, post, stripe_shapes
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.records import (
    Dispute,
    Movement,
    Payment,
    Payout,
    Protocol,
    Refund,
    Session,
)

# The words of the other protocol; a fact that it does not tell has none.
_STRIPE = {
    "session.completed": "checkout.session.completed",
    "session.expired": "checkout.session.expired",
    "payment.paid": "checkout.session.async_payment_succeeded",
    "payment.lapsed": "checkout.session.async_payment_failed",
    "payment.declined": "payment_intent.payment_failed",
    "payment.cancelled": "payment_intent.canceled",
    "refund.created": "refund.created",
    "refund.updated": "refund.updated",
    "refund.failed": "refund.failed",
    "dispute.created": "charge.dispute.created",
    "dispute.closed": "charge.dispute.closed",
    "payout.paid": "payout.paid",
}


def tell(books: Books, kind: str, session: Session, payment: Payment | None) -> None:
    if session.protocol == "own":
        _send(books, "own", kind, own_shapes.session(books, session))
    elif payment is not None and _STRIPE[kind].startswith("payment_intent."):
        _send(books, "stripe", _STRIPE[kind], stripe_shapes.payment_intent(books, payment))
    else:
        _send(books, "stripe", _STRIPE[kind], stripe_shapes.session(books, session))


def tell_refund(books: Books, kind: str, refund: Refund) -> None:
    protocol = _protocol_of(books, refund.payment)
    shape = own_shapes.refund(books, refund) if protocol == "own" else stripe_shapes.refund(books, refund)
    _send(books, protocol, kind, shape)


def tell_dispute(books: Books, kind: str, dispute: Dispute) -> None:
    protocol = _protocol_of(books, dispute.payment)
    if protocol == "own":
        _send(books, "own", kind, own_shapes.dispute(books, dispute))
    else:
        _send(books, "stripe", _STRIPE[kind], stripe_shapes.dispute(books, dispute))


def tell_payout(books: Books, payout: Payout) -> None:
    """Tell it once in each protocol that has money in it."""
    for protocol in sorted(
        {_protocol_of(books, part.payment) for part in books.all(Movement, lambda found: found.payout == payout.id)}
    ):
        shape = own_shapes.payout(payout) if protocol == "own" else stripe_shapes.payout(payout)
        _send(books, protocol, "payout.paid", shape)


def _protocol_of(books: Books, payment_id: str) -> Protocol:
    return books.get(Session, books.get(Payment, payment_id).session).protocol


def _send(books: Books, protocol: Protocol, kind: str, shape: dict[str, Any]) -> None:
    wrap = own_shapes.event if protocol == "own" else stripe_shapes.event
    event = wrap(books, kind, shape)
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    post.put_in(books, event=event["id"], kind=kind, protocol=protocol, body=body)
