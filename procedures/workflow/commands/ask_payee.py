from datetime import date
from uuid import UUID

from identity.access.actors import Portal
from procedures.applications.models import ApplicationEvent
from procedures.notifications.services import Topic, notify
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def ask_payee(*, actor: Portal, application_id: UUID, command_key: str, yen: int, day: date) -> ApplicationEvent:
    """A refund goes by bank transfer: the citizen is asked for the account, on a page of the portal only."""

    def body(performance: Performance) -> ApplicationEvent:
        event = performance.record(data={"yen": yen, "on": day.isoformat()})
        notify(application=performance.application, event=event, topic=Topic.FEE_PAYEE)
        return event

    return perform(
        Verb.ASK_PAYEE,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )
