from datetime import date
from uuid import UUID

from identity.access.actors import Portal
from payments.attempts.exceptions import open_exception
from payments.attempts.models import ExceptionKind
from procedures.applications.models import ApplicationEvent, FeeState
from procedures.notifications.services import Topic, notify
from procedures.workflow.fees import assessment_of
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def fee_overdue(*, actor: Portal, application_id: UUID, command_key: str, yen: int, day: date) -> ApplicationEvent:
    """The day to pay, `day`, is over and `yen` are not paid: the citizen is told, and staff get it on their list.

    Nothing is taken away: the fee may still be paid, which takes it off the list again.
    """

    def body(performance: Performance) -> ApplicationEvent:
        application = performance.application
        event = performance.record(data={"yen": yen, "first": application.fee == FeeState.DUE_FIRST})
        notify(application=application, event=event, topic=Topic.FEE_OVERDUE)
        assessment = assessment_of(application)
        if assessment is not None:
            open_exception(
                kind=ExceptionKind.OVERDUE,
                once=f"overdue:{assessment.pk}",
                assessment=assessment,
                detail={"expected_yen": yen, "due_on": day.isoformat()},
            )
        return event

    return perform(
        Verb.FEE_OVERDUE,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )
