"""`/staff/queue/<view>/`: the lists of a department, and the search box above them."""

from collections.abc import Mapping
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.access.actors import Staff
from identity.access.staff import StaffRequest
from procedures.applications.models import Application
from procedures.applications.queries import (
    Filters,
    Position,
    QueuePage,
    QueueView,
    counts,
    position_of,
    queue_page,
)
from procedures.applications.receipts import read_receipt, show_receipt
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import rows_of
from procedures.backoffice.searching import looks_like_receipt, read_who
from procedures.backoffice.tallies import tally
from procedures.backoffice.trail import Trail, read_filters
from procedures.backoffice.words import EMPTY, SOUGHT, VIEWS
from procedures.catalogue.models import Procedure


@require_safe
def queue(request: StaffRequest, view: str) -> HttpResponse:
    if view not in set(QueueView):
        raise Http404
    trail = Trail(view=QueueView(view), filters=read_filters(request.GET))
    if trail.view is QueueView.SEARCH and not trail.filters.who:
        return redirect("backoffice:queue", QueueView.UNASSIGNED.value)
    now, day = timezone.now(), timezone.localdate()
    found = counts(staff=request.staff, today=day, now=now, shown=(QueueView(view), trail.filters))
    page = _page(request, trail)
    rows = rows_of(page.rows, staff=request.staff, trail=trail, today=day)
    context = {
        "view": view,
        "title": VIEWS[QueueView(view)],
        "tabs": _tabs(trail, found),
        "rows": rows,
        "shown": tally(found["shown"]),
        "now": now,
        "empty": EMPTY[QueueView(view)],
        "procedures": _procedures(request.staff),
        "procedure": str(trail.filters.procedure or ""),
        "who": trail.filters.who,
        "sought": SOUGHT.get(trail.filters.who[:1], ""),
        "all_url": Trail(view=trail.view, filters=Filters()).queue_url(),
        "narrowed": trail.filters != Filters(),
        "claim_url": trail.url("claim"),
        "any_claimable": any(row.claimable for row in rows),
        "key": uuid4().hex,
        **_turns(trail, page),
    }
    return staff_page(request, "backoffice/queue.html", context, nav="queue")


def search(request: StaffRequest) -> HttpResponse:
    """Take what was typed out of the form and into an address that holds no personal data; or open the case."""
    typed = request.POST.get("q", "").strip()
    receipt = read_receipt(typed)
    if receipt is not None and Application.objects.for_clerk(request.staff).filter(receipt=receipt).exists():
        return redirect("backoffice:case", receipt)
    who = "" if receipt or looks_like_receipt(typed) else read_who(typed)
    if not who:
        messages.error(request, _nothing_to_seek(typed, receipt))
        return redirect("backoffice:queue", QueueView.UNASSIGNED.value)
    filters = Filters.read(procedure=request.POST.get("procedure", ""), who=who)
    return redirect(Trail(view=QueueView.SEARCH, filters=filters).queue_url())


def _nothing_to_seek(typed: str, receipt: str | None) -> str:
    if receipt is not None:
        shown = {"receipt": show_receipt(receipt)}
        return _("受付番号 %(receipt)s の申請は、所属する課にありません。ほかの課の申請は開けません。") % shown
    if looks_like_receipt(typed):
        return _("受付番号に間違った文字があります。9文字をもう一度確かめてください。例）K7PF-3M9D-2")
    return _("探す言葉を入力してください。受付番号、氏名、フリガナ、生年月日、電話番号で探せます。例）山王 花子")


def _page(request: StaffRequest, trail: Trail) -> QueuePage:
    after, before = Position.read(request.GET.get("after", "")), Position.read(request.GET.get("before", ""))
    view = trail.view or QueueView.UNASSIGNED
    page = queue_page(
        staff=request.staff,
        view=view,
        filters=trail.filters,
        today=timezone.localdate(),
        position=after or before,
        back=after is None and before is not None,
    )
    if page.rows or (after is None and before is None):
        return page
    # What stood on this page has been worked off: the beginning is where the rest is.
    return queue_page(staff=request.staff, view=view, filters=trail.filters, today=timezone.localdate())


def _turns(trail: Trail, page: QueuePage) -> dict[str, str]:
    view = trail.view or QueueView.UNASSIGNED
    first = position_of(page.rows[0], view) if page.rows and page.has_previous else None
    last = position_of(page.rows[-1], view) if page.rows and page.has_next else None
    return {
        "previous_url": trail.page_url(first, back=True) if first else "",
        "next_url": trail.page_url(last, back=False) if last else "",
    }


def _tabs(trail: Trail, found: Mapping[str, int]) -> list[dict[str, object]]:
    plain = Trail(view=None, filters=Filters())
    tabs: list[dict[str, object]] = [
        {
            "label": VIEWS[view],
            "url": plain.queue_url(view),
            "count": tally(found[view]),
            "current": view is trail.view,
        }
        for view in QueueView
        if view is not QueueView.SEARCH
    ]
    if trail.view is QueueView.SEARCH:
        tabs.append({"label": VIEWS[QueueView.SEARCH], "url": trail.queue_url(), "current": True})
    stuck: dict[str, object] = {
        "label": _("止まっている処理"),
        "url": reverse("backoffice:effects"),
        "count": tally(found["stuck"]),
    }
    return [*tabs, stuck]


def _procedures(staff: Staff) -> list[dict[str, str]]:
    own = Procedure.objects.filter(department__code__in=staff.handled, current__isnull=False)
    return [
        {"value": str(number), "label": title}
        for number, title in own.order_by("number").values_list("number", "title")
    ]
