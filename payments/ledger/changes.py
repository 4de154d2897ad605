"""Who changed the state of what: one row for each change, in its transaction."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from identity.access.actors import Actor, Staff, Visitor
from payments.ledger.models import ActorKind, ObjectKind, StateChange


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
    StateChange.objects.create(
        object_kind=object_kind,
        object_id=object_id,
        source_state=source,
        target_state=target,
        reason=reason[:200],
        event=event,
        **actor_fields(by),
    )
