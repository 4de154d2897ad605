from uuid import UUID

from identity.access.actors import Staff
from procedures.applications.models import ApplicationEvent
from procedures.notifications.services import Topic, notify
from procedures.workflow.performing import Performance, perform
from procedures.workflow.transitions import Verb


def request_correction(
    *, actor: Staff, application_id: UUID, expected_revision: int, command_key: str, text: str, items: list[str]
) -> ApplicationEvent:
    """Ask the citizen to mend the answers (補正, 行政手続法7条). Stops the clock.

    `text` says what to mend, in words for the citizen; `items` names the item ids it is about.
    Raises ReasonMissing without words.
    """

    def body(performance: Performance) -> ApplicationEvent:
        event = performance.record(data={"items": items}, text=text)
        notify(application=performance.application, event=event, topic=Topic.CORRECTION)
        return event

    return perform(
        Verb.REQUEST_CORRECTION,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
