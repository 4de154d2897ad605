"""Chargebacks: the payer's card company takes the money back; the merchant may win it again."""

from dataclasses import replace

from payments.gateways.sandbox.server import clock, events, settlement
from payments.gateways.sandbox.server.books import Books, new_id
from payments.gateways.sandbox.server.errors import Refused, missing
from payments.gateways.sandbox.server.records import Dispute, Payment


def open_dispute(books: Books, payment_id: str) -> Dispute:
    """Take the whole payment back. Raises Refused unless it is a card payment without a dispute."""
    with books:
        payment = books.find(Payment, payment_id)
        if payment is None:
            raise missing(f"payment_intent: {payment_id[:80]}")
        if payment.status != "paid" or payment.method != "card" or books.of(Dispute, "payment", payment.id):
            raise Refused("charge_not_disputable", "only a paid card payment can be disputed, and once")
        dispute = books.put(
            Dispute(id=new_id("dp"), payment=payment.id, amount=payment.amount, created=clock.now(books))
        )
        settlement.chargeback(books, dispute)
        events.tell_dispute(books, "dispute.created", dispute)
        return dispute


def close_dispute(books: Books, dispute_id: str, *, won: bool) -> Dispute:
    with books:
        dispute = books.find(Dispute, dispute_id)
        if dispute is None:
            raise missing(f"dispute: {dispute_id[:80]}")
        if dispute.status != "open":
            raise Refused("dispute_is_closed", "this dispute is closed")
        dispute = books.put(replace(dispute, status="won" if won else "lost", closed_at=clock.now(books)))
        if won:
            settlement.chargeback_came_back(books, dispute)
        events.tell_dispute(books, "dispute.closed", dispute)
        return dispute
