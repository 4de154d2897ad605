"""Another way to answer for an item: which one, then what becomes of its settings, then it is done in one operation."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.designer.designs import Overtaken, change, document_at
from procedures.designer.documents import NoSuchPlace, find, placed_items
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.identifiers import is_applicants
from procedures.designer.editing.retyping import Retyping, families, type_label
from procedures.designer.editing.saving import SEEN, seen_revision
from procedures.designer.editing.sheets import anchor_of, home_of, title_of
from procedures.designer.models import Design, OperationKind
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.steps import ABSENT, same


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def retype(request: StaffRequest, number: int, place: str) -> HttpResponse:
    """`?type=`: what the item shall become; without it, which types there are."""
    design = find_open_design(number)
    document = design.decoded()
    try:
        offered = families(document, place)
        item = find(document, place)
    except NoSuchPlace:
        raise Http404 from None
    if not offered and not (isinstance(item, dict) and is_applicants(document, item)):
        raise Http404
    wanted = request.GET.get("type", "")
    if wanted == item["type"]:  # pressed twice
        return redirect(address_of(number, place))
    if all(wanted != one["type"] for family in offered for one in family["types"]):
        return show(request, "designer/retype.html", _about(design, place) | {"families": offered})
    retyping = Retyping(document, place, wanted)
    if request.method == "POST":
        return _put_down(request, design, retyping)
    return _preview(request, design, retyping, {})


def _about(design: Design, place: str) -> dict[str, Any]:
    document = design.decoded()
    return {
        "number": design.number,
        "place_title": title_of(document, place),
        "back": address_of(design.number, place),
        "old_type": type_label(find(document, place)["type"]),
    }


def _put_down(request: StaffRequest, design: Design, retyping: Retyping) -> HttpResponse:
    data = dict(request.POST.lists())
    if not _is_as_seen(design, retyping, seen_revision(design, data)):
        messages.warning(request, _("ほかの人が先に変えました。今の内容を確かめて、もう一度操作してください。"))
        return _preview(request, design, retyping, {})
    part, errors = retyping.asked.read(data)
    if errors:
        return _preview(request, design, retyping, errors)
    place = retyping.place
    about = {"part": title_of(retyping.document, place), "was": type_label(retyping.item["type"])}
    about |= {"becomes": type_label(retyping.new_type)}
    words = _("%(part)sの答え方を「%(was)s」から「%(becomes)s」に変えた") % about
    try:
        steps = retyping.steps(part)
        change(design=design, by=request.user, kind=OperationKind.CHANGE, place=place, steps=steps, words=words)
    except Overtaken:
        messages.warning(request, _("ほかの人が先に変えました。今の内容を確かめて、もう一度操作してください。"))
        return redirect(request.get_full_path())
    messages.success(request, _("%(words)s。「元に戻す」で取り消せます。") % {"words": words})
    return redirect(address_of(design.number, place))


def _is_as_seen(design: Design, retyping: Retyping, seen_at: int) -> bool:
    """Whether what the page said would be lost is all that would be lost."""
    if seen_at >= design.revision:
        return True
    try:
        return same(find(document_at(design, seen_at), retyping.place), retyping.item)
    except NoSuchPlace:
        return False


def _preview(request: StaffRequest, design: Design, retyping: Retyping, errors: dict[str, str]) -> HttpResponse:
    """What stays, what goes, what will have to be mended; and what the new type cannot do without."""
    data = dict(request.POST.lists()) if errors else None
    form = retyping.asked
    context = _about(design, retyping.place) | {
        "new_type": type_label(retyping.new_type),
        "lost": retyping.lost,
        "turned": retyping.turned,
        "errors_to_come": [
            {"title": title_of(retyping.document, home), "text": one.message}
            | {"url": f"{address_of(design.number, home)}#{anchor_of(one.place, one.field)}".removesuffix("#")}
            for one in retyping.new_errors(form.sample())
            for home in [home_of(one.place, one.field)]
        ],
        "live_type": _live_type(design, retyping),
        "entries": form.shown(data, errors),
        "errors": [{"id": name, "message": message} for name, message in errors.items()],
        "seen_name": SEEN,
        "seen": design.revision,
    }
    return show(request, "designer/retype_to.html", context)


def _live_type(design: Design, retyping: Retyping) -> str:
    """What the item is in the version that the design began with, where that is another type. One SQL statement."""
    if design.base is None:
        return ""
    items = placed_items(json.loads(design.base.document))
    item_id = retyping.item["id"]
    live = next((item.get("type", ABSENT) for item, _pointer, _place in items if item.get("id") == item_id), ABSENT)
    return "" if live in {ABSENT, retyping.new_type} else type_label(str(live))
