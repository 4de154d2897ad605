from uuid import UUID

from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Portal
from procedures.applications.models import ApplicationEvent, Draft
from procedures.notifications.services import Topic, notify
from procedures.workflow.performing import Performance, perform
from procedures.workflow.refunds import end_fee
from procedures.workflow.transitions import Verb


def lapse(*, actor: Portal, application_id: UUID, expected_revision: int, command_key: str) -> ApplicationEvent:
    """An application whose fee was to be paid first and was not in time counts as taken back (settings FEE_OVERDUE).

    Nothing is deleted; money that arrives all the same is recorded and opens an exception. Whoever calls this asked
    the gateways first and found nothing paid.
    """

    def body(performance: Performance) -> ApplicationEvent:
        fee = end_fee(performance.application, by=actor, reason=_("期限までに納付なし"), policy="lapsed")
        performance.change(closed_at=clock.now(), assignee_id=None, fee=fee)
        event = performance.record()
        Draft.objects.filter(corrects=performance.application).delete()
        notify(application=performance.application, event=event, topic=Topic.FEE_LAPSED)
        return event

    return perform(
        Verb.LAPSE,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )
