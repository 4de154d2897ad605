from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.query import ModelIterable
from django.utils import timezone

from procedures.catalogue.models import Procedure
from procedures.catalogue.switching import brought_up_to_date, is_due

if TYPE_CHECKING:
    _Rows = ModelIterable[Procedure]
else:
    _Rows = ModelIterable  # generic for type checkers only


class _UpToDate(_Rows):
    """Rows as they are read, each with the version of this very moment."""

    def __iter__(self) -> Iterator[Procedure]:
        return iter(brought_up_to_date(list(super().__iter__()), timezone.now()))


def published() -> QuerySet[Procedure]:
    """Procedures that citizens may begin, with department and the version of this moment; its document is not read.

    Closed ones are not among them: see `find_closed`.
    """
    now = timezone.now()
    found = _read(now).filter(Q(closes_at__isnull=True) | Q(closes_at__gt=now))
    found._iterable_class = _UpToDate  # noqa: SLF001  the one place in which all ways of reading rows meet
    return found


def find_published(number: int) -> Procedure:
    """Raises Procedure.DoesNotExist, for a closed one too."""
    return published().get(number=number)


@dataclass(frozen=True, slots=True)
class Closure:
    """A procedure that is closed, and where to go. `successor` is one that is open, at the end of any chain."""

    procedure: Procedure
    closed_at: datetime
    message: str
    successor: Procedure | None
    drafts_until: datetime | None


_LONGEST_CHAIN = 10


def find_closed(number: int) -> Closure | None:
    """The closed procedure under this number; None if there is none or it is open. Few SQL statements."""
    now = timezone.now()
    procedure = _read(now).filter(number=number, closes_at__lte=now).first()
    if procedure is None or procedure.closes_at is None:
        return None
    brought_up_to_date([procedure], now)
    return Closure(
        procedure=procedure,
        closed_at=procedure.closes_at,
        message=procedure.closing_message,
        successor=_open_successor(procedure, now),
        drafts_until=procedure.drafts_until,
    )


def _open_successor(procedure: Procedure, now: datetime) -> Procedure | None:
    following = procedure.successor_id
    for _step in range(_LONGEST_CHAIN):
        successor = _read(now).filter(pk=following).first() if following else None
        if successor is None:
            return None
        if successor.closes_at is None or successor.closes_at > now:
            brought_up_to_date([successor], now)
            return successor
        following = successor.successor_id
    return None


def _read(now: datetime) -> QuerySet[Procedure]:
    return (
        Procedure.objects.filter(Q(current__isnull=False) | is_due(now))
        .select_related("department", "current")
        .defer("current__document", "search_text")
        .order_by("number")
    )
