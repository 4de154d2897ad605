"""`/designer/new/`: start to write a new procedure."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from identity.people.models import Role
from procedures.catalogue.models import ProcedureVersion
from procedures.designer.listing import short
from procedures.designer.models import Design
from procedures.designer.pages import administrator_page, show
from procedures.designer.starting.beginning import (
    DesignExists,
    NumberTaken,
    begin_blank,
    begin_copy,
    begin_from_skeleton,
)
from procedures.designer.starting.forms import BLANK, COPY, SKELETON, NewForm
from procedures.designer.starting.questions import errors_of, new_specs
from procedures.designer.starting.skeletons import skeletons
from procedures.designer.tabs import design_url


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    own = min(request.staff.departments([Role.ADMINISTRATOR]))
    form = NewForm(request.POST if request.method == "POST" else None, own=own, initial={"source": BLANK})
    form.offer_number()
    if request.method == "POST" and form.is_valid():
        try:
            design = begin(form.cleaned_data, request)
        except NumberTaken as taken:
            form.add_error("number", str(taken))
        except DesignExists as exists:
            form.add_error("number", written_already(exists.design))
        else:
            return started(request, design)
    return show(request, "designer/new.html", {"errors": errors_of(form), "specs": new_specs(form)})


def begin(asked: dict[str, Any], request: StaffRequest) -> Design:
    """Raises NumberTaken and DesignExists."""
    how, _colon, which = asked["source"].partition(":")
    common = {name: asked[name] for name in ("number", "department", "title")} | {"by": request.user}
    if how == COPY:
        source = ProcedureVersion.objects.select_related("procedure").get(current_of__number=int(asked["copied"]))
        return begin_copy(source=source, **common)
    if how == SKELETON:
        return begin_from_skeleton(skeleton=skeletons()[which], **common)
    return begin_blank(**common)


def written_already(design: Design) -> str:
    """What is said to somebody who wants to start what is being written."""
    words = _("この番号の手続は、%(who)sさんが%(since)sから作成中です（最後の変更：%(last)s %(changed)s）。")
    return words % {
        "who": design.started_by.name,
        "since": short(design.started_at),
        "last": design.changed_by.name,
        "changed": short(design.changed_at),
    } + _("その続きを書くか、ほかの番号にしてください。")


def started(request: StaffRequest, design: Design) -> HttpResponse:
    """On to writing."""
    messages.success(request, _("%(number)dの作成を始めました。") % {"number": design.number})
    return redirect(design_url(design.number))
