"""What citizens read says what to do next, and never which check failed."""

import pytest

from identity.jpki.reasons import LATER, Reason, staff_reason
from identity.signatures.messages import citizen_message

COUNTER = {
    Reason.ALGORITHM,
    Reason.ISSUER,
    Reason.NOT_YET_VALID,
    Reason.EXPIRED,
    Reason.KEY_USAGE,
    Reason.POLICY,
    Reason.PROFILE,
    Reason.PATH,
    Reason.REVOKED,
    Reason.ON_HOLD,
}
AGAIN = {
    Reason.TOO_LARGE,
    Reason.NOT_DER,
    Reason.STRUCTURE,
    Reason.SIGNERS,
    Reason.ATTACHED,
    Reason.SIGNATURE,
}
OTHERS = {Reason.GOOD, Reason.TOO_LATE, *LATER}


def test_every_reason_has_its_way_out():
    assert set(Reason) == COUNTER | AGAIN | OTHERS
    assert len({citizen_message(reason) for reason in COUNTER}) == 1
    assert len({citizen_message(reason) for reason in AGAIN}) == 1
    assert len({citizen_message(reason) for reason in LATER}) == 1
    assert len({citizen_message(reason) for reason in Reason}) == 5


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.GOOD}))
def test_a_message_says_that_nothing_is_lost_and_what_to_do(reason):
    message = citizen_message(reason)
    assert "入力した内容は残っています" in message
    assert message.endswith("てください。")
    for word in ("失効", "ポリシー", "RSA", "DER", "認証局", "一時停止", "鍵"):
        assert word not in message
    assert message != staff_reason(reason)
