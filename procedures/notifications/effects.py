"""What workers do for this room."""

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
