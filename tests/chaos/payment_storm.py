"""Hundreds of payers at once against a gateway that loses, doubles and delays, and a portal whose workers die.

Every payer's life is drawn from the storm's seed. What happens at the gateway is done by its control API; everything on
our side is done by the services that pages call, and by the portal's own web and worker processes.
"""

import contextlib
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
import redis
from django.db import connections

from identity.access.actors import Portal, Staff
from payments.assessments.models import FeeAssessment
from payments.assessments.services import Line, void
from payments.attempts.closing import close_attempts
from payments.attempts.errors import PaymentRefused, RefundRefused
from payments.attempts.looking_up import look_up
from payments.attempts.models import AttemptState, PaymentAttempt, Refund, RefundState
from payments.attempts.refunding import approve_refund, available_yen, request_refund
from payments.gateways import registry
from payments.gateways.contract import GatewayError, Method
from payments.ledger.models import LedgerEntry, Source
from tests.gateway_server import GatewayServer
from tests.live import LivePortal, wait_until
from tests.payments.scene import make_assessment, make_item, start

THREADS = 6
COURSES = {
    "pay": 56,
    "decline_then_pay": 8,
    "abandon": 7,
    "never_come": 3,
    "wrong_amount": 4,
    "wrong_currency": 2,
    "late": 6,
    "double": 8,
    "withdrawn": 6,
}
API_FAULTS = {"cut_before": 0.02, "cut_after": 0.04, "error_500": 0.02, "error_500_after": 0.02, "rate_limited": 0.01}
POST_FAULTS = {"lose": 0.15, "double": 0.15, "late": 0.25}
REFUNDS = ("succeeds", "succeeds", "takes_a_day", "fails_at_once", "fails_after_a_day", "fails_late", "is_refused")
# What is not finished on our side. A payment in another currency is never finished: it waits for a person.
_UNREST = """
    SELECT 'event', type, problem FROM payments_gateways_gatewayevent WHERE processed_at IS NULL
    UNION ALL SELECT 'attempt', state, gateway || ' ' || method FROM payments_attempts_paymentattempt a
        WHERE state IN ('created', 'open', 'processing') AND NOT EXISTS (
            SELECT FROM payments_attempts_paymentexception e WHERE e.attempt_id = a.id AND e.detail ? 'currency')
    UNION ALL SELECT 'refund', state, problem FROM payments_attempts_refund
        WHERE state IN ('approved', 'submitting', 'submitted')
"""
_TIME_PASSES = (
    "UPDATE payments_gateways_gatewayevent SET run_after = now() WHERE processed_at IS NULL",
    "UPDATE payments_attempts_paymentattempt SET next_poll_at = now() WHERE next_poll_at IS NOT NULL",
    "UPDATE payments_attempts_refund SET next_try_at = now() WHERE next_try_at IS NOT NULL",
)


@dataclass
class Life:
    """One payer: what they will do, and how far they are."""

    dice: random.Random
    course: str
    gateway: str
    method: Method
    assessment: FeeAssessment | None = None
    attempts: list[PaymentAttempt] = field(default_factory=list)
    done: bool = False


@dataclass
class Storm:
    portal: LivePortal
    server: GatewayServer
    seed: int
    staff: tuple[Staff, Staff]
    lives: list[Life] = field(default_factory=list)

    def breaks_out(self, count: int) -> None:
        dice = random.Random(self.seed)
        item = make_item()
        for number in range(count):
            own = random.Random(f"{self.seed}:{number}")
            course = dice.choices(list(COURSES), list(COURSES.values()))[0]
            method = dice.choices([Method.CARD, Method.WALLET, Method.KONBINI], [6, 2, 2])[0]
            life = Life(own, course, dice.choice(["sandbox", "stripe"]), method)
            life.assessment = make_assessment(lines=[Line(item=item, quantity=own.randint(1, 5))])
            self.lives.append(life)
        self.server.control("faults", rates=API_FAULTS, seed=self.seed)
        self.server.control("post", rates=POST_FAULTS, late_by=1.5, seed=self.seed)

    # -- what payers do

    def pay(self) -> None:
        """Everybody takes the next step that they can; a start without an answer waits for the poller."""
        self._all(self._step, [life for life in self.lives if not life.done])

    def _step(self, life: Life) -> None:
        assert life.assessment is not None
        try:
            if not life.attempts:
                life.attempts.append(start(life.assessment, gateway=life.gateway, method=life.method))
            first = PaymentAttempt.objects.get(pk=life.attempts[0].pk)
            if life.course == "never_come" or first.state == AttemptState.START_FAILED:
                life.done = True
            elif first.session_id:
                life.done = getattr(self, f"_{life.course}")(life, first)
        except (PaymentRefused, GatewayError):
            pass  # the gateway gave no clear answer, and nothing was begun: they try again later

    def _pay(self, life: Life, attempt: PaymentAttempt) -> bool:
        if life.method != Method.KONBINI:
            how = "card" if life.method == Method.CARD else "paypay"
            number = life.dice.choice(["4242424242424242", "4000000000003220"])
            self._play("pay", session=attempt.session_id, method=how, number=number)
            return True
        slip = self._play("pay", session=attempt.session_id, method="konbini")
        if slip and life.dice.random() < 0.7:
            self._play("pay_at_store", payment=slip["id"])
        return True

    def _decline_then_pay(self, life: Life, attempt: PaymentAttempt) -> bool:
        if life.method == Method.CARD:
            self._play("pay", session=attempt.session_id, number="4000000000009995")
        elif life.method == Method.WALLET:
            self._play("wallet_empty", session=attempt.session_id)
        return self._pay(life, attempt)

    def _abandon(self, _life: Life, _attempt: PaymentAttempt) -> bool:
        return True

    def _wrong_amount(self, life: Life, attempt: PaymentAttempt) -> bool:
        self._play("tamper", session=attempt.session_id, amount=attempt.amount_yen + life.dice.choice([-1, 1, 100]))
        return self._pay(life, attempt)

    def _wrong_currency(self, life: Life, attempt: PaymentAttempt) -> bool:
        self._play("tamper", session=attempt.session_id, currency="usd")
        return self._pay(life, attempt)

    def _late(self, life: Life, attempt: PaymentAttempt) -> bool:
        """Closed on our side, and the money comes all the same."""
        assert life.assessment is not None
        if not close_attempts(assessment_id=life.assessment.pk, by=Portal()):
            return False
        self._play("pay_late", session=attempt.session_id)
        return True

    def _double(self, life: Life, attempt: PaymentAttempt) -> bool:
        """They go back, pay at the other gateway, and the first payment comes too."""
        assert life.assessment is not None
        other = "stripe" if life.gateway == "sandbox" else "sandbox"
        second = start(life.assessment, gateway=other, method=Method.CARD)
        if second.gateway != other or not second.session_id:
            return False
        self._play("pay", session=second.session_id)
        self._play("pay_late", session=attempt.session_id)
        return True

    def _withdrawn(self, life: Life, attempt: PaymentAttempt) -> bool:
        assert life.assessment is not None
        if not close_attempts(assessment_id=life.assessment.pk, by=Portal()):
            return False
        void(assessment_id=life.assessment.pk, by=Portal(), reason="withdrawn")
        self._play("pay_late", session=attempt.session_id)
        return True

    def _play(self, action: str, **arguments: Any) -> dict[str, Any] | None:
        """Do something at the gateway; None where its state does not allow it any more (closed meanwhile).

        While the gateway is away one tries again, as a payer reloads the page.
        """
        for _try in range(100):
            try:
                return self.server.control(action, **arguments)
            except AssertionError:
                return None
            except httpx.TransportError:
                time.sleep(0.3)
        raise AssertionError("the gateway did not come back")

    # -- what staff and card companies do

    def money_goes_back(self) -> None:
        dice = random.Random(f"{self.seed}:back")
        self.server.control("refund_plan", courses=[dice.choice(REFUNDS) for _refund in range(400)])
        paid = list(PaymentAttempt.objects.filter(state=AttemptState.PAID).order_by("assessment_id", "sequence"))
        for attempt in paid:
            luck = dice.random()
            if luck < 0.04:
                dispute = self._play("dispute", payment=attempt.payment_id)
                if dispute and dice.random() < 0.5:
                    self._play("dispute_close", dispute=dispute["id"], won=True)
            elif luck < 0.08:
                self._play("refund", payment=attempt.payment_id, amount=dice.randint(1, attempt.amount_yen))
            elif luck < 0.35:
                self._ask_back(attempt, dice)
        proposed = Refund.objects.filter(state=RefundState.REQUESTED).values_list("pk", flat=True)
        self._all(self._approve, list(proposed))

    def _ask_back(self, attempt: PaymentAttempt, dice: random.Random) -> None:
        available = available_yen(attempt_id=attempt.pk)
        if available:
            amount = available if dice.random() < 0.6 else dice.randint(1, available)
            request_refund(
                attempt_id=attempt.pk, amount_yen=amount, reason="storm", policy="withdrawn", by=self.staff[0]
            )

    def _approve(self, refund_id: Any) -> None:
        with contextlib.suppress(RefundRefused):  # money went back outside meanwhile
            approve_refund(refund_id=refund_id, by=self.staff[1])

    # -- what time does

    def time_passes(self) -> None:
        """Everything that waits for its time is due now; a sweep finds it, whoever works at it already."""
        for statement in _TIME_PASSES:
            self.portal.sql(statement)
        self.portal.send_task("payments.attempts.tasks.sweep_payments")

    def workers_catch_up(self) -> None:
        """Wait until the queue is empty: sweeping faster than workers work only makes the queue longer."""
        with redis.Redis.from_url(self.portal.redis_url) as broker:
            time.sleep(0.3)
            wait_until(lambda: not broker.llen("celery"), "the workers catch up", seconds=120)
            time.sleep(0.3)

    def calms_down(self) -> None:
        """No more faults; numbers and pages lapse, refunds mature, payouts arrive."""
        self.server.control("faults")
        self.server.control("post")
        self.server.control("clock", seconds=9 * 86400)
        self.portal.sql(
            "UPDATE payments_attempts_paymentattempt SET expires_at = now()"
            " WHERE state IN ('created', 'open', 'processing')"
        )

    @property
    def unrest(self) -> list[tuple[Any, ...]]:
        return self.portal.sql(_UNREST)

    def settles(self) -> None:
        """The settlement of every payout: what the ledger does not have is looked up."""
        arrivals = {payout["arrival"] for payout in self.server.books("payouts")["payouts"]}
        for adapter in registry.gateways():
            for arrival in sorted(arrivals):
                rows = adapter.settlement(date.fromisoformat(arrival))
                known = set(LedgerEntry.objects.filter(provider=adapter.code).values_list("kind", "provider_ref"))
                lines = [row for row in rows if (row.kind.value, row.reference) not in known]
                missing = {row.attempt for row in lines if row.attempt is not None}
                for attempt_id in missing:
                    look_up(attempt_id=attempt_id, source=Source.SETTLEMENT)

    def _all(self, act: Callable[[Any], None], what: Iterable[Any]) -> None:
        def one(thing: Any) -> None:
            try:
                act(thing)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=THREADS) as pool:
            list(pool.map(one, what))
