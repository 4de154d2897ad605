"""Events: append, and verify the hash chain.

Each event's hash covers the hash before it and everything the event says, so that a removed, inserted or changed row
shows, even if somebody switched the database's triggers off.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from identity.access import clock
from identity.access.actors import Actor, Portal, Staff, Visitor
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.models.event import ActorKind
from procedures.applications.sealing import seal, unseal

_START = bytes(32)


class ChainBroken(Exception):
    """The events of an application do not fit together: somebody changed the database by hand."""


def _hash(event: ApplicationEvent) -> bytes:
    said = json.dumps(
        [
            str(event.application_id),
            event.sequence,
            event.verb,
            event.actor_kind,
            event.actor_id,
            event.at.astimezone(UTC).isoformat(),
            event.data,
            bytes(event.text).hex() if event.text is not None else None,
            event.command_key,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(bytes(event.previous_hash) + said.encode()).digest()


def verify(events: Iterable[ApplicationEvent]) -> ApplicationEvent | None:
    """Check the whole chain of one application, in order. Returns the last event. Raises ChainBroken."""
    last: ApplicationEvent | None = None
    for sequence, event in enumerate(events, start=1):
        expected = bytes(last.hash) if last else _START
        if event.sequence != sequence or bytes(event.previous_hash) != expected or _hash(event) != bytes(event.hash):
            raise ChainBroken
        last = event
    return last


def append_event(
    *,
    application: Application,
    last: ApplicationEvent | None,
    verb: str,
    actor: Actor,
    data: dict[str, Any] | None = None,
    text: str | None = None,
    command_key: str | None = None,
) -> ApplicationEvent:
    """Append one event behind `last`. Call within the command's transaction, with the application's row locked."""
    kind: ActorKind
    actor_id: int | None
    match actor:
        case Staff():
            kind, actor_id = ActorKind.STAFF, actor.user_id
        case Visitor():
            kind, actor_id = ActorKind.CITIZEN, actor.user_id
        case Portal():
            kind, actor_id = ActorKind.PORTAL, None
    event = ApplicationEvent(
        application=application,
        sequence=last.sequence + 1 if last else 1,
        verb=verb,
        actor_kind=kind,
        actor_id=actor_id,
        # PostgreSQL keeps microseconds; the hash must cover what will be read back.
        at=clock.now(),
        data=data or {},
        text=seal(application, "event", text.encode()) if text is not None else None,
        command_key=command_key,
        previous_hash=bytes(last.hash) if last else _START,
    )
    event.hash = _hash(event)
    event.save(force_insert=True)
    return event


def event_text(event: ApplicationEvent) -> str:
    """The sealed words of an event; empty if it has none. The event's application must be loaded."""
    return "" if event.text is None else unseal(event.application, "event", event.text).decode()
