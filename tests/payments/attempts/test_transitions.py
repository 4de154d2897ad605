"""Each cell of the tables."""

import pytest

from payments.attempts.models import LIVE, AttemptState, RefundState
from payments.attempts.transitions import ATTEMPTS, REFUND_REPORTS, REFUNDS, next_state, refund_may
from payments.gateways.contract import RefundStatus, Status

# What each status of the gateway leads to, in the order open, processing, paid, failed, expired, cancelled.
EXPECTED = {
    "created": "open processing paid start_failed expired cancelled",
    "open": "open processing paid failed expired cancelled",
    "processing": "processing processing paid failed expired cancelled",
    "paid": "paid paid paid paid paid paid",
    "start_failed": "start_failed start_failed paid start_failed start_failed start_failed",
    "failed": "failed failed paid failed failed failed",
    "expired": "expired expired paid expired expired expired",
    "cancelled": "cancelled cancelled paid cancelled cancelled cancelled",
}
REFUND_CELLS = {
    "requested": {"approved", "refused"},
    "refused": set(),
    "approved": {"submitting", "manual_transfer"},
    "submitting": {"submitted", "succeeded", "failed"},
    "submitted": {"succeeded", "failed"},
    "succeeded": {"failed"},
    "failed": {"approved", "succeeded"},
    "manual_transfer": {"transferred"},
    "transferred": set(),
}
CELLS = [(state, status, EXPECTED[state].split()[place]) for state in EXPECTED for place, status in enumerate(Status)]


@pytest.mark.parametrize(("state", "status", "target"), CELLS)
def test_attempts(state, status, target):
    assert next_state(state, status) == target


def test_the_tables_name_every_state():
    assert (set(EXPECTED), set(ATTEMPTS)) == (set(AttemptState.values), set(AttemptState))
    assert (set(REFUND_CELLS), set(REFUNDS)) == (set(RefundState.values), set(RefundState))
    assert set(REFUND_REPORTS) == set(RefundStatus)


@pytest.mark.parametrize("state", AttemptState)
def test_paid_can_be_reached_from_everywhere(state):
    assert next_state(state, Status.PAID) == AttemptState.PAID


@pytest.mark.parametrize("state", [state for state in AttemptState if state not in LIVE])
def test_nothing_that_ended_comes_to_life_again(state):
    assert {next_state(state, status) for status in Status} & set(LIVE) == set()


@pytest.mark.parametrize("state", RefundState)
@pytest.mark.parametrize("target", RefundState)
def test_refunds(state, target):
    assert refund_may(state, target) is (target.value in REFUND_CELLS[state.value])
