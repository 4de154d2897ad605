"""Somebody pays at the moment in which the application ends, or its amount changes."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from payments.assessments.exemptions import claim_exemption, decide_exemption
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.assessments.services import AssessmentRefused
from payments.attempts.applying import apply_snapshot
from payments.attempts.invariants import differences
from payments.attempts.models import Refund
from payments.ledger.models import Source
from procedures.applications.models import State
from procedures.workflow import commands
from procedures.workflow.fees import assessment_of
from tests.factories.applications import guest_of
from tests.factories.cases import do, received
from tests.payments.assessments.test_exemptions import make_rule
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, run_effects, start

pytestmark = pytest.mark.django_db(transaction=True)


class Meanwhile:
    """Work in a thread of its own, begun while this one holds its locks; `result` is what it returned or raised."""

    def __init__(self, work: Any, *said: Any, **more: Any) -> None:
        self.result: Any = None
        self._thread = Thread(target=self._run, args=(work, said, more))

    def _run(self, work: Any, said: Any, more: Any) -> None:
        try:
            self.result = work(*said, **more)
        except Exception as error:  # noqa: BLE001  what it raised is what the test looks at
            self.result = error
        finally:
            connection.close()

    def begin(self) -> None:
        """Start it, and go on when it waits for a lock, or has ended."""
        self._thread.start()
        while self._thread.is_alive():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the activity once, else
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND wait_event_type = 'Lock'"
                )
                if cursor.fetchone()[0]:
                    return
            self._thread.join(0.02)

    def end(self) -> Any:
        self._thread.join()
        return self.result


def test_withdrawn_while_the_payment_is_written_down(fake: FakeGateway) -> None:
    application = received(charging("before_review", refund="not_started"))
    attempt = start(application)
    snapshot = fake.pay(attempt.pk)
    withdrawal = Meanwhile(do, commands.withdraw, application, guest_of(application))
    with transaction.atomic():
        apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.WEBHOOK)
        withdrawal.begin()
    done = withdrawal.end()
    assert getattr(done, "state", done) == State.WITHDRAWN
    assert FeeAssessment.objects.get().status == AssessmentStatus.SETTLED
    assert list(Refund.objects.values_list("amount_yen", "policy", "state")) == [(600, "withdrawn", "requested")]
    run_effects()
    assert list(differences()) == []


def test_an_exemption_approved_while_the_payment_is_written_down(fake: FakeGateway, clerk: Any) -> None:
    application = received(charging("before_review"))
    owed = assessment_of(application)
    assert owed is not None
    claim = claim_exemption(assessment_id=owed.pk, rule=make_rule(), by=guest_of(application))
    attempt = start(application)
    snapshot = fake.pay(attempt.pk)
    decision = Meanwhile(decide_exemption, claim_id=claim.pk, approve=True, by=clerk.staff, evidence="手帳")
    with transaction.atomic():
        apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.WEBHOOK)
        decision.begin()
    refused = decision.end()
    assert isinstance(refused, AssessmentRefused)
    assert "還付してください" in str(refused)
    claim.refresh_from_db()
    assert (claim.status, FeeAssessment.objects.get().status) == ("requested", AssessmentStatus.SETTLED)
    assert list(differences()) == []
