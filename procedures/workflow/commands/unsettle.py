from datetime import date
from typing import Any
from uuid import UUID

from identity.access.actors import Portal
from procedures.applications.models import ApplicationEvent, FeeState
from procedures.notifications.services import Topic, notify
from procedures.workflow.fees import assessment_of, news_of, state_of
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def unsettle(
    *, actor: Portal, application_id: UUID, command_key: str, yen: int, day: date, tell: bool = False
) -> ApplicationEvent:
    """What was paid is not any more (a chargeback): the steps wait again; an exception tells staff.

    `tell`: the citizen believes that it is paid (a 速報 was taken back), and is asked to pay again.
    """

    def body(performance: Performance) -> ApplicationEvent:
        application = performance.application
        assessment = assessment_of(application)
        fee = state_of(application, assessment)
        performance.change(fee=fee)
        data: dict[str, Any] = {"missing": yen, "on": day.isoformat()}
        asks = tell and assessment is not None and fee in {FeeState.DUE, FeeState.DUE_FIRST}
        if asks and assessment is not None:
            data |= {**news_of(assessment, first=fee == FeeState.DUE_FIRST), "yen": yen}
        event = performance.record(data=data)
        if asks:
            notify(application=application, event=event, topic=Topic.FEE_DUE)
        return event

    return perform(
        Verb.UNSETTLE,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )
