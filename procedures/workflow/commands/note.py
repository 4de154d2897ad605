from uuid import UUID

from identity.access.actors import Staff
from procedures.applications.models import ApplicationEvent
from procedures.workflow.performing import Performance, perform
from procedures.workflow.transitions import Verb


def note(
    *, actor: Staff, application_id: UUID, expected_revision: int, command_key: str, text: str
) -> ApplicationEvent:
    """Keep an internal note with the application; citizens never see it."""

    def body(performance: Performance) -> ApplicationEvent:
        return performance.record(text=text)

    return perform(
        Verb.NOTE,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
