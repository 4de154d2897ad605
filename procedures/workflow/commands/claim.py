from uuid import UUID

from identity.access.actors import Staff
from procedures.applications.models import ApplicationEvent
from procedures.workflow.performing import Performance, perform
from procedures.workflow.transitions import Verb


def claim(*, actor: Staff, application_id: UUID, expected_revision: int, command_key: str) -> ApplicationEvent:
    """Take an application on: nobody else handles it until it is released."""

    def body(performance: Performance) -> ApplicationEvent:
        performance.change(assignee_id=actor.user_id)
        return performance.record()

    return perform(
        Verb.CLAIM,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
