"""Who changed the state of what: one row for each change, in its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from identity.access.actors import Actor, Staff, Visitor
from payments.ledger.models import ActorKind, ObjectKind
from payments.ledger.statements import update_statement

_INSERT = """
    INSERT INTO payments_ledger_statechange (
        object_kind, object_id, source_state, target_state, actor_kind, actor_id, at, reason, event
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class GatewayActor:
    """The gateway itself, by what it reported."""

    code: str


By = Actor | GatewayActor


def actor_fields(by: By) -> dict[str, Any]:
    """`actor_kind` and `actor_id` of a row."""
    if isinstance(by, Staff):
        return {"actor_kind": ActorKind.STAFF, "actor_id": by.user_id}
    if isinstance(by, Visitor):
        return {"actor_kind": ActorKind.CITIZEN, "actor_id": by.user_id}
    return {"actor_kind": ActorKind.GATEWAY if isinstance(by, GatewayActor) else ActorKind.SYSTEM, "actor_id": None}


def user_id(by: By) -> int | None:
    return by.user_id if isinstance(by, Staff | Visitor) else None


def record_change(
    *,
    object_kind: ObjectKind,
    object_id: UUID,
    source: str,
    target: str,
    by: By,
    reason: str = "",
    event: int | None = None,
) -> None:
    """Write a change within the caller's transaction. `source`: empty for what is made. `reason`: no personal data."""
    values = _values(object_kind, object_id, source, target, by, reason, event)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def write_state(
    row: Model,
    names: Sequence[str],
    *,
    object_kind: ObjectKind,
    source: str,
    target: str,
    by: By,
    reason: str = "",
    event: int | None = None,
) -> None:
    """Write these fields of a row, and its change of state with them, in one statement."""
    update, values = update_statement(row, names)
    change = _values(object_kind, row.pk, source, target, by, reason, event)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH moved AS ({update}) {_INSERT}", [*values, *change])


def _values(
    object_kind: ObjectKind, object_id: UUID, source: str, target: str, by: By, reason: str, event: int | None
) -> list[Any]:
    actor = actor_fields(by)
    return [
        object_kind.value,
        object_id,
        str(source),
        str(target),
        actor["actor_kind"].value,
        actor["actor_id"],
        timezone.now(),
        reason[:200],
        event,
    ]
