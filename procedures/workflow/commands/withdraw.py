from uuid import UUID

from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Visitor
from procedures.applications.models import ApplicationEvent, Draft
from procedures.notifications.services import Topic, notify
from procedures.workflow.performing import Performance, perform
from procedures.workflow.refunds import end_fee
from procedures.workflow.transitions import Verb


def withdraw(
    *, actor: Visitor, application_id: UUID, expected_revision: int, command_key: str, reason: str = ""
) -> ApplicationEvent:
    """Take an application back (取下げ). The city may not insist on it (行政手続法33条).

    A fee that is not paid is owed no more; for one that is paid, a refund is requested where the procedure gives it.
    """

    def body(performance: Performance) -> ApplicationEvent:
        fee = end_fee(performance.application, by=actor, reason=_("申請の取下げ"), policy="withdrawn")
        performance.change(closed_at=clock.now(), assignee_id=None, fee=fee)
        event = performance.record(text=reason)
        Draft.objects.filter(corrects=performance.application).delete()
        notify(application=performance.application, event=event, topic=Topic.WITHDRAWN)
        return event

    return perform(
        Verb.WITHDRAW,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
