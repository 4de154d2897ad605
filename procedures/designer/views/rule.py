"""One condition or calculation of a design, on a page of its own."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.designer.designs import DesignEnded, Overtaken, change
from procedures.designer.documents import Json, NoSuchPlace, find
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.frames import presence, saved_at
from procedures.designer.editing.sheets import home_of
from procedures.designer.models import Design, OperationKind
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.rules.forms import RuleForm, read_rule, show_rule
from procedures.designer.rules.names import Names
from procedures.designer.rules.places import RulePlace, rule_place
from procedures.designer.steps import ABSENT, Set


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest, number: int, place: str, field: str) -> HttpResponse:
    """GET shows it; POST presses a button of the form, saves it, or takes it away.

    A button, too, saves what is complete: whoever loses the connection loses no more than the sentence just begun.
    """
    design = find_open_design(number)
    document = design.decoded()
    try:
        where = rule_place(document, place, field)
    except NoSuchPlace:
        raise Http404 from None
    names = Names.of(document, place, field)
    stands = find(document, place).get(field, ABSENT)
    if request.method != "POST":
        source = None if stands is ABSENT or where.is_unmade(stands) else stands
        return _page(request, design, where, show_rule(source, names, where.expected), stands)
    form = read_rule(request.POST, names, where.expected)
    before = _before(request, stands)
    try:
        after = _save(request, design, where, form, before)
    except Overtaken as overtaken:
        now = where.says(show_rule(None if stands is ABSENT else stands, names, where.expected)) or where.nothing
        return _page(request, design, where, form, stands, overtaken=_told(overtaken, now))
    except DesignEnded:
        messages.warning(request, _("この手続の編集は終わりました（公開したか、取りやめました）。"))
        return redirect("designer:procedure", number)
    if form.action is not None or not _is_done(request, form, where):
        return _page(request, design, where, form, after)
    messages.success(request, _("保存しました。"))
    return redirect(address_of(number, home_of(place, field)))


def _is_done(request: StaffRequest, form: RuleForm, where: RulePlace) -> bool:
    """Whether nothing is left to be said. Where there may be no rule, an empty form is none."""
    return form.complete or (where.removable and (form.is_empty or request.POST.get("step") == "remove"))


def _page(
    request: StaffRequest, design: Design, where: RulePlace, form: RuleForm, stands: Json, *, overtaken: str = ""
) -> HttpResponse:
    is_saved = not overtaken and (form.complete or (form.is_empty and (stands is ABSENT or where.is_unmade(stands))))
    context = {
        "title": design.title,
        "place": where,
        "rule": form,
        "meaning": where.says(form),
        "errors": list(form.errors),
        "before": "" if stands is ABSENT else json.dumps(stands, ensure_ascii=False),
        "stands": stands is not ABSENT,
        "saved_at": saved_at(design) if is_saved else "",
        "others": presence(design, request.user, where.place),
        "overtaken": overtaken,
        "back": address_of(design.number, home_of(where.place, where.field)),
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


def _save(request: StaffRequest, design: Design, where: RulePlace, form: RuleForm, before: Json) -> Json:
    """What is complete as one operation; nothing where nothing was changed. What stands there now.

    Raises Overtaken and DesignEnded.
    """
    latest = form.latest
    if form.action is None and where.removable and (form.is_empty or request.POST.get("step") == "remove"):
        after: Json = ABSENT
    elif latest is not None:
        after = latest.kept(before)
    else:
        return before
    if after is before or (ABSENT not in (after, before) and json.dumps(after) == json.dumps(before)):
        return after
    words = _("%(owner)sの「%(title)s」を変えた：%(meaning)s") % {
        "owner": where.owner,
        "title": where.title,
        "meaning": where.nothing if after is ABSENT or latest is None else where.says(latest),
    }
    change(
        design=design,
        by=request.user,
        kind=OperationKind.CHANGE,
        place=where.place,
        steps=[Set(where.place, where.field, before, after)],
        words=words,
    )
    return after


def _told(overtaken: Overtaken, now: str) -> str:
    last = overtaken.last
    name = last.by.name if last is not None and last.by is not None else _("ほかの人")
    return _("%(name)sさんが変えました。今の内容：%(meaning)s") % {"name": name, "meaning": now}
