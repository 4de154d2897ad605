"""One process of tests.benchmarks.webhook: `webhook_client THREADS EACH ROUNDS WARM`, told by lines what to do.

It makes the payments beforehand and warms up: connections, prepared statements. For each line, "bare" or "webhook", all
threads do EACH of it; it prints when it began and ended, by the machine's clock.
"""

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import django

django.setup()

from django.db import transaction  # noqa: E402  settings come first
from django.utils import timezone  # noqa: E402

from identity.access.actors import Portal  # noqa: E402
from payments.assessments.services import Line, assess  # noqa: E402
from payments.attempts.events import process_event  # noqa: E402
from payments.attempts.models import AttemptState, PaymentAttempt  # noqa: E402
from payments.fees.models import FeeItem  # noqa: E402
from payments.gateways import registry  # noqa: E402
from payments.gateways.contract import Method, Snapshot, Status  # noqa: E402
from payments.gateways.inbox import store_webhook  # noqa: E402
from payments.hooks import Subject  # noqa: E402
from payments.ledger.models import StateChange  # noqa: E402
from tests.benchmarks.bare.urls import Row  # noqa: E402
from tests.payments.fake_gateway import FakeGateway  # noqa: E402

BODY = {"note": "x" * 900}

Webhook = tuple[bytes, dict[str, str]]
ShareT = TypeVar("ShareT")


def make_payments(gateway: FakeGateway, count: int) -> list[Webhook]:
    """So many started payments, paid at the gateway; a signed webhook for each."""
    item = FeeItem.objects.get_or_create(
        code="bench",
        valid_from=date(2020, 1, 1),
        defaults={"label": "手数料", "amount": 300, "basis": "x", "verification": "sample"},
    )[0]
    made, now = [], timezone.now()
    for _number in range(count):
        with transaction.atomic():
            made.append(_make_payment(item, now))
    for attempt in made:
        gateway.sessions[attempt.pk] = Snapshot(
            status=Status.PAID,
            amount_yen=600,
            currency="jpy",
            session_id=attempt.session_id,
            payment_id=f"pi_{attempt.pk.hex}",
            paid_at=now,
        )
    return [gateway.webhook(attempt.pk, **BODY) for attempt in made]


def _make_payment(item: FeeItem, now: datetime) -> PaymentAttempt:
    assessment = assess(subject=Subject("bench", uuid4()), title="x", lines=[Line(item=item, quantity=2)], by=Portal())
    attempt = PaymentAttempt(
        assessment=assessment,
        gateway="fake",
        method=Method.CARD,
        amount_yen=600,
        state=AttemptState.OPEN,
        expires_at=now,
        return_url="x",
        cancel_url="x",
    )
    attempt.session_id = f"cs_{attempt.pk.hex}"
    attempt.save(force_insert=True)
    StateChange.objects.create(object_kind="attempt", object_id=attempt.pk, target_state="open", actor_kind="system")
    return attempt


def apply_webhooks(webhooks: list[Webhook]) -> None:
    for raw, headers in webhooks:
        _outcome, event = store_webhook("fake", raw, headers)
        assert event is not None
        process_event(event)


def insert_bare_rows(count: int) -> None:
    for _number in range(count):
        with transaction.atomic():
            Row.objects.create(data=BODY)


def main(threads: int, each: int, rounds: int, warm: int) -> None:
    gateway = FakeGateway()
    with registry.replaced(gateway), ThreadPoolExecutor(threads) as pool:
        webhooks = make_payments(gateway, threads * (each * rounds + warm))
        _together(pool, apply_webhooks, [[webhooks.pop() for _one in range(warm)] for _thread in range(threads)])
        _together(pool, insert_bare_rows, [warm] * threads)
        print("ready", flush=True)
        for line in sys.stdin:
            if not line.strip():
                return
            began = time.time()
            if line.strip() == "webhook":
                shares = [[webhooks.pop() for _one in range(each)] for _thread in range(threads)]
                _together(pool, apply_webhooks, shares)
            else:
                _together(pool, insert_bare_rows, [each] * threads)
            print(json.dumps([began, time.time()]), flush=True)


def _together(pool: ThreadPoolExecutor, work: Callable[[ShareT], None], shares: list[ShareT]) -> None:
    """One share for each thread; all begin when all are there, so that each keeps its connection to itself."""
    gate = Barrier(len(shares))

    def run(share: ShareT) -> None:
        gate.wait()
        work(share)

    for _done in pool.map(run, shares):
        pass


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:5]))
