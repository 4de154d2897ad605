"""What the case page tells about an application: its history, notes, messages and documents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accessibility.components.formats import date_and_time
from procedures.applications.events import event_text
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.models.application import Outcome
from procedures.applications.models.event import ActorKind
from procedures.backoffice.words import TOPICS
from procedures.documents.models import Document
from procedures.notifications.models import Message
from procedures.notifications.services import Topic
from procedures.workflow.transitions import Verb
from procedures.workflow.words import EVENTS


@dataclass(frozen=True, slots=True)
class Note:
    by: str
    at: datetime
    text: str


@dataclass(slots=True)
class History:
    items: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    assigned_at: datetime | None = None
    requested: str = ""


def history_of(application: Application) -> History:
    """Timeline and notes, oldest first; since when the case has its assignee; what was last asked to be mended.

    One SQL statement.
    """
    found = History()
    for event in application.events.select_related("actor").order_by("sequence"):
        event.application = application
        if event.verb == Verb.NOTE:
            found.notes.append(Note(_who(event), event.at, event_text(event)))
            continue
        if event.verb == Verb.CLAIM:
            found.assigned_at = event.at
        if event.verb == Verb.REQUEST_CORRECTION:
            found.requested = event_text(event)
        found.items.append(
            {
                "title": _title(event),
                "meta": _("%(when)s　%(who)s") % {"when": date_and_time(event.at), "who": _who(event)},
                "text": event_text(event),
                "state": "done",
            }
        )
    return found


def _who(event: ApplicationEvent) -> str:
    if event.actor_kind == ActorKind.STAFF and event.actor is not None:
        return event.actor.name
    return str(ActorKind(event.actor_kind).label)


def _title(event: ApplicationEvent) -> str:
    title = str(EVENTS[Verb(event.verb)]) if event.verb in set(Verb) else event.verb
    if event.verb == Verb.DECIDE:
        return _("%(title)s：%(outcome)s") % {"title": title, "outcome": Outcome(event.data["outcome"]).label}
    items = event.data.get("items") or event.data.get("changed") or []
    labels = _labels(event.application, items)
    return _("%(title)s（%(items)s）") % {"title": title, "items": "、".join(labels)} if labels else title


def _labels(application: Application, item_ids: Sequence[str]) -> list[str]:
    definition = application.version.definition
    known = [definition.item(item_id) for item_id in item_ids if definition.has_item(item_id)]
    return [str(getattr(item, "label", "")) for item in known if getattr(item, "label", None)]


def messages_of(application: Application) -> list[dict[str, Any]]:
    """What was sent to the citizen, newest first. One SQL statement."""
    sent = Message.objects.filter(application=application).order_by("-created_at")
    return [
        {"title": TOPICS[Topic(message.topic)], "at": message.created_at, "read_at": message.read_at}
        for message in sent
    ]


def documents_of(application: Application) -> list[dict[str, Any]]:
    """The documents without their contents, newest first. One SQL statement."""
    made = Document.objects.filter(application=application).defer("content").order_by("-requested_at")
    return [{"id": document.pk, "title": document.name, "made_at": document.made_at} for document in made]
