from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from django.utils import timezone

from procedures.applications import effects
from procedures.applications.effects import EffectFailed, handles, run, run_again, sweep, write_effect
from procedures.applications.models import Effect, EffectState

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Ring:
    kind: ClassVar[str] = "tests.ring"
    bell: str


@pytest.fixture
def rung(monkeypatch):
    """A handler that notes what it was asked, and fails as told; no broker is asked to wake anybody."""
    calls: list = []
    plan: list = []
    monkeypatch.setattr(effects, "wake", lambda effect_id: calls.append(("woken", effect_id)))

    @handles(Ring)
    def ring(effect, trial):
        if plan:
            raise plan.pop(0)
        calls.append((effect.bell, trial.attempt))
        return lambda: calls.append("finished")

    ring.plan, ring.calls = plan, calls
    yield ring
    effects._handlers.pop(Ring.kind)


def written(bell="north", once="1"):
    with transaction.atomic():
        write_effect(Ring(bell), once=once)
    return Effect.objects.get(once=f"tests.ring:{once}")


def test_an_effect_is_written_woken_and_done_once(rung):
    effect = written()
    assert rung.calls == [("woken", effect.pk)]
    assert [run(effect.pk), run(effect.pk)] == [True, False]
    assert rung.calls[1:] == [("north", 1), "finished"]
    effect.refresh_from_db()
    assert (effect.state, effect.claim, effect.problem) == (EffectState.DONE, None, "")


def test_writing_the_same_effect_twice_is_one(rung):
    written()
    written()
    assert Effect.objects.count() == 1


def test_an_effect_rolls_back_with_its_cause(rung):
    def fail():
        with transaction.atomic():
            write_effect(Ring("north"), once="1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (Effect.objects.count(), rung.calls) == (0, [])


def test_an_effect_outside_a_transaction_is_refused(rung):
    with pytest.raises(transaction.TransactionManagementError):
        write_effect(Ring("north"), once="1")


def test_a_failure_is_tried_again_later_and_later(rung):
    effect = written()
    pauses = []
    for _attempt in range(3):
        rung.plan.append(EffectFailed("mail server away"))
        Effect.objects.update(run_after=timezone.now())
        assert run(effect.pk)
        effect.refresh_from_db()
        assert (effect.state, effect.problem) == (EffectState.PENDING, "mail server away")
        pauses.append(round((effect.run_after - timezone.now()).total_seconds(), -1))
    assert pauses == [10, 20, 40]
    assert not run(effect.pk), "not due yet"


def test_a_permanent_failure_is_given_up_at_once(rung):
    effect = written()
    rung.plan.append(EffectFailed("no such mailbox", permanent=True))
    run(effect.pk)
    effect.refresh_from_db()
    assert (effect.state, effect.problem) == (EffectState.DEAD, "no such mailbox")


def test_after_eight_attempts_it_is_given_up(rung):
    effect = written()
    for _attempt in range(effects.MAX_ATTEMPTS):
        rung.plan.append(RuntimeError("with 山王 花子 in it"))
        Effect.objects.update(run_after=timezone.now())
        run(effect.pk)
    effect.refresh_from_db()
    assert (effect.state, effect.attempts, effect.problem) == (EffectState.DEAD, 8, "RuntimeError")


def test_the_sweeper_wakes_what_nobody_woke(rung):
    effect = written()
    rung.calls.clear()
    assert sweep() == 0, "fresh rows were woken by their own commit"
    Effect.objects.update(created_at=timezone.now() - timedelta(seconds=6))
    assert (sweep(), rung.calls) == (1, [("woken", effect.pk)])


def test_the_sweeper_frees_what_a_dead_worker_held(rung, settings):
    effect = written()
    effects._claim(effect.pk)
    long_ago = timezone.now() - timedelta(seconds=settings.EFFECT_LEASE_SECONDS + 1)
    Effect.objects.update(created_at=long_ago)
    assert sweep() == 0, "the lease still runs"
    Effect.objects.update(claimed_at=long_ago)
    assert sweep() == 1
    assert run(effect.pk)
    assert Effect.objects.get().state == EffectState.DONE


def test_work_that_kills_its_worker_is_given_up(rung, settings):
    effect = written()
    effects._claim(effect.pk)
    long_ago = timezone.now() - timedelta(seconds=settings.EFFECT_LEASE_SECONDS + 1)
    Effect.objects.update(claimed_at=long_ago, created_at=long_ago, attempts=effects.MAX_ATTEMPTS)
    sweep()
    assert Effect.objects.get().state == EffectState.DEAD


def test_a_worker_that_was_taken_for_dead_writes_nothing(rung):
    effect = effects._claim(written().pk)
    Effect.objects.update(claim=None, state=EffectState.PENDING)  # the sweeper freed it
    assert run(effect.pk)  # another worker did it
    done = Effect.objects.get()
    results = []

    def late_result():
        results.append(Effect.objects.create(kind="tests.other", payload={}, once="other").pk)

    assert effect is not None
    effects._finish(effect, late_result)
    assert len(results) == 1
    assert list(Effect.objects.values_list("pk", "done_at")) == [(done.pk, done.done_at)], "its result was rolled back"


def test_staff_run_a_dead_effect_again(rung):
    effect = written()
    rung.plan.append(EffectFailed("no such mailbox", permanent=True))
    run(effect.pk)
    run_again(effect)
    assert run(effect.pk)
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (EffectState.DONE, 1)


def test_a_broker_that_is_away_costs_no_effect(settings, monkeypatch, rung):
    monkeypatch.undo()
    from procedures.applications.tasks import run_effect

    def away(**_kwargs):
        from kombu.exceptions import OperationalError

        raise OperationalError("away")

    monkeypatch.setattr(run_effect, "apply_async", away)
    assert written().state == EffectState.PENDING
