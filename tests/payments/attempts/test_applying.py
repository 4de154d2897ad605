"""What a gateway says is applied once, whatever the order, the source and the number of times."""

import pytest

from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.attempts.applying import apply_snapshot
from payments.attempts.models import PaymentAttempt
from payments.ledger.models import LedgerEntry, Source

pytestmark = pytest.mark.django_db


def test_a_payment_settles_its_claim(fake, attempt, heard):
    fake.pay(attempt.pk)
    apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=Source.RETURN)
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_yen, entry.provider, entry.attempt) == ("charge", 600, "fake", attempt.pk)
    assert PaymentAttempt.objects.get().state == "paid"
    found = FeeAssessment.objects.get()
    assert (found.status, balance(found).received_yen) == ("settled", 600)
    assert heard.names == ["Settled"]
    assert heard.notices[0].paid_on == entry.occurred_on
