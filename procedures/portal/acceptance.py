"""Whether a procedure takes anything in today."""

from dataclasses import dataclass
from datetime import date

from procedures.definitions import Definition


@dataclass(frozen=True, slots=True)
class Closed:
    """Not open: opens on `opens` (a day to come), or closed since the day after `closed_after`."""

    opens: date | None = None
    closed_after: date | None = None


def closed_on(definition: Definition, day: date) -> Closed | None:
    """None while the procedure is open. Days are Japan's; both ends are included."""
    accepts = definition.accepts
    if accepts.start is not None and day < accepts.start:
        return Closed(opens=accepts.start)
    if accepts.until is not None and day > accepts.until:
        return Closed(closed_after=accepts.until)
    return None
