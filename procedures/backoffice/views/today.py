"""`/staff/`: what is mine, due, waiting, stuck; and the next case."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from procedures.applications.queries import Filters, QueueView, counts, queue_page
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import Row, rows_of
from procedures.backoffice.tallies import tally
from procedures.backoffice.trail import Trail
from procedures.backoffice.words import VIEWS

_SHOWN = 5
_NOTES = (
    QueueView.MINE,
    QueueView.OVERDUE,
    QueueView.DUE_SOON,
    QueueView.UNASSIGNED,
    QueueView.WAITING,
    QueueView.DECIDED,
)


@require_safe
def today(request: StaffRequest) -> HttpResponse:
    now, day = timezone.now(), timezone.localdate()
    found = counts(staff=request.staff, today=day, now=now)
    mine = _first(request, QueueView.MINE)
    # Without work of one's own, the next case is the most urgent one nobody has taken.
    following = mine or (_first(request, QueueView.UNASSIGNED, 1) if found[QueueView.UNASSIGNED] else [])
    trail = Trail(view=None, filters=Filters())
    tiles = [
        {"label": VIEWS[view], "count": tally(found[view]), "url": trail.queue_url(view), "some": found[view] > 0}
        for view in _NOTES
    ]
    stuck = {"count": tally(found["stuck"]), "url": reverse("backoffice:effects"), "some": found["stuck"] > 0}
    context = {
        "now": now,
        "mine": mine,
        "mine_count": tally(found[QueueView.MINE]),
        "mine_url": trail.queue_url(QueueView.MINE),
        "next": following[0] if following else None,
        "tiles": tiles,
        "stuck": stuck,
    }
    return staff_page(request, "backoffice/today.html", context, nav="today")


def _first(request: StaffRequest, view: QueueView, size: int = _SHOWN) -> list[Row]:
    day = timezone.localdate()
    page = queue_page(staff=request.staff, view=view, filters=Filters(), today=day, size=size)
    trail = Trail(view=view, filters=Filters())
    return rows_of(page.rows, staff=request.staff, trail=trail, today=day)
