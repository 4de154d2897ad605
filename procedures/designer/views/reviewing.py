"""The second person's page, and the remarks about parts of a design."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.catalogue.errors import Refused
from procedures.catalogue.importing import newest_number
from procedures.designer.checking import findings_of
from procedures.designer.models import Design
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.reviewing.comments import comment, settle, threads_of
from procedures.designer.reviewing.comparison import in_force
from procedures.designer.reviewing.places import places_of
from procedures.designer.reviewing.refusals import NoteMissing
from procedures.designer.reviewing.services import approve, send_back
from procedures.designer.reviewing.shown import (
    comment_lines,
    comparison_shown,
    findings_shown,
    moment_in_words,
    part_url,
)
from procedures.designer.reviewing.standing import standing_of, why_not_review
from procedures.designer.tabs import frame
from procedures.designer.views.publication import whole_number


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest, number: int) -> HttpResponse:
    design = find_open_design(number)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            return _decide(request, design)
        except Refused as refused:
            errors = [{"id": "note" if isinstance(refused, NoteMissing) else "state", "message": str(refused)}]
        design = find_open_design(number)
    asked = standing_of(design).request
    context = frame(design, "review") | {"asked": asked, "note": request.POST.get("note", ""), "errors": errors}
    if asked is not None:
        context |= comparison_shown(design, in_force(design, asked.effective_from)) | {
            "why_not": why_not_review(design, asked, request.user),
            "asked_moment": moment_in_words(asked),
            "newest": newest_number(number),
            "advised": findings_shown(design, findings_of(design), "warning"),
            "threads": [one for one in threads_of(design) if one.is_open],
        }
    return show(request, "designer/review.html", context)


def _decide(request: StaffRequest, design: Design) -> HttpResponse:
    """Raises Refused."""
    note, seen = request.POST.get("note", ""), whole_number(request, "seen")
    if request.POST.get("decision") == "approve":
        approve(design=design, by=request.user, note=note, seen=seen, newest=whole_number(request, "newest"))
        messages.success(request, _("承認しました。公開のページから公開できます。"))
    else:
        send_back(design=design, by=request.user, note=note, seen=seen)
        messages.success(request, _("差し戻しました。理由は、公開のページに表示されます。"))
    return redirect("designer:publish", number=design.number)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: StaffRequest, number: int) -> HttpResponse:
    design = find_open_design(number)
    place = request.POST.get("place", request.GET.get("place", ""))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            return _say(request, design, place)
        except Refused as refused:
            errors = [{"id": "text", "message": str(refused)}]
    threads, document = threads_of(design), design.decoded()
    context = {
        "threads": [
            {"thread": one, "items": comment_lines(one.lines), "url": part_url(number, document, one.place)}
            for one in threads
        ],
        "open_count": sum(one.is_open for one in threads),
        "places": places_of(document),
        "place": place,
        "text": request.POST.get("text", ""),
        "errors": errors,
    }
    return show(request, "designer/comments.html", frame(design, "comments") | context)


def _say(request: StaffRequest, design: Design, place: str) -> HttpResponse:
    """Raises Refused."""
    text = request.POST.get("text", "")
    if request.POST.get("step") == "settle":
        settle(design=design, by=request.user, place=place, text=text)
        messages.success(request, _("コメントを解決済みにしました。"))
    else:
        comment(design=design, by=request.user, place=place, text=text)
        messages.success(request, _("コメントを書きました。"))
    return redirect(reverse("designer:comments", args=[design.number]))
