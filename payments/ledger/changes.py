"""Who changed the state of what: one row for each change, in its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import Model
from django.utils import timezone

from identity.access.actors import Actor, Staff, Visitor
from payments.ledger.entries import Movement, record_first
from payments.ledger.models import ActorKind, ObjectKind
from payments.ledger.statements import update_statement

_INSERT = """
    INSERT INTO payments_ledger_statechange (
        object_kind, object_id, source_state, target_state, actor_kind, actor_id, at, reason, event
    ) VALUES """
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of state. `source`: empty for what is made. `reason`: no personal data."""

    object_kind: ObjectKind
    object_id: UUID
    source: str
    target: str
    by: By
    reason: str = ""
    event: int | None = None

    def values(self) -> list[Any]:
        actor = actor_fields(self.by)
        return [
            self.object_kind.value,
            self.object_id,
            str(self.source),
            str(self.target),
            actor["actor_kind"].value,
            actor["actor_id"],
            timezone.now(),
            self.reason[:200],
            self.event,
        ]


class UnforeseenError(Exception):
    """The ledger is not as foreseen: the transaction must end, and be done again with the entry before the rest."""


@dataclass(slots=True)
class Writes:
    """Rows and their changes of state, to be written together: one statement, one round trip. `flush` writes them.

    Within the caller's transaction, which holds the rows' locks. A row is in it once.
    """

    _updates: list[tuple[str, list[Any]]] = field(default_factory=list)
    _changes: list[Change] = field(default_factory=list)
    _first: Movement | None = None

    def update(self, row: Model, names: Sequence[str]) -> None:
        """These fields of a row, as save(update_fields=names) writes them; no names write nothing."""
        if names:
            self._updates.append(update_statement(row, names))

    def run(self, sql: str, values: Sequence[Any]) -> None:
        """A further UPDATE."""
        self._updates.append((sql, list(values)))

    def change(self, change: Change) -> None:
        self._changes.append(change)

    def first(self, movement: Movement) -> None:
        """Write this movement too. The rest supposes that it is new, and the first one of its claim.

        If it is not, `flush` raises UnforeseenError.
        """
        self._first = movement

    def flush(self) -> None:
        """Raises UnforeseenError (see `first`): nothing of the transaction may stay then."""
        statements = list(self._updates)
        if self._changes:
            values = [value for change in self._changes for value in change.values()]
            statements.append((_INSERT + ", ".join([_ROW] * len(self._changes)), values))
        self._updates.clear()
        self._changes.clear()
        if self._first is not None:
            movement, self._first = self._first, None
            _write_first(movement, statements)
        elif statements:
            _write(statements)


def _write(statements: Sequence[tuple[str, list[Any]]]) -> None:
    *others, (last, _values) = statements
    named = ", ".join(f"w{number} AS ({sql})" for number, (sql, _own) in enumerate(others))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {last}" if named else last, [value for _sql, own in statements for value in own])


def _write_first(movement: Movement, statements: Sequence[tuple[str, list[Any]]]) -> None:
    try:
        is_first = record_first(movement, statements)
    except IntegrityError as error:
        raise UnforeseenError from error  # such as another attempt that has the payment
    if not is_first:
        raise UnforeseenError


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
    """Write a change (see Change) within the caller's transaction."""
    writes = Writes()
    writes.change(
        Change(
            object_kind=object_kind,
            object_id=object_id,
            source=source,
            target=target,
            by=by,
            reason=reason,
            event=event,
        )
    )
    writes.flush()
