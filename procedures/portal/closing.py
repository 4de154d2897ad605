"""Whether a procedure takes a new application in now: its days, and its places."""

from datetime import date

from procedures.applications.quotas import is_full
from procedures.catalogue.acceptance import Closed, closed_on
from procedures.definitions import Definition


def closed_now(procedure_id: int, definition: Definition, today: date) -> Closed | None:
    """None while it is open. One SQL statement where places are counted, none otherwise."""
    closed = closed_on(definition, today)
    if closed is None and is_full(procedure_id, definition):
        return Closed(full=True)
    return closed
