"""Identity events: what happened, without who. One INSERT each; never changed (PostgreSQL refuses)."""

from uuid import UUID

from identity.access.assurance import Level
from identity.methods.models import Event, IdentityEvent


def record_event(
    event: Event, *, method: str, level: Level | int, user_id: int | None, attempt: UUID | None = None, reason: str = ""
) -> None:
    """`reason`: a code of ours, cut to 40 characters; nothing of it may come from a person or a provider's text."""
    IdentityEvent.objects.create(
        event=event, method=method, level=int(level), user_id=user_id, attempt=attempt, reason=reason[:40]
    )
