"""The one way in which a command changes an application."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from identity.access import clock
from identity.access.actors import Actor
from procedures.applications.bookings import give_back
from procedures.applications.events import append_event, verify
from procedures.applications.models import Application, ApplicationEvent, State
from procedures.applications.models.application import Outcome
from procedures.workflow.authority import row_for
from procedures.workflow.deadlines import restart_clock, stop_clock
from procedures.workflow.errors import NotAllowed, Overtaken, ReasonMissing
from procedures.workflow.transitions import STANDING, Transition, Verb

ANY_REVISION = 0
"""Expected of verbs that leave the state as it is, for whose actor no page was shown."""


@dataclass(slots=True, kw_only=True)
class Performance:
    """A command under way: the locked application and the row of the table it applies."""

    application: Application
    row: Transition
    actor: Actor
    command_key: str
    last: ApplicationEvent | None
    changed: set[str] = field(default_factory=set)

    def change(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.application, name, value)
            self.changed.add(name)

    def record(self, *, data: dict[str, Any] | None = None, text: str = "") -> ApplicationEvent:
        """Append the command's event. Raises ReasonMissing where the table asks for words."""
        words = text.strip()
        if self.row.needs_reason and not words:
            raise ReasonMissing
        return append_event(
            application=self.application,
            last=self.last,
            verb=self.row.verb,
            actor=self.actor,
            data=data,
            text=words or None,
            command_key=self.command_key,
        )


Body = Callable[[Performance], ApplicationEvent]


def perform(
    verb: Verb, *, actor: Actor, application_id: UUID, expected_revision: int, command_key: str, body: Body
) -> ApplicationEvent:
    """Lock, verify, decide, change, record: one durable transaction. Returns the command's event.

    1. Locks the application's row, reads its events and verifies their chain (ChainBroken).
    2. The same `command_key` again returns the first event; nothing else happens.
    3. Another revision than expected raises Overtaken: by whom and when. (A verb that leaves the state as it is, such
       as a note, overtakes nobody and is overtaken by nobody.)
    4. No row of the table for state, kind and actor raises NotAllowed.
    5. `body` changes fields, records the event, and writes effects and messages; then state, clock and revision follow.
    """
    with transaction.atomic(durable=True):
        application = (
            Application.objects.select_for_update(of=("self",))
            .select_related("procedure", "version")
            .defer("version__document")
            .get(pk=application_id)
        )
        events = list(ApplicationEvent.objects.filter(application=application).order_by("sequence"))
        last = verify(events)
        for event in events:
            if event.command_key == command_key:
                return event
        row = row_for(verb, actor=actor, application=application)
        moves = row is None or row.target != row.source
        if moves and application.revision != expected_revision:
            raise _overtaken(events)
        if row is None:
            raise NotAllowed
        performance = Performance(application=application, row=row, actor=actor, command_key=command_key, last=last)
        event = body(performance)
        _write(performance)
        return event


def _overtaken(events: list[ApplicationEvent]) -> Overtaken:
    last = next(event for event in reversed(events) if event.verb not in STANDING)
    by = last.actor.name if last.actor is not None and last.actor.is_staff else ""
    return Overtaken(verb=last.verb, by=by, at=last.at)


def _write(performance: Performance) -> None:
    application, row = performance.application, performance.row
    if row.target == row.source:
        if performance.changed:
            application.save(update_fields=performance.changed)
        return
    today = clock.today()
    if row.stops_clock:
        stop_clock(application, today)
    else:
        restart_clock(application, today)
    application.state = row.target
    if application.state == State.WITHDRAWN or application.outcome == Outcome.REFUSED:
        _free_slots(application)
    application.revision += 1
    application.save(update_fields={"state", "revision", "due_on", "stopped_on", *performance.changed})


def _free_slots(application: Application) -> None:
    """No SQL for a procedure that asks for no slot."""
    if application.version.definition.slots:
        give_back(application)
