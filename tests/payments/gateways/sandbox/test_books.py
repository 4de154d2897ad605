import pytest

from payments.gateways.sandbox.server import checkout, clock, refunds, settlement
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.errors import Refused
from payments.gateways.sandbox.server.records import Delivery, Knob, Movement, Payment, Payout, Refund, Session


def open_session(books: Books, **changed) -> Session:
    values = {
        "protocol": "own",
        "reference": "r1",
        "amount": 600,
        "currency": "jpy",
        "description": "x",
        "methods": ("card", "konbini"),
        "success_url": "http://127.0.0.1/ok",
        "cancel_url": "http://127.0.0.1/no",
        "expires_at": clock.now(books) + 3600,
    }
    return checkout.create(books, **{**values, **changed})


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path, gateway_server):
    """What a shape asks for the page's address."""
    from payments.gateways.sandbox.server import state

    for name, value in gateway_server.environment.items():
        if name != "PATH":
            monkeypatch.setenv(name, value)
    state.configured.cache_clear()
    yield
    state.configured.cache_clear()


@pytest.fixture
def opened(tmp_path):
    """Open the books as a process that starts would."""
    every: list[Books] = []

    def open_books() -> Books:
        every.append(Books(tmp_path / "books"))
        return every[-1]

    yield open_books
    for books in every:
        books.close()


@pytest.fixture
def books(opened):
    return opened()


def test_everything_is_there_after_a_restart(books, opened):
    session = open_session(books, metadata={"attempt": "a"})
    payment = checkout.pay_by_card(books, session.id, "4242424242424242")
    refunds.create(books, payment_id=payment.id, amount=100, reference="f1", reason="")
    clock.move(books, 100)
    again = opened()
    for kind in (Session, Payment, Movement, Delivery, Knob):
        assert again.all(kind) == books.all(kind)
    assert again.of(Movement, "payment", payment.id) == books.of(Movement, "payment", payment.id)


def test_a_torn_last_line_counts_for_nothing(books, opened):
    session = open_session(books)
    whole = books.file.read_bytes()
    checkout.pay_by_card(books, session.id, "4242424242424242")
    torn = books.file.read_bytes()
    books.file.write_bytes(torn[:-20])
    again = opened()
    assert again.get(Session, session.id).status == "open"
    assert again.all(Payment) == []
    assert books.file.read_bytes() == whole
    open_session(again, reference="r2")
    assert len(opened().all(Session)) == 2


def test_what_fails_changes_nothing(books):
    session = open_session(books)
    before = books.file.read_bytes()

    def pay_and_fail() -> None:
        with books:
            checkout.pay_by_card(books, session.id, "4242424242424242")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        pay_and_fail()
    assert books.get(Session, session.id).status == "open"
    assert books.all(Movement) == []
    assert books.file.read_bytes() == before


def test_a_refund_that_is_refused_uses_up_its_plan(books):
    session = open_session(books)
    payment = checkout.pay_by_card(books, session.id, "4242424242424242")
    refunds.plan(books, ["is_refused"])
    with pytest.raises(Refused):
        refunds.create(books, payment_id=payment.id, amount=100, reference="f1", reason="")
    assert books.all(Refund) == []
    assert refunds.create(books, payment_id=payment.id, amount=100, reference="f2", reason="").status == "succeeded"


def test_the_journal_is_the_owners_alone(books):
    assert books.file.stat().st_mode & 0o777 == 0o600


def test_the_clock_goes_forward_only(books):
    before = clock.now(books)
    clock.move(books, 86400)
    assert clock.now(books) >= before + 86400
    with pytest.raises(ValueError, match="forward"):
        clock.move(books, -1)


def test_the_balance_is_the_sum_of_its_movements(books):
    session = open_session(books, amount=10_000)
    payment = checkout.pay_by_card(books, session.id, "4000000000005126")
    refunds.create(books, payment_id=payment.id, amount=4_000, reference="f1", reason="")
    moved = [(part.kind, part.gross, part.fee, part.net) for part in books.all(Movement)]
    assert moved == [("charge", 10_000, 325, 9_675), ("refund", -4_000, 0, -4_000)]
    settlement.pay_out(books, before=clock.days_after(clock.jst_day(clock.now(books)), 1))
    assert [payout.amount for payout in books.all(Payout)] == [5_675]
    assert {part.payout for part in books.all(Movement)} == {books.all(Payout)[0].id}


def test_days_are_paid_out_apart_and_once(books):
    first = open_session(books)
    checkout.pay_by_card(books, first.id, "4242424242424242")
    clock.move(books, 86400)
    second = open_session(books, reference="r2")
    checkout.pay_by_card(books, second.id, "4242424242424242")
    tomorrow = clock.days_after(clock.jst_day(clock.now(books)), 1)
    settlement.pay_out(books, before=tomorrow)
    settlement.pay_out(books, before=tomorrow)
    assert [payout.amount for payout in books.all(Payout)] == [581, 581]
