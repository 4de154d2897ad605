from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.gateways.contract import (
    AttemptRef,
    BadSignature,
    Method,
    NotThere,
    RefundRef,
    RefundRequest,
    Refused,
    ShowCode,
    Snapshot,
    StartRequest,
    Status,
)
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration
from payments.gateways.manual.numbers import payment_number, read_number
from payments.gateways.manual.recording import recorded

COUNTER = "市民課3番窓口"
BANK = "見本銀行 本店 普通 0000000"


@pytest.fixture
def gateway() -> ManualGateway:
    return ManualGateway(Configuration(payment_counter=COUNTER, payment_bank_account=BANK))


def request(**changed) -> StartRequest:
    values = {
        "attempt": uuid4(),
        "amount_yen": 600,
        "description": "住民票の写し",
        "return_url": "http://127.0.0.1/r",
        "cancel_url": "http://127.0.0.1/c",
        "expires_at": datetime.now(UTC) + timedelta(days=14),
        "method": Method.COUNTER,
    }
    return StartRequest(**{**values, **changed})


def test_it_offers_what_is_configured(gateway):
    assert [terms.method for terms in gateway.capabilities.methods] == [Method.COUNTER, Method.BANK_TRANSFER]
    assert gateway.capabilities.by_staff
    assert not gateway.capabilities.needs_trustee
    with pytest.raises(Refused):
        gateway.start(request(method=Method.SLIP))


def test_start_shows_number_and_place_and_is_the_same_every_time(gateway):
    asked = request()
    started = gateway.start(asked)
    number = payment_number(asked.attempt)
    assert started.action == ShowCode(
        numbers=(("窓口で伝える納付番号", number), ("支払う窓口", COUNTER)), due=asked.expires_at
    )
    assert started.session_id == f"{number}:counter:600"
    assert gateway.start(asked) == started


def test_a_look_up_knows_only_that_it_was_started(gateway):
    asked = request(method=Method.BANK_TRANSFER)
    ref = AttemptRef(attempt=asked.attempt, session_id=gateway.start(asked).session_id)
    snapshot = gateway.fetch(ref)
    assert (snapshot.status, snapshot.amount_yen, snapshot.currency) == (Status.OPEN, 600, "jpy")
    assert snapshot.method == Method.BANK_TRANSFER
    assert gateway.close(ref).status == Status.CANCELLED
    with pytest.raises(NotThere):
        gateway.fetch(AttemptRef(attempt=uuid4(), session_id=ref.session_id))
    with pytest.raises(NotThere):
        gateway.fetch(AttemptRef(attempt=uuid4()))


def test_money_goes_back_by_bank_transfer_only(gateway):
    ref = AttemptRef(attempt=uuid4())
    with pytest.raises(Refused):
        gateway.refund(RefundRequest(refund=uuid4(), payment=ref, amount_yen=1))
    with pytest.raises(NotThere):
        gateway.fetch_refund(RefundRef(refund=uuid4(), payment=ref))


def test_nobody_sends_webhooks_or_settlements(gateway):
    with pytest.raises(BadSignature):
        gateway.parse_webhook(b"{}", {})
    assert list(gateway.settlement(date(2026, 11, 23))) == []


# -- what staff record


def test_what_staff_record_is_a_snapshot(gateway):
    asked = request()
    ref = AttemptRef(attempt=asked.attempt, session_id=gateway.start(asked).session_id)

    def record(evidence: str, *, provisional: bool = False) -> Snapshot:
        day = date(2027, 3, 31)
        return recorded(
            ref, amount_yen=600, paid_on=day, evidence=evidence, method=Method.COUNTER, provisional=provisional
        )

    snapshot = record(" 領収　第12号 ")
    assert (snapshot.status, snapshot.amount_yen, snapshot.provisional) == (Status.PAID, 600, False)
    assert snapshot.payment_id == f"{payment_number(asked.attempt)}:領収 第12号"
    assert snapshot.paid_at.isoformat() == "2027-03-31T12:00:00+09:00"
    assert record("領収 第12号") == snapshot
    assert record("領収 第12号", provisional=True).provisional
    with pytest.raises(ValueError, match="evidence"):
        record("  ")


# -- the payment number


def test_the_number_follows_from_the_attempt():
    assert payment_number(UUID(int=0)) == "0000-0000-0000"
    assert payment_number(UUID(int=42_177_309_955)) == "4217-7309-9559"


@given(st.uuids())
def test_a_number_is_read_as_it_was_written(attempt):
    number = payment_number(attempt)
    assert read_number(number) == number
    full_width = number.replace("-", "ー").translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert read_number(f" {full_width} ") == number


@given(st.uuids(), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(attempt, place, by):
    digits = payment_number(attempt).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert read_number(wrong) is None


@pytest.mark.parametrize("typed", ["", "1234", "0000-0000-00000", "abcd-efgh-ijkl", "0000-0000-0001"])
def test_what_is_no_number_is_none(typed):
    assert read_number(typed) is None
