"""What counts as now, for commands and for whatever they ask about time.

Everywhere it is now, but in a rehearsal of the designer, which tries a procedure on another day. What concerns
machines (leases, expiry of sessions and codes, who acted first) asks the real clock: django.utils.timezone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta())


def now() -> datetime:
    """An aware moment."""
    return timezone.now() + _shift.get()


def today() -> date:
    """The date in Japan."""
    return timezone.localdate(now())


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block, in this thread alone, the clock shows `moment` (aware) and goes on from there."""
    token = _shift.set(moment - timezone.now())
    try:
        yield
    finally:
        _shift.reset(token)
