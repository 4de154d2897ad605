"""One condition or calculation of a design, on a page of its own."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.designer.designs import DesignEnded, Overtaken, change
from procedures.designer.documents import Json, NoSuchPlace, find
from procedures.designer.models import Design, OperationKind
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.rules.forms import RuleForm, read_rule, show_rule
from procedures.designer.rules.names import Names
from procedures.designer.rules.places import RulePlace, rule_place
from procedures.designer.steps import ABSENT, Set


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest, number: int, place: str, field: str) -> HttpResponse:
    """GET shows it; POST presses a button of the form, saves it, or takes it away."""
    design = find_open_design(number)
    document = design.decoded()
    try:
        where = rule_place(document, place, field)
    except NoSuchPlace:
        raise Http404 from None
    names = Names.of(document, place, field)
    stands = find(document, place).get(field, ABSENT)
    if request.method != "POST":
        source = None if stands is ABSENT else stands
        return _page(request, design, where, show_rule(source, names, where.expected), stands, stands)
    form = read_rule(request.POST, names, where.expected)
    before = _before(request, stands)
    leaving = request.POST.get("step") == "remove" and where.removable
    if form.action is not None or not (leaving or form.complete or (form.is_empty and where.removable)):
        return _page(request, design, where, form, before, stands)
    after = ABSENT if leaving or form.is_empty else form.kept(stands)
    try:
        _save(request, design, where, before, after, form)
    except Overtaken as overtaken:
        now = where.says(show_rule(None if stands is ABSENT else stands, names, where.expected)) or where.nothing
        return _page(request, design, where, form, stands, stands, overtaken=_told(overtaken, now))
    except DesignEnded:
        raise Http404 from None
    messages.success(request, _("保存しました。"))
    return redirect(back_to(number, place))


def back_to(number: int, place: str) -> str:
    """The part to which the rule belongs."""
    return reverse("designer:part", args=[number, place])


def _page(
    request: StaffRequest,
    design: Design,
    where: RulePlace,
    form: RuleForm,
    before: Json,
    stands: Json,
    *,
    overtaken: str = "",
) -> HttpResponse:
    sent = request.method == "POST"
    context = {
        "title": design.title,
        "place": where,
        "rule": form,
        "meaning": where.says(form),
        "errors": list(form.errors) if sent else [],
        "before": "" if before is ABSENT else json.dumps(before, ensure_ascii=False),
        "stands": stands is not ABSENT,
        "overtaken": overtaken,
        "back": back_to(design.number, where.place),
    }
    return show(request, "designer/rule.html", context)


def _before(request: StaffRequest, stands: Json) -> Json:
    """What stood there when the page was opened. What cannot be read is as good as what stands there now."""
    written = request.POST.get("before", "")
    if not written:
        return ABSENT
    try:
        return json.loads(written)
    except ValueError:
        return stands


def _save(request: StaffRequest, design: Design, where: RulePlace, before: Json, after: Json, form: RuleForm) -> None:
    """One operation; nothing where nothing was changed. Raises Overtaken and DesignEnded."""
    if after is before or (after is not ABSENT and before is not ABSENT and json.dumps(after) == json.dumps(before)):
        return
    meaning = where.says(form) if after is not ABSENT else where.nothing
    words = _("%(owner)sの「%(title)s」を変えた：%(meaning)s") % {
        "owner": where.owner,
        "title": where.title,
        "meaning": meaning,
    }
    change(
        design=design,
        by=request.user,
        kind=OperationKind.CHANGE,
        place=where.place,
        steps=[Set(where.place, where.field, before, after)],
        words=words,
    )


def _told(overtaken: Overtaken, now: str) -> str:
    last = overtaken.last
    name = last.by.name if last is not None and last.by is not None else _("ほかの人")
    return _("%(name)sさんが変えました。今の内容：%(meaning)s") % {"name": name, "meaning": now}
