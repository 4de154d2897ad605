"""Effects (outbox): work that leaves the database, never started from memory.

A command writes an effect row in its own transaction; commit wakes a worker; a sweeper finds by state and age what
was not woken or whose worker died. A worker claims a row by one conditional UPDATE, works outside a transaction, and
then writes its result and `done` in one transaction that holds only while the claim is still its own. A handler that
runs twice (a worker killed before that transaction) leaves one result.

A room declares a frozen dataclass and registers its handler:

    @dataclass(frozen=True)
    class MakeDocument:
        kind: ClassVar[str] = "documents.make"
        document_id: str

    @handles(MakeDocument)
    def make_document(effect: MakeDocument, run: Run) -> Finish: ...

The handler does the slow part and returns a callable that writes the result, or None. It raises EffectFailed with
`permanent=True` where trying again cannot help; anything else it raises is tried again, later each time.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from procedures.applications.models import Application, Effect, EffectState

MAX_ATTEMPTS = 8
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=1)
_SWEEP = 200

log = structlog.get_logger(__name__)


class EffectFailed(Exception):
    """The work could not be done. `reason` goes into the row and onto a staff page: no personal data in it."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class EffectPayload(Protocol):
    """A frozen dataclass of identifiers."""

    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """One try at an effect. `effect_id` stays the same over all tries: what leaves can carry it to be recognised."""

    effect_id: UUID
    attempt: int


Finish = Callable[[], None] | None
Payload = TypeVar("Payload", bound=EffectPayload)
_handlers: dict[str, tuple[type[Any], Callable[[Any, Run], Finish]]] = {}


def handles(payload: type[Payload]) -> Callable[[Callable[[Payload, Run], Finish]], Callable[[Payload, Run], Finish]]:
    def register(handler: Callable[[Payload, Run], Finish]) -> Callable[[Payload, Run], Finish]:
        _handlers[payload.kind] = (payload, handler)
        return handler

    return register


def write_effect(payload: EffectPayload, *, once: str, application: Application | None = None) -> None:
    """Write an effect within the caller's transaction; the same `once` again writes nothing.

    Raises TransactionManagementError outside a transaction.
    """
    transaction.get_connection().validate_no_broken_transaction()
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An effect is written in the transaction that causes it.")
    effect = Effect(kind=payload.kind, payload=asdict(payload), once=f"{payload.kind}:{once}", application=application)
    made = Effect.objects.bulk_create([effect], ignore_conflicts=True)
    transaction.on_commit(lambda: wake(made[0].pk))


def wake(effect_id: UUID) -> None:
    """Tell a worker. A broker that is away costs seconds, not the effect: the sweeper finds it."""
    from procedures.applications.tasks import run_effect  # noqa: PLC0415  the task calls this module

    try:
        run_effect.apply_async(args=(str(effect_id),), retry=False)
    except (OperationalError, OSError):
        log.warning("broker_away", effect=str(effect_id))


def run(effect_id: UUID) -> bool:
    """Claim the effect and do it. False if there was nothing to claim (done, claimed by another, not due)."""
    effect = _claim(effect_id)
    if effect is None:
        return False
    payload_type, handler = _handlers[effect.kind]
    try:
        finish = handler(payload_type(**effect.payload), Run(effect.pk, effect.attempts))
        _finish(effect, finish)
    except EffectFailed as failure:
        _fail(effect, failure.reason, permanent=failure.permanent)
    except Exception as failure:
        log.exception("effect_failed", effect=str(effect.pk), kind=effect.kind)
        _fail(effect, type(failure).__name__, permanent=False)
    return True


def _claim(effect_id: UUID) -> Effect | None:
    now = timezone.now()
    # Columns by name: PostgreSQL refuses to run a statement again whose `*` has grown since it planned it.
    claimed = Effect.objects.raw(
        "UPDATE procedures_applications_effect SET state = 'running', claim = %s, claimed_at = %s,"
        " attempts = attempts + 1 WHERE id = %s AND state = 'pending' AND run_after <= %s"
        " RETURNING id, kind, payload, attempts, claim",
        [uuid4(), now, effect_id, now],
    )
    return next(iter(claimed), None)


class _ClaimLost(Exception):
    pass


def _finish(effect: Effect, finish: Finish) -> None:
    try:
        with transaction.atomic(durable=True):
            if finish is not None:
                finish()
            mine = Effect.objects.filter(pk=effect.pk, claim=effect.claim, state=EffectState.RUNNING)
            if not mine.update(state=EffectState.DONE, done_at=timezone.now(), claim=None, problem=""):
                raise _ClaimLost
    except _ClaimLost:
        # The sweeper took this run for dead and gave the effect to another worker: that one's result counts.
        log.warning("effect_claim_lost", effect=str(effect.pk))


def _fail(effect: Effect, reason: str, *, permanent: bool) -> None:
    dead = permanent or effect.attempts >= MAX_ATTEMPTS
    pause = min(_FIRST_PAUSE * 2 ** (effect.attempts - 1), _LONGEST_PAUSE)
    Effect.objects.filter(pk=effect.pk, claim=effect.claim, state=EffectState.RUNNING).update(
        state=EffectState.DEAD if dead else EffectState.PENDING,
        run_after=timezone.now() + pause,
        claim=None,
        problem=reason[:200],
    )
    log.warning("effect_failed", effect=str(effect.pk), kind=effect.kind, reason=reason, dead=dead)


def sweep() -> int:
    """Find by state and age what nobody is doing, and wake workers for it. Returns how many were woken.

    A run without an end after EFFECT_LEASE_SECONDS belongs to a dead worker and is given free; at MAX_ATTEMPTS it is
    given up, so that work that kills its worker does not go round for ever.
    """
    now = timezone.now()
    lost = Effect.objects.filter(
        state=EffectState.RUNNING, claimed_at__lt=now - timedelta(seconds=settings.EFFECT_LEASE_SECONDS)
    )
    lost.filter(attempts__gte=MAX_ATTEMPTS).update(state=EffectState.DEAD, claim=None, problem="worker lost")
    lost.update(state=EffectState.PENDING, claim=None, run_after=now)
    # A fresh row was woken by its own commit; five seconds keep the sweeper from doing that twice.
    due = Effect.objects.filter(
        state=EffectState.PENDING, run_after__lte=now, created_at__lt=now - timedelta(seconds=5)
    ).order_by("run_after")
    found = list(due.values_list("pk", flat=True)[:_SWEEP])
    for effect_id in found:
        wake(effect_id)
    return len(found)


def run_again(effect: Effect) -> None:
    """A staff member's 「もう一度実行する」: a dead or waiting effect starts anew with all its attempts."""
    again = Effect.objects.filter(pk=effect.pk, state__in=[EffectState.DEAD, EffectState.PENDING])
    if again.update(state=EffectState.PENDING, attempts=0, run_after=timezone.now(), claim=None):
        transaction.on_commit(lambda: wake(effect.pk))
