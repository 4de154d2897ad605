"""The life of a checkout: made, paid or declined, a number waiting to be paid, closed, expired.

Every function is one change of the books and tells the merchant what changed. A session pays once; a decline leaves
it open for another try.
"""

from dataclasses import replace

from payments.gateways.sandbox.server import cards, clock, disputes, events, settlement
from payments.gateways.sandbox.server.books import Books, new_id
from payments.gateways.sandbox.server.errors import Refused, missing
from payments.gateways.sandbox.server.records import METHODS, Method, Payment, Protocol, Session

LARGEST = 9_999_999
SMALLEST = 50  # as Stripe for yen
LARGEST_KONBINI = 299_999
LIVES_AT_MOST = 24 * 3600
CODE = "123456"  # of the 3-D Secure step
STORES = ("seven_eleven", "lawson", "familymart", "ministop", "seicomart")
_DAY = 24 * 3600


def create(
    books: Books,
    *,
    protocol: Protocol,
    reference: str,
    amount: int,
    currency: str,
    description: str,
    methods: tuple[Method, ...],
    success_url: str,
    cancel_url: str,
    expires_at: float,
    konbini_days: int = 3,
    number_due: float = 0.0,
    metadata: dict[str, str] | None = None,
    payment_metadata: dict[str, str] | None = None,
) -> Session:
    """Open a checkout over `amount` yen. Raises Refused."""
    now = clock.now(books)
    _check_amount(amount, currency, methods)
    if not methods or set(methods) - set(METHODS):
        raise Refused("parameter_invalid_methods", f"methods must be some of {', '.join(METHODS)}")
    if not all(url.startswith(("http://", "https://")) for url in (success_url, cancel_url)):
        raise Refused("url_invalid", "success and cancel addresses must be absolute")
    if not now < expires_at <= now + LIVES_AT_MOST + 60:
        raise Refused("parameter_invalid_expires_at", "expires_at must lie within the next 24 hours")
    if not 1 <= konbini_days <= 60:
        raise Refused("parameter_invalid_konbini_days", "a konbini number is good for 1 to 60 days")
    with books:
        return books.put(
            Session(
                id=new_id("cs_test"),
                protocol=protocol,
                reference=reference,
                amount=amount,
                description=description,
                methods=methods,
                success_url=success_url,
                cancel_url=cancel_url,
                created=now,
                expires_at=expires_at,
                konbini_days=konbini_days,
                number_due=number_due,
                metadata=metadata,
                payment_metadata=payment_metadata,
            )
        )


def find(books: Books, identifier: str, protocol: Protocol | None = None) -> Session:
    """Return the session; one of the other protocol does not exist for this one. Raises Refused."""
    session = books.find(Session, identifier)
    if session is None or (protocol and session.protocol != protocol):
        raise missing(f"checkout session: {identifier[:80]}")
    return session


def pay_by_card(books: Books, identifier: str, number: str) -> Payment:
    """Try a sample card: paid, declined (the code is in `declines`), or in need of a 3-D Secure challenge."""
    card = cards.find(number)
    with books:
        session, payment = _begin(books, identifier, "card")
        payment = replace(payment, card=number[-4:] if card else "", after=card.after if card else "")
        if card is None:
            return _decline(books, session, payment, "not_a_sample_card")
        if card.challenge:
            return books.put(replace(payment, status="challenge", after=card.decline or card.after, tries=0))
        if card.decline:
            return _decline(books, session, payment, card.decline)
        return _paid(books, session, payment)


def answer_challenge(books: Books, identifier: str, code: str) -> Payment:
    """Check the one-time code; the third wrong one is a decline. Raises Refused when nothing was asked."""
    with books:
        session = find(books, identifier)
        payment = books.find(Payment, session.payment)
        if payment is None or payment.status != "challenge" or session.status != "open":
            raise Refused("challenge_not_expected", "no 3-D Secure step is under way")
        if code != CODE:
            payment = replace(payment, tries=payment.tries + 1)
            if payment.tries >= 3:
                return _decline(books, session, payment, "authentication_required")
            return books.put(payment)
        if payment.after in cards.DECLINES:
            return _decline(books, session, payment, payment.after)
        return _paid(books, session, payment)


def give_up_challenge(books: Books, identifier: str) -> Payment:
    with books:
        session = find(books, identifier)
        payment = books.get(Payment, session.payment)
        if payment.status != "challenge":
            raise Refused("challenge_not_expected", "no 3-D Secure step is under way")
        return _decline(books, session, payment, "authentication_required")


def pay_by_wallet(books: Books, identifier: str, *, enough: bool = True) -> Payment:
    with books:
        session, payment = _begin(books, identifier, "paypay")
        if not enough:
            return _decline(books, session, payment, "wallet_insufficient_funds")
        return _paid(books, session, payment)


def issue_number(books: Books, identifier: str, store: str) -> Payment:
    """Give out the numbers to pay with at a convenience store until `due`."""
    with books:
        session, payment = _begin(books, identifier, "konbini")
        if store not in STORES:
            raise Refused("parameter_invalid_store", "no such store")
        serial = len(books.all(Payment)) + 1
        numbers = (
            f"{400 + STORES.index(store)}-{serial:07d}-{(serial * 7919) % 1000:03d}",
            f"{serial * 31 % 10**6:06d}",
        )
        today = clock.jst_day(clock.now(books))
        end_of_day = clock.midnight(clock.days_after(today, session.konbini_days + 1)) - 1
        due = session.number_due or end_of_day
        payment = books.put(replace(payment, status="waiting", store=store, numbers=numbers, due=due))
        session = books.put(replace(session, status="complete", payment=payment.id))
        events.tell(books, "session.completed", session, payment)
        return payment


def pay_at_store(books: Books, payment_id: str, *, late: bool = False) -> Payment:
    """Hand over the cash for a number. `late`: the till took it though the number was cancelled or had lapsed."""
    with books:
        payment = _payment(books, payment_id)
        if payment.method != "konbini" or payment.status == "paid" or (payment.status != "waiting" and not late):
            raise Refused("number_not_payable", "this number cannot be paid")
        return _paid(books, find(books, payment.session), payment)


def pay_late(books: Books, identifier: str) -> Payment:
    """A card charge that arrives though the session was closed: what must never get lost at the merchant's."""
    with books:
        session = find(books, identifier)
        payment = books.find(Payment, session.payment) or _new_payment(books, session)
        if payment.status == "paid":
            raise Refused("session_already_paid", "this checkout was paid")
        return _paid(books, session, replace(payment, method=payment.method or "card", card=payment.card or "4242"))


def close(books: Books, identifier: str) -> Session:
    """End the checkout if nothing was paid: an open one expires, a waiting number is cancelled. Says what is."""
    with books:
        session = find(books, identifier)
        payment = books.find(Payment, session.payment)
        if payment and payment.status == "waiting":
            payment = books.put(replace(payment, status="cancelled"))
            events.tell(books, "payment.cancelled", session, payment)
        elif session.status == "open":
            session = books.put(replace(session, status="expired"))
            if payment:
                books.put(replace(payment, status="cancelled"))
            events.tell(books, "session.expired", session, payment)
        return session


def lapse(books: Books, payment: Payment) -> None:
    """Nobody paid the number in time."""
    with books:
        payment = books.put(replace(payment, status="lapsed"))
        events.tell(books, "payment.lapsed", find(books, payment.session), payment)


def tamper(books: Books, identifier: str, *, amount: int, currency: str) -> Session:
    """Have the next charge of this session be over another amount or currency, as a broken gateway would."""
    with books:
        return books.put(replace(find(books, identifier), charge_amount=amount, charge_currency=currency))


def _check_amount(amount: int, currency: str, methods: tuple[Method, ...]) -> None:
    if currency != "jpy":
        raise Refused("currency_not_supported", "the sandbox takes jpy only")
    if amount < SMALLEST:
        raise Refused("amount_too_small", f"amount must be at least {SMALLEST} yen")
    if amount > LARGEST or (methods == ("konbini",) and amount > LARGEST_KONBINI):
        raise Refused("amount_too_large", f"amount must be at most {LARGEST} yen, {LARGEST_KONBINI} at a konbini")


def _begin(books: Books, identifier: str, method: Method) -> tuple[Session, Payment]:
    session = find(books, identifier)
    if session.status != "open" or session.expires_at <= clock.now(books):
        raise Refused("session_not_open", "this checkout is over")
    if method not in session.methods:
        raise Refused("method_not_offered", "this checkout does not offer that")
    payment = books.find(Payment, session.payment) or _new_payment(books, session)
    session = books.put(replace(session, payment=payment.id))
    return session, replace(payment, method=method, status="unpaid")


def _new_payment(books: Books, session: Session) -> Payment:
    return Payment(
        id=new_id("pi"),
        session=session.id,
        amount=session.charge_amount or session.amount,
        currency=session.charge_currency or session.currency,
        created=clock.now(books),
    )


def _decline(books: Books, session: Session, payment: Payment, code: str) -> Payment:
    payment = books.put(replace(payment, status="unpaid", declines=(*payment.declines, code)))
    events.tell(books, "payment.declined", session, payment)
    return payment


def _paid(books: Books, session: Session, payment: Payment) -> Payment:
    waited = payment.status in {"waiting", "cancelled", "lapsed"}
    if session.charge_amount or session.charge_currency:
        payment = replace(
            payment,
            amount=session.charge_amount or payment.amount,
            currency=session.charge_currency or payment.currency,
        )
    payment = books.put(replace(payment, status="paid", paid_at=clock.now(books)))
    status = session.status if session.status == "expired" else "complete"
    session = books.put(replace(session, status=status, payment=payment.id))
    settlement.charge(books, payment)
    events.tell(books, "payment.paid" if waited else "session.completed", session, payment)
    if payment.after == "disputed":
        disputes.open_dispute(books, payment.id)
    return payment


def _payment(books: Books, identifier: str) -> Payment:
    payment = books.find(Payment, identifier)
    if payment is None:
        raise missing(f"payment_intent: {identifier[:80]}")
    return payment
