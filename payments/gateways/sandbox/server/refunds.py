"""Money back to the payer: at once, after a day, never, or seemingly until it comes back.

What a refund will do is told by the card of its payment, or by the plan that the control page set for the next one.
"""

import json
from dataclasses import replace
from typing import Any

from payments.gateways.sandbox.server import clock, events, settlement
from payments.gateways.sandbox.server.books import Books, new_id
from payments.gateways.sandbox.server.errors import Refused, missing
from payments.gateways.sandbox.server.records import Dispute, Knob, Payment, Refund

PLANS = ("succeeds", "fails_at_once", "fails_late", "takes_a_day", "fails_after_a_day", "is_refused")
DAY = 24 * 3600
_KNOB = "refund_plan"
_BY_CARD = {"refund_fails_late": "fails_late", "refund_takes_a_day": "takes_a_day"}
# What the refund is when it is answered, what becomes of it, and after how many seconds.
_COURSE: dict[str, tuple[Any, Any, float]] = {
    "succeeds": ("succeeded", "", 0),
    "fails_at_once": ("failed", "", 0),
    "fails_late": ("succeeded", "failed", DAY),
    "takes_a_day": ("pending", "succeeded", DAY),
    "fails_after_a_day": ("pending", "failed", DAY),
}


def plan(books: Books, courses: list[str]) -> None:
    """Say what the next refunds do, one after the other, whatever the card."""
    if set(courses) - set(PLANS):
        raise Refused("parameter_invalid_plan", f"each must be one of {', '.join(PLANS)}")
    with books:
        books.put(Knob(_KNOB, json.dumps(courses)))


def create(
    books: Books, *, payment_id: str, amount: int, reference: str, reason: str, metadata: dict[str, str] | None = None
) -> Refund:
    """Send `amount` yen of a payment back. Raises Refused."""
    with books:
        payment = books.find(Payment, payment_id)
        if payment is None:
            raise missing(f"payment_intent: {payment_id[:80]}")
        _check(books, payment, amount)
        course = _next_course(books, payment)
        if course == "is_refused":
            raise Refused("charge_not_refundable", "the payment's network refuses a refund")
        status, outcome, seconds = _COURSE[course]
        now = clock.now(books)
        refund = books.put(
            Refund(
                id=new_id("re"),
                payment=payment.id,
                reference=reference,
                amount=amount,
                created=now,
                status=status,
                reason=reason,
                outcome=outcome,
                matures_at=now + seconds if outcome else 0.0,
                changed=now,
                failure="lost_or_stolen_card" if status == "failed" else "",
                metadata=metadata,
            )
        )
        if status != "failed":
            settlement.refund(books, refund)
        events.tell_refund(books, "refund.created", refund)
        return refund


def finish(books: Books, refund_id: str, status: str) -> Refund:
    """Let a refund succeed or fail now. A failed one stays failed; money of a failed one returns to the balance."""
    with books:
        refund = find(books, refund_id)
        if refund.status == "failed" or status not in {"succeeded", "failed"}:
            raise Refused("refund_is_final", "this refund does not change any more")
        if status == "failed":
            refund = books.put(
                replace(
                    refund, status="failed", outcome="", failure="expired_or_canceled_card", changed=clock.now(books)
                )
            )
            settlement.refund_came_back(books, refund)
            events.tell_refund(books, "refund.failed", refund)
        else:
            refund = books.put(replace(refund, status="succeeded", outcome="", changed=clock.now(books)))
            events.tell_refund(books, "refund.updated", refund)
        return refund


def find(books: Books, identifier: str) -> Refund:
    refund = books.find(Refund, identifier)
    if refund is None:
        raise missing(f"refund: {identifier[:80]}")
    return refund


def _check(books: Books, payment: Payment, amount: int) -> None:
    if payment.status != "paid":
        raise Refused("payment_not_paid", "nothing was paid")
    if payment.method == "konbini":
        raise Refused("charge_not_refundable", "cash from a konbini goes back by bank transfer only")
    if books.of(Dispute, "payment", payment.id):
        raise Refused("charge_disputed", "the payment was charged back")
    back = sum(refund.amount for refund in books.of(Refund, "payment", payment.id) if refund.status != "failed")
    if not 0 < amount <= payment.amount:
        raise Refused("amount_invalid", "amount must be above 0 and at most what was paid")
    if amount > payment.amount - back:
        raise Refused("charge_already_refunded", "more than what is left to refund")


def _next_course(books: Books, payment: Payment) -> str:
    knob = books.find(Knob, _KNOB)
    planned: list[str] = json.loads(knob.value) if knob else []
    if not planned:
        return _BY_CARD.get(payment.after, "succeeds")
    books.put_for_good(Knob(_KNOB, json.dumps(planned[1:])))  # a refusal undoes the change, not the plan
    return planned[0]
