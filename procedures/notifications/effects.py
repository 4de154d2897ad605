"""What workers are asked to do for this room. The handlers stand in handlers.py."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class SendNotice:
    """Send the mail that says a message is in the inbox."""

    kind: ClassVar[str] = "notifications.send_notice"
    message_id: str


@dataclass(frozen=True)
class SendDraftLink:
    """Send a guest the link with which a draft is opened again."""

    kind: ClassVar[str] = "notifications.send_draft_link"
    draft_id: str


@dataclass(frozen=True)
class SendDraftReminder:
    """Send the notice that a draft is about to expire."""

    kind: ClassVar[str] = "notifications.send_draft_reminder"
    draft_id: str
