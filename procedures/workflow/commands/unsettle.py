from datetime import date
from uuid import UUID

from identity.access.actors import Portal
from procedures.applications.models import ApplicationEvent
from procedures.workflow.fees import assessment_of, state_of
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def unsettle(*, actor: Portal, application_id: UUID, command_key: str, yen: int, day: date) -> ApplicationEvent:
    """What was paid is not any more (a chargeback): the steps wait again; an exception tells staff."""

    def body(performance: Performance) -> ApplicationEvent:
        application = performance.application
        performance.change(fee=state_of(application, assessment_of(application)))
        return performance.record(data={"missing": yen, "on": day.isoformat()})

    return perform(
        Verb.UNSETTLE,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )
