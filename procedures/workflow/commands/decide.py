from uuid import UUID

from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Staff
from procedures.applications.models import ApplicationEvent
from procedures.applications.models.application import Outcome
from procedures.documents.models import DocumentKind
from procedures.documents.services import request_document, request_letters
from procedures.notifications.services import Topic, notify
from procedures.workflow.errors import ReasonMissing
from procedures.workflow.performing import Performance, perform
from procedures.workflow.refunds import end_fee
from procedures.workflow.transitions import Verb


def decide(
    *, actor: Staff, application_id: UUID, expected_revision: int, command_key: str, outcome: Outcome, reasons: str = ""
) -> ApplicationEvent:
    """Decide an application (処分): approve, or refuse with reasons (行政手続法8条).

    The decision notice is made by a worker. After a refusal nothing is owed any more; what was paid is asked back for
    the citizen where the procedure gives it, and another person approves that. Raises ReasonMissing for a refusal
    without reasons.
    """

    def body(performance: Performance) -> ApplicationEvent:
        if outcome == Outcome.REFUSED and not reasons.strip():
            raise ReasonMissing
        if outcome == Outcome.REFUSED:
            performance.change(fee=end_fee(performance.application, by=actor, reason=_("不許可"), policy="refused"))
        performance.change(outcome=outcome, decided_at=clock.now())
        event = performance.record(data={"outcome": outcome}, text=reasons)
        request_document(application=performance.application, event=event, kind=DocumentKind.DECISION)
        if outcome == Outcome.APPROVED:
            request_letters(application=performance.application, event=event, when="decided")
        notify(application=performance.application, event=event, topic=Topic.DECIDED)
        return event

    return perform(
        Verb.DECIDE,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
