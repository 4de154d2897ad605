"""Reads for the people who handle applications: queues by view, paged by keyset, and counts with a bound.

A queue of a department may hold 100,000 applications. So a page is never cut out by an offset: it begins behind the
position of the last row seen. And since an index gives its order only for one department and one state, each such
pair is a branch of its own with its own limit; PostgreSQL merges the branches.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Self
from uuid import UUID

from django.db.models import Count, IntegerField, Model, Q, QuerySet, Subquery

from identity.access.actors import Staff
from identity.people.models import Role, User
from procedures.applications.models import Application, Effect, FeeState, State
from procedures.applications.models.effect import EffectQuerySet, EffectState
from procedures.catalogue.models import Procedure
from procedures.definitions.business_days import add_business_days

PAGE_SIZE = 25
COUNTED_UP_TO = 1000
SOON = 2
"""Business days before the promised date from which an application counts as due soon."""
LATE_AFTER = timedelta(minutes=10)
"""Work that is not done after this long is shown as stuck."""


class QueueView(StrEnum):
    UNASSIGNED = "unassigned"
    UNPAID = "unpaid"
    MINE = "mine"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING = "waiting"
    DECIDED = "decided"
    CLOSED = "closed"
    SEARCH = "search"


_RUNNING = (State.RECEIVED, State.IN_REVIEW)
_STATES: dict[QueueView, tuple[State, ...]] = {
    QueueView.UNASSIGNED: (State.RECEIVED,),
    QueueView.UNPAID: (State.RECEIVED, State.IN_REVIEW, State.DECIDED),
    QueueView.MINE: (State.IN_REVIEW,),
    QueueView.DUE_SOON: _RUNNING,
    QueueView.OVERDUE: _RUNNING,
    QueueView.WAITING: (State.CORRECTION,),
    QueueView.DECIDED: (State.DECIDED,),
    QueueView.CLOSED: (State.COMPLETED, State.WITHDRAWN),
}
_KEYS = {"n": "name_key", "k": "kana_key", "b": "birth_key", "p": "phone_key"}
_WHO = re.compile(r"[nkbp][0-9a-f]{32}(?:\.[nkbp][0-9a-f]{32})*")
_CURSOR = re.compile(r"(?P<due>(?:\d{4}-\d{2}-\d{2})?)_(?P<at>\d{1,17})_(?P<id>[0-9a-f]{32})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; stands in addresses.

    procedure: its number. who: keyed hashes (search_keys.py) as `n…` name, `k…` kana, `b…` birth date, `p…` phone,
    joined by dots; an application with any of them is found. Hashes, so that addresses hold no personal data.
    """

    procedure: int | None = None
    who: str = ""

    @classmethod
    def read(cls, *, procedure: str, who: str) -> Self:
        """From an address; what cannot be is left out."""
        number = int(procedure) if procedure.isascii() and procedure.isdigit() and len(procedure) == 4 else None
        return cls(procedure=number, who=who if _WHO.fullmatch(who) else "")

    def condition(self) -> Q:
        condition = Q()
        if self.procedure is not None:
            # Looked up once, so that the walk along the index compares a number and joins nothing.
            condition = Q(procedure=Subquery(Procedure.objects.filter(number=self.procedure).values("pk")))
        keys = Q()
        for key in self.who.split(".") if self.who else ():
            keys |= Q(**{_KEYS[key[0]]: key[1:]})
        return condition & keys


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a queue's order. `at` is the moment of the view's order: of closing, or else of receipt."""

    due_on: date | None
    at: datetime
    id: UUID

    def write(self) -> str:
        micros = (self.at - _EPOCH) // timedelta(microseconds=1)
        return f"{self.due_on.isoformat() if self.due_on else ''}_{micros}_{self.id.hex}"

    @classmethod
    def read(cls, written: str) -> Self | None:
        """None for what `write` did not write."""
        found = _CURSOR.fullmatch(written)
        if found is None:
            return None
        try:
            due = date.fromisoformat(found["due"]) if found["due"] else None
            return cls(due, _EPOCH + timedelta(microseconds=int(found["at"])), UUID(hex=found["id"]))
        except (ValueError, OverflowError):
            return None


def position_of(application: Application, view: QueueView) -> Position | None:
    """Where an application stands in a view's order; None if it cannot stand in it."""
    if view is not QueueView.CLOSED:
        return Position(application.due_on, application.submitted_at, application.pk)
    return Position(None, application.closed_at, application.pk) if application.closed_at else None


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: Sequence[Application]
    has_previous: bool
    has_next: bool


def queue_page(
    *,
    staff: Staff,
    view: QueueView,
    filters: Filters,
    today: date,
    position: Position | None = None,
    back: bool = False,
    size: int = PAGE_SIZE,
) -> QueuePage:
    """The rows behind `position` (with `back`: before it), at most `size`, in the view's order. One SQL statement.

    Order: the promised date (none last), then receipt; closed ones by closing and search results by receipt, newest
    first. Rows come with procedure and assignee, and with what their digest needs to be opened.
    """
    found = list(_ordered(_branches(staff, view, filters, today, position, back=back), view, size + 1, back=back))
    more, rows = len(found) > size, found[:size]
    if back:
        return QueuePage(rows[::-1], more, has_next=True)
    return QueuePage(rows, has_previous=position is not None, has_next=more)


def neighbour(
    *, staff: Staff, view: QueueView, filters: Filters, today: date, application: Application, back: bool = False
) -> Application | None:
    """The application after (with `back`: before) this one in the queue it was opened from."""
    position = position_of(application, view)
    if position is None:
        return None
    page = queue_page(staff=staff, view=view, filters=filters, today=today, position=position, back=back, size=1)
    return page.rows[0] if page.rows else None


def counts(
    *, staff: Staff, today: date, now: datetime, shown: tuple[QueueView, Filters] | None = None
) -> Mapping[str, int]:
    """How many stand in each view, how much work is `stuck`, and how many are `shown`. One SQL statement.

    Counting stops at COUNTED_UP_TO + 1: a greater number is not worth the time it takes.
    """
    asked = {view.value: _count(staff, view, Filters(), today) for view in _STATES}
    asked["stuck"] = BoundedCount(stuck_effects(staff=staff, now=now).order_by("created_at"))
    if shown is not None:
        asked["shown"] = _count(staff, *shown, today)
    found = User.objects.filter(pk=staff.user_id).values_list(*asked.values()).get()
    # Whoever handles no department has no subquery at all, and NULL for its count.
    return {name: count or 0 for name, count in zip(asked, found, strict=True)}


def stuck_effects(*, staff: Staff, now: datetime) -> QuerySet[Effect]:
    """Work of the staff member's departments that gave up or is late; for administrators also work of none."""
    return _effects_of(staff).stuck(late_since=now - LATE_AFTER)


def done_effects(*, staff: Staff, since: datetime) -> QuerySet[Effect]:
    return _effects_of(staff).filter(state=EffectState.DONE, done_at__gte=since).order_by("-done_at")


def unfinished_by_version(procedure_number: int) -> dict[int, int]:
    """How many applications to a procedure are still being handled, by the number of their version. One SQL statement.

    Numbers only, for whoever publishes the next version: no department is asked for.
    """
    rows = (
        Application.objects.filter(version__procedure__number=procedure_number)
        .exclude(state__in=[State.COMPLETED, State.WITHDRAWN])
        .order_by("version__number")
        .values_list("version__number")
        .annotate(count=Count("pk"))
    )
    return dict(rows)


def _effects_of(staff: Staff) -> EffectQuerySet:
    mine = Q(application__department__in=staff.departments())
    if staff.departments([Role.ADMINISTRATOR]):
        mine |= Q(application=None)
    return Effect.objects.filter(mine)


class BoundedCount(Subquery):
    """`SELECT count(*)` over at most COUNTED_UP_TO + 1 rows of a queryset.

    The queryset's order makes PostgreSQL walk that index: without one it may read the table from its oldest row on.
    """

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"

    def __init__(self, rows: QuerySet[Model]) -> None:
        super().__init__(rows.values("pk")[: COUNTED_UP_TO + 1], output_field=IntegerField())


def _count(staff: Staff, view: QueueView, filters: Filters, today: date) -> BoundedCount:
    orders = {
        QueueView.CLOSED: ("department", "-closed_at", "-id"),
        QueueView.MINE: ("assignee_id", "state", "due_on", "submitted_at", "id"),
        QueueView.SEARCH: (),
    }
    order = orders.get(view, ("department", "state", "due_on", "submitted_at", "id"))
    return BoundedCount(_in_view(staff, view, filters, today).order_by(*order))


def _view_condition(staff: Staff, view: QueueView, today: date) -> Q:
    match view:
        case QueueView.UNASSIGNED:
            # What waits for the citizen's payment is nobody's work yet.
            return ~Q(fee=FeeState.DUE_FIRST)
        case QueueView.UNPAID:
            return Q(fee__in=[FeeState.DUE_FIRST, FeeState.DUE])
        case QueueView.MINE:
            # One's own, and what a colleague on leave has, in the departments where one stands in.
            mine = Q(assignee=staff.user_id)
            for department, absent in sorted(staff.covers):
                mine |= Q(assignee=absent, department=department)
            return mine
        case QueueView.DUE_SOON:
            return Q(due_on__gte=today, due_on__lte=add_business_days(today, SOON))
        case QueueView.OVERDUE:
            return Q(due_on__lt=today)
        case _:
            return Q()


def _in_view(staff: Staff, view: QueueView, filters: Filters, today: date) -> QuerySet[Application]:
    found = Application.objects.for_clerk(staff).filter(_view_condition(staff, view, today), filters.condition())
    return found if view is QueueView.SEARCH else found.filter(state__in=_STATES[view])


def _branches(
    staff: Staff, view: QueueView, filters: Filters, today: date, position: Position | None, *, back: bool
) -> list[QuerySet[Application]]:
    """Querysets that together are the rows behind the position, each in reach of one ordered index scan."""
    beyond = [Q()] if position is None else _beyond(position, view, back=back)
    whole = _in_view(staff, view, filters, today)
    match view:
        case QueueView.SEARCH:
            parts = [Q()]
        case QueueView.MINE:
            parts = [Q(state=State.IN_REVIEW)]
        case QueueView.CLOSED:
            parts = [Q(department=department) for department in sorted(staff.handled)]
        case _:
            pairs = product(sorted(staff.handled), _STATES[view])
            parts = [Q(department=department, state=state) for department, state in pairs]
    return [whole.filter(part & condition) for part, condition in product(parts, beyond)]


def _beyond(position: Position, view: QueueView, *, back: bool) -> list[Q]:
    newest_first = view in {QueueView.CLOSED, QueueView.SEARCH}
    sign = "lt" if back != newest_first else "gt"
    moment = "closed_at" if view is QueueView.CLOSED else "submitted_at"
    # `>=` beside the exact condition gives the index scan its start.
    tail = Q(**{f"{moment}__{sign}e": position.at}) & (
        Q(**{f"{moment}__{sign}": position.at}) | Q(**{f"id__{sign}": position.id})
    )
    if newest_first:
        return [tail]
    if position.due_on is None:
        without = Q(due_on=None) & tail
        return [without, Q(due_on__isnull=False)] if back else [without]
    dated = Q(**{f"due_on__{sign}e": position.due_on}) & (Q(**{f"due_on__{sign}": position.due_on}) | tail)
    return [dated] if back else [dated, Q(due_on=None)]


def _ordered(branches: list[QuerySet[Application]], view: QueueView, size: int, *, back: bool) -> QuerySet[Application]:
    # PostgreSQL puts NULL last when ascending and first when descending, and so does the index.
    keys = {QueueView.CLOSED: ("-closed_at", "-id"), QueueView.SEARCH: ("-submitted_at", "-id")}.get(
        view, ("due_on", "submitted_at", "id")
    )
    order = [key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in keys] if back else keys
    limited = [branch.order_by(*order)[:size] for branch in branches]
    if not limited:
        return Application.objects.none()
    if len(limited) == 1:
        return _as_rows(branches[0]).order_by(*order)[:size]
    chosen = limited[0].values("pk").union(*(one.values("pk") for one in limited[1:]), all=True)
    return _as_rows(Application.objects.filter(pk__in=chosen)).order_by(*order)[:size]


def _as_rows(found: QuerySet[Application]) -> QuerySet[Application]:
    return found.select_related("procedure", "assignee").only(
        "receipt", "department", "state", "outcome", "fee", "revision", "answers_number", "submitted_at", "due_on",
        "stopped_on", "closed_at", "wrapped_key", "key_name", "digest", "procedure__title", "procedure__number",
        "procedure__kind", "assignee__name",
    )  # fmt: skip
