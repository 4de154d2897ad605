from uuid import UUID

from django.utils import timezone

from identity.access.actors import Visitor
from procedures.applications.models import ApplicationEvent, Draft
from procedures.notifications.services import Topic, notify
from procedures.workflow.performing import Performance, perform
from procedures.workflow.transitions import Verb


def withdraw(
    *, actor: Visitor, application_id: UUID, expected_revision: int, command_key: str, reason: str = ""
) -> ApplicationEvent:
    """Take an application back (取下げ). The city may not insist on it (行政手続法33条)."""

    def body(performance: Performance) -> ApplicationEvent:
        performance.change(closed_at=timezone.now(), assignee_id=None)
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
