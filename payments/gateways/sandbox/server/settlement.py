"""The merchant's balance: charges, refunds and chargebacks with their fees, and the payouts that empty it."""

from dataclasses import replace
from datetime import date

from payments.gateways.sandbox.server import clock, events
from payments.gateways.sandbox.server.books import Books, new_id
from payments.gateways.sandbox.server.records import Dispute, Movement, MovementKind, Payment, Payout, Refund

CHARGEBACK_FEE = 1_500
DAYS_TO_ARRIVE = 2


def fee_of(payment: Payment) -> int:
    """Return the fee in yen: a share of the amount rounded down, or a fixed sum at a konbini. Rates are samples."""
    if payment.method == "konbini":
        return 190
    return payment.amount * (198 if payment.method == "paypay" else 325) // 10_000


def charge(books: Books, payment: Payment) -> None:
    _move(books, "charge", payment.id, payment.id, gross=payment.amount, fee=fee_of(payment))


def refund(books: Books, refunded: Refund) -> None:
    _move(books, "refund", refunded.id, refunded.payment, gross=-refunded.amount)


def refund_came_back(books: Books, refunded: Refund) -> None:
    _move(books, "refund_reversal", refunded.id, refunded.payment, gross=refunded.amount)


def chargeback(books: Books, dispute: Dispute) -> None:
    _move(books, "chargeback", dispute.id, dispute.payment, gross=-dispute.amount, fee=CHARGEBACK_FEE)


def chargeback_came_back(books: Books, dispute: Dispute) -> None:
    _move(books, "chargeback_reversal", dispute.id, dispute.payment, gross=dispute.amount)


def pay_out(books: Books, *, before: date) -> None:
    """Make one payout for every JST day before `before` whose movements were not paid out yet."""
    with books:
        days: dict[date, list[Movement]] = {}
        for movement in books.all(Movement, lambda found: not found.payout):
            days.setdefault(clock.jst_day(movement.created), []).append(movement)
        for day, movements in sorted(days.items()):
            if day < before:
                _send(books, day, movements)


def _send(books: Books, day: date, movements: list[Movement]) -> None:
    payout = books.put(
        Payout(
            id=new_id("po"),
            day=day.isoformat(),
            arrival=clock.days_after(day, DAYS_TO_ARRIVE).isoformat(),
            created=clock.now(books),
            amount=sum(movement.net for movement in movements),
        )
    )
    for movement in movements:
        books.put(replace(movement, payout=payout.id))
    events.tell_payout(books, payout)


def _move(
    books: Books,
    kind: MovementKind,
    source: str,
    payment: str,
    *,
    gross: int,
    fee: int = 0,
) -> None:
    with books:
        books.put(
            Movement(
                id=new_id("txn"),
                kind=kind,
                source=source,
                payment=payment,
                gross=gross,
                fee=fee,
                net=gross - fee,
                created=clock.now(books),
            )
        )
