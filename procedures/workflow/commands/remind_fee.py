from datetime import date
from uuid import UUID

from identity.access.actors import Portal
from procedures.applications.models import ApplicationEvent, FeeState
from procedures.notifications.services import Topic, notify
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def remind_fee(*, actor: Portal, application_id: UUID, command_key: str, yen: int, day: date) -> ApplicationEvent:
    """Remind the citizen of a fee that is not paid; `day` is the last day to pay."""

    def body(performance: Performance) -> ApplicationEvent:
        first = performance.application.fee == FeeState.DUE_FIRST
        event = performance.record(data={"yen": yen, "pay_by": day.isoformat(), "first": first})
        notify(application=performance.application, event=event, topic=Topic.FEE_REMINDER)
        return event

    return perform(
        Verb.REMIND_FEE,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )
