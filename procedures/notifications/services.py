from django.utils import timezone

from procedures.applications.effects import write_effect
from procedures.applications.models import Application, ApplicationEvent
from procedures.notifications.effects import SendNotice
from procedures.notifications.models import Message
from procedures.notifications.topics import Topic

__all__ = ["Topic", "mark_read", "notify"]


def notify(*, application: Application, event: ApplicationEvent, topic: Topic) -> Message:
    """Put a message into the inbox and have its mail sent. Call within the command's transaction.

    The words are made from topic, event and the version's own texts when they are shown, so none are stored here.
    """
    message = Message.objects.create(application=application, owner_id=application.owner_id, event=event, topic=topic)
    write_effect(SendNotice(str(message.pk)), once=str(message.pk), application=application)
    return message


def mark_read(message: Message) -> None:
    """Note the first time its owner opened it; later openings change nothing."""
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())
