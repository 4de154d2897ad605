from datetime import date
from uuid import UUID

from identity.access.actors import Portal
from payments.attempts.exceptions import close_overdue
from payments.attempts.models import Resolution
from procedures.applications.models import ApplicationEvent
from procedures.documents.models import DocumentKind
from procedures.documents.services import request_document, request_letters
from procedures.notifications.services import Topic, notify
from procedures.workflow.fees import assessment_of, due_after_fee, state_of
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def settle(*, actor: Portal, application_id: UUID, command_key: str, yen: int, day: date) -> ApplicationEvent:
    """The fee is paid to the yen (or waived, with `yen` 0): what waited for it may go on.

    Where the review waited, the clock of the standard period starts on the day of payment.
    """

    def body(performance: Performance) -> ApplicationEvent:
        application = performance.application
        assessment = assessment_of(application)
        fee = state_of(application, assessment)
        if assessment is not None:
            close_overdue(assessment, Resolution.SETTLED, by=actor)
        performance.change(fee=fee, due_on=due_after_fee(application, fee, day))
        event = performance.record(data={"yen": yen, "paid_on": day.isoformat()})
        if yen:
            notify(application=application, event=event, topic=Topic.FEE_PAID)
            request_letters(application=application, event=event, when="paid")
            if any(document.template == "payment" for document in application.version.definition.documents):
                request_document(application=application, event=event, kind=DocumentKind.PAYMENT)
        return event

    return perform(
        Verb.SETTLE,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )
