"""What a gateway paid out, line by line."""

from datetime import UTC, datetime

import pytest

from payments.gateways.contract import (
    Method,
    SettlementKind,
    Unreachable,
)
from tests.payments.gateways.shop import Shop, refund_of


def test_settlement_rows(shop: Shop):
    """Charge, refund, a refund that came back, chargeback: gross less fee is net, and the payout is their sum."""
    first, paid = shop.paid(1000)
    refunded = shop.adapter.refund(refund_of(first, 400))
    second, _snapshot = shop.paid(2000, Method.WALLET)
    outside = shop.server.control("refund", payment=second.payment_id, amount=5)  # in the gateway's own pages
    third, _snapshot = shop.paid(3000)
    dispute = shop.server.control("dispute", payment=third.payment_id)
    shop.server.control("pay_out")
    payouts = {payout["id"]: payout for payout in shop.server.books("payouts")["payouts"]}
    arrival = datetime.fromisoformat(list(payouts.values())[-1]["arrival"]).date()
    attempts = {first.attempt, second.attempt, third.attempt}
    every = list(shop.adapter.settlement(arrival))
    rows = {(row.kind, row.reference): row for row in every}
    charge = rows[SettlementKind.CHARGE, first.payment_id]
    assert (charge.gross_yen, charge.fee_yen, charge.net_yen) == (1000, 32, 968)
    assert (charge.attempt, charge.payout_on, charge.happened_at) == (first.attempt, arrival, paid.paid_at)
    refund = rows[SettlementKind.REFUND, refunded.refund_id]
    assert (refund.gross_yen, refund.fee_yen, refund.net_yen) == (-400, 0, -400)
    assert rows[SettlementKind.CHARGE, second.payment_id].fee_yen == 39
    chargeback = rows[SettlementKind.CHARGEBACK, dispute["id"]]
    assert (chargeback.gross_yen, chargeback.fee_yen, chargeback.net_yen) == (-3000, 1500, -4500)
    assert (refund.attempt, chargeback.attempt) == (first.attempt, third.attempt)
    assert rows[SettlementKind.REFUND, outside["id"]].attempt == second.attempt
    assert attempts <= {row.attempt for row in every}
    assert all(row.gross_yen - row.fee_yen == row.net_yen for row in every)
    assert charge.payout_id in payouts


def test_a_day_without_payouts_has_no_rows(shop: Shop):
    assert list(shop.adapter.settlement(datetime(2020, 1, 1, tzinfo=UTC).date())) == []


def test_a_settlement_without_an_answer_is_unknown(shop: Shop):
    shop.server.control("faults", queue=[{"operation": "settlement", "kind": "error_500"}])
    with pytest.raises(Unreachable):
        list(shop.adapter.settlement(datetime(2020, 1, 1, tzinfo=UTC).date()))
