from uuid import UUID

from identity.access.actors import Staff
from procedures.applications.models import ApplicationEvent
from procedures.workflow.performing import Performance, perform
from procedures.workflow.transitions import Verb


def release(*, actor: Staff, application_id: UUID, expected_revision: int, command_key: str) -> ApplicationEvent:
    """Give an application back to the department's queue."""

    def body(performance: Performance) -> ApplicationEvent:
        performance.change(assignee_id=None)
        return performance.record()

    return perform(
        Verb.RELEASE,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
