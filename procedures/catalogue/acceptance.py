"""Whether a procedure takes anything in today."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from procedures.catalogue.models import Procedure
from procedures.definitions import Definition


@dataclass(frozen=True, slots=True)
class Closed:
    """Not open: opens on `opens` (a day to come), closed since the day after `closed_after`, or all places taken."""

    opens: date | None = None
    closed_after: date | None = None
    full: bool = False


def too_late_to_send(procedure: Procedure, now: datetime) -> Closed | None:
    """A closed procedure still takes open drafts in until its last moment for them; without one, as long as they live.

    None while a draft may be sent.
    """
    closed = procedure.closes_at is not None and procedure.closes_at <= now
    if not closed or procedure.drafts_until is None or now <= procedure.drafts_until:
        return None
    return Closed(closed_after=timezone.localdate(procedure.drafts_until))


def closed_on(definition: Definition, day: date) -> Closed | None:
    """None while the procedure is open. Days are Japan's; both ends are included."""
    accepts = definition.accepts
    if accepts.start is not None and day < accepts.start:
        return Closed(opens=accepts.start)
    if accepts.until is not None and day > accepts.until:
        return Closed(closed_after=accepts.until)
    return None
