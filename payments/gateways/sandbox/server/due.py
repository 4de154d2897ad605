"""What happens by itself when the clock moves on: checkouts and numbers lapse, refunds mature, payouts go out."""

from payments.gateways.sandbox.server import checkout, clock, refunds, settlement
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.records import Payment, Refund, Session


def run(books: Books) -> None:
    """Do everything that is due by now. Called before every request and once a second."""
    with books:
        now = clock.now(books)
        for session in books.all(Session, lambda found: found.status == "open" and found.expires_at <= now):
            checkout.close(books, session.id)
        for payment in books.all(Payment, lambda found: found.status == "waiting" and found.due <= now):
            checkout.lapse(books, payment)
        for refund in books.all(Refund, lambda found: bool(found.outcome) and found.matures_at <= now):
            refunds.finish(books, refund.id, refund.outcome)
        settlement.pay_out(books, before=clock.jst_day(now))
