"""The status that the ledger gives to a claim."""

import pytest

from payments.assessments.balances import Balance, status_by

CASES = [
    # status, was settled before, owed, in, out -> status
    ("assessed", False, 600, 0, 0, "assessed"),
    ("assessed", False, 600, 600, 0, "settled"),
    ("assessed", False, 600, 599, 0, "assessed"),
    ("assessed", False, 600, 601, 0, "assessed"),
    ("assessed", False, 600, 601, 1, "settled"),
    ("assessed", False, 600, 601, 601, "assessed"),
    ("settled", True, 600, 1200, 0, "settled"),
    ("settled", True, 600, 1200, 600, "settled"),
    ("settled", True, 600, 600, 200, "refunded_part"),
    ("settled", True, 600, 600, 600, "refunded"),
    ("settled", True, 600, 600, 601, "refunded"),
    ("refunded_part", True, 600, 600, 600, "refunded"),
    ("refunded", True, 600, 1200, 600, "settled"),
    ("refunded", True, 600, 600, 200, "refunded_part"),
    ("assessed", True, 600, 600, 600, "assessed"),
    ("assessed", True, 600, 1200, 600, "settled"),
    ("waived", False, 0, 600, 0, "waived"),
    ("void", False, 0, 600, 0, "void"),
    ("superseded", False, 0, 600, 0, "superseded"),
    ("draft", False, 0, 600, 0, "draft"),
]


@pytest.mark.parametrize(("status", "was_settled", "owed", "charged", "returned", "expected"), CASES)
def test_status(status, was_settled, owed, charged, returned, expected):
    found = Balance(owed_yen=owed, charged_yen=charged, returned_yen=returned, provisional_yen=0)
    assert status_by(status=status, was_settled=was_settled, found=found) == expected


@pytest.mark.parametrize(
    ("charged", "returned", "outstanding", "over", "settled"),
    [(0, 0, 600, 0, False), (600, 0, 0, 0, True), (700, 0, 0, 100, False), (600, 600, 600, 0, False)],
)
def test_sums(charged, returned, outstanding, over, settled):
    found = Balance(owed_yen=600, charged_yen=charged, returned_yen=returned, provisional_yen=0)
    assert (found.outstanding_yen, found.overpaid_yen, found.is_settled) == (outstanding, over, settled)
