from uuid import UUID

from identity.access import clock
from identity.access.actors import Staff
from procedures.applications.models import ApplicationEvent
from procedures.applications.models.application import Outcome
from procedures.documents.services import request_letters
from procedures.notifications.services import Topic, notify
from procedures.workflow.performing import Performance, perform
from procedures.workflow.transitions import Verb


def complete(
    *, actor: Staff, application_id: UUID, expected_revision: int, command_key: str, text: str = ""
) -> ApplicationEvent:
    """Close an application: a decision has been carried out, or a notification or report has been dealt with."""

    def body(performance: Performance) -> ApplicationEvent:
        performance.change(closed_at=clock.now())
        event = performance.record(text=text)
        if performance.application.outcome != Outcome.REFUSED:
            request_letters(application=performance.application, event=event, when="issued")
        notify(application=performance.application, event=event, topic=Topic.COMPLETED)
        return event

    return perform(
        Verb.COMPLETE,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
