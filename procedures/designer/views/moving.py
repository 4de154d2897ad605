"""To another place, away, and back again: each a page or a button, none by dragging."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from identity.access.staff import StaffRequest
from procedures.designer.designs import DesignEnded, NothingToUndo, Overtaken, redo, undo
from procedures.designer.documents import NoSuchPlace, container_of
from procedures.designer.editing.acting import act, move_to
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.dependents import dependents
from procedures.designer.editing.frames import exists
from procedures.designer.editing.moves import Target, targets
from procedures.designer.editing.sheets import home_of, title_of
from procedures.designer.models import Design, DesignOperation
from procedures.designer.pages import administrator_page, find_open_design, show

_OVERTAKEN = gettext_lazy("ほかの人が先に変えました。今の内容を確かめて、もう一度操作してください。")


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: StaffRequest, number: int, place: str) -> HttpResponse:
    """A form that asks where to."""
    design = find_open_design(number)
    document = design.decoded()
    known = _targets(design, place)
    chosen, error = request.POST.get("to", ""), ""
    if request.method == "POST":
        target = next((one for one in known if one.value == chosen), None)
        if target is not None:
            try:
                done = move_to(design, request.user, place, target)
            except Overtaken:
                messages.warning(request, _OVERTAKEN)
                return redirect(address_of(number, place))
            messages.success(request, f"{done.words}。")
            return redirect(address_of(number, done.place or place))
        error = _("どこへ動かすかを選んでください。")
    context = {
        "number": number,
        "place_title": title_of(document, place),
        "back": address_of(number, place),
        "choices": [{"value": one.value, "label": one.label} for one in known],
        "error": error,
        "errors": [{"id": "to", "message": error}] if error else [],
    }
    return show(request, "designer/move.html", context)


def _targets(design: Design, place: str) -> list[Target]:
    try:
        return targets(design.decoded(), place)
    except NoSuchPlace:
        raise Http404 from None


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, number: int, place: str) -> HttpResponse:
    """What names the part is told before it goes."""
    design = find_open_design(number)
    document = design.decoded()
    if "/" not in place or not exists(document, place):
        raise Http404
    container, field, _key = container_of(document, place)
    if request.method == "POST":
        done = act(design, request.user, "delete", place, design.revision)
        messages.success(request, _("%(words)s。「元に戻す」で取り消せます。") % {"words": done.words})
        return redirect(address_of(number, home_of(container, field)))
    context = {
        "number": number,
        "place_title": title_of(document, place),
        "back": address_of(number, place),
        "dependents": [
            {"title": one.words, "url": address_of(number, one.place)} for one in dependents(document, place)
        ],
    }
    return show(request, "designer/delete.html", context)


@administrator_page
@require_POST
def take_back(request: StaffRequest, number: int) -> HttpResponse:
    return _back_or_again(request, number, again=False)


@administrator_page
@require_POST
def do_again(request: StaffRequest, number: int) -> HttpResponse:
    return _back_or_again(request, number, again=True)


def _back_or_again(request: StaffRequest, number: int, *, again: bool) -> HttpResponse:
    design = find_open_design(number)
    try:
        done = (redo if again else undo)(design=design, by=request.user)
    except NothingToUndo:
        messages.info(request, _("やり直すものはありません。") if again else _("元に戻すものはありません。"))
        return redirect(_where(design, request.POST.get("place", "")))
    except Overtaken as overtaken:
        who = overtaken.last.by.name if overtaken.last else _("ほかの人")
        messages.warning(request, _("%(who)sさんが同じところをあとから変えたので、元に戻せません。") % {"who": who})
        return redirect(_where(design, overtaken.place))
    except DesignEnded:
        return redirect("designer:procedure", number)
    messages.success(request, f"{done.words}。")
    return redirect(_where(design, _place_of(done, design)))


def _place_of(done: DesignOperation, design: Design) -> str:
    """Where what was done can be seen: the part, or what holds it where it has gone."""
    document = design.decoded()
    if exists(document, done.place):
        return home_of(done.place, "")
    steps = done.decoded()
    return home_of(steps[-1].place, steps[-1].field) if steps else ""


def _where(design: Design, place: str) -> str:
    return address_of(design.number, place if exists(design.decoded(), place) else "")
