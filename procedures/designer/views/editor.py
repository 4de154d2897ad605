"""The editor: outline, one part as a form, and how the citizen will see it.

A change is sent by HTMX as soon as it is made, and the answer touches nothing that is being typed; without JavaScript
the same form is sent by its button. The buttons of the form save it first, so that none of them loses a word.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from identity.access.staff import StaffRequest
from procedures.catalogue.models import ProcedureVersion
from procedures.designer.designs import DesignEnded, DesignExists, Overtaken, find_design, start_design
from procedures.designer.documents import NoSuchPlace
from procedures.designer.editing.acting import VERBS, Stale, act
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.dependents import dependents
from procedures.designer.editing.forms import FIELDS, PartForm, differences, is_retyped
from procedures.designer.editing.frames import frame, presence, saved_at
from procedures.designer.editing.meanwhile import is_complete, seen_by_the_form, still_sent, taken_in
from procedures.designer.editing.options import EMPTY_ROWS
from procedures.designer.editing.retyping import answering
from procedures.designer.editing.saving import Kept, keep, seen_revision, who_was_faster
from procedures.designer.editing.sheets import title_of
from procedures.designer.models import Design, Origin
from procedures.designer.pages import administrator_page, find_open_design, find_procedure, show

SETTLE = "settle"
MANY_ROWS = 10
SAVED = "X-Saved"
"""Says to the page's script that this is the answer of the editor, and not a sign-in page or a proxy's."""


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    """The description of the procedure; where nobody writes it yet, the way to begin."""
    try:
        design = find_design(number)
    except Design.DoesNotExist:
        return show(request, "designer/begin.html", {"procedure": find_procedure(number)})
    return _answer(request, design, "")


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: StaffRequest, number: int, place: str) -> HttpResponse:
    return _answer(request, find_open_design(number), place)


@administrator_page
@require_POST
def begin(request: StaffRequest, number: int) -> HttpResponse:
    """A design that begins as the live version."""
    procedure = find_procedure(number)
    if procedure.current_id is None:
        raise Http404
    version = ProcedureVersion.objects.get(pk=procedure.current_id)
    try:
        start_design(
            number=number,
            department=procedure.department,
            document=Design(document=version.document).decoded(),
            by=request.user,
            origin=Origin.VERSION,
            base=version,
        )
    except DesignExists:
        messages.info(request, _("ほかの人が先に編集を始めていました。続きから編集できます。"))
    return redirect("designer:edit", number)


def _answer(request: StaffRequest, design: Design, place: str) -> HttpResponse:
    try:
        return _put_down(request, design, place) if request.method == "POST" else _show(request, design, place)
    except NoSuchPlace:
        return _gone(request, design)
    except DesignEnded:
        messages.warning(request, _("この手続の編集は終わりました（公開したか、取りやめました）。"))
        return redirect("designer:procedure", design.number)


def _put_down(request: StaffRequest, design: Design, place: str) -> HttpResponse:
    pressed = request.POST.get("_do", "")
    data = settled(request) if pressed == SETTLE else dict(request.POST.lists())
    seen_at = seen_revision(design, data)
    kept = keep(design, request.user, place, data, pressed)
    if is_htmx(request):
        return _tell(request, kept, place)
    if kept.saved.conflicts:
        return _show_conflict(request, kept, place)
    if kept.saved.stranded:
        return _show_stranded(request, kept, place)
    if kept.saved.errors:
        return _show(request, kept.design, place, kept)
    verb, _colon, target = pressed.partition(":")
    if verb in VERBS:
        return _press(request, kept.design, place, verb, target, seen_at)
    if not pressed:
        messages.success(request, _("保存しました。"))
    more = "?more=1" if verb == "options" and target.startswith("more:") else ""
    anchor = f"#{verb}" if verb == "options" else ""
    return redirect(f"{address_of(design.number, place)}{more}{anchor}")


def _press(request: StaffRequest, design: Design, place: str, verb: str, target: str, seen_at: int) -> HttpResponse:
    """A button of the part itself, or of a member of one of its lists."""
    try:
        if verb == "delete" and dependents(design.decoded(), target):
            return redirect("designer:delete", design.number, target)
        done = act(design, request.user, verb, target, seen_at)
    except (NoSuchPlace, Stale, Overtaken):
        messages.warning(request, _("ほかの人が先に変えました。今の内容を確かめて、もう一度操作してください。"))
        return redirect(address_of(design.number, place))
    if done.words:
        undo = _("「元に戻す」で取り消せます。") if verb == "delete" else ""
        messages.success(request, _("%(words)s。%(undo)s") % {"words": done.words, "undo": undo})
    stays = verb in {"up", "down"} or done.place is None
    return redirect(address_of(design.number, place if stays and target != place else done.place or place))


def _show(request: StaffRequest, design: Design, place: str, kept: Kept | None = None) -> HttpResponse:
    more = MANY_ROWS if "more" in request.GET else EMPTY_ROWS
    form = PartForm(design.decoded(), place, design.number, empty_rows=more)
    saved = kept.saved if kept else None
    context = frame(design, request.user, place) | {
        "groups": form.shown(saved),
        "form": form,
        "errors": [{"id": name, "message": message} for name, message in saved.errors.items()] if saved else [],
        "is_part": "/" in place,
        "buttons": {verb: f"{verb}:{place}" for verb in VERBS},
        "move_url": reverse("designer:move", args=[design.number, place]) if "/" in place else "",
        **answering(form.document, design.number, place),
    }
    return show(request, "designer/edit.html", context)


def _tell(request: StaffRequest, kept: Kept, place: str) -> HttpResponse:
    """What changed around the form: state of saving, faults, the name in the outline; and what others changed in it."""
    data = dict(request.POST.lists())
    fields = still_sent(kept, data)
    theirs = taken_in(kept, fields)
    is_stale = not is_complete(kept, fields)
    context = {
        "number": kept.design.number,
        "place": place,
        "title": title_of(kept.form.document, place),
        "seen": kept.design.revision,
        "form_seen": seen_by_the_form(kept, seen_revision(kept.design, data)),
        "fields": fields,
        "theirs": theirs,
        "theirs_names": [entry["spec"]["label"] if entry["kind"] == "field" else entry["label"] for entry in theirs],
        "saved_at": saved_at(kept.design),
        "errors": kept.saved.errors,
        "others": presence(kept.design, request.user, place),
        "conflicts": list(differences(kept.form, kept.seen, data, kept.saved.conflicts)),
        "stranded": kept.saved.stranded,
        "is_retyped": is_retyped(kept.seen, kept.form.document, place),
        "is_stale": is_stale,
        "who": who_was_faster(kept.design, request.user, place) if is_stale or theirs else "",
        "action": address_of(kept.design.number, place),
    }
    response = render(request, "designer/_saved.html", context)
    response[SAVED] = "1"
    if kept.has_changed:
        response["HX-Trigger"] = "designer:saved"
    return response


def _show_conflict(request: StaffRequest, kept: Kept, place: str) -> HttpResponse:
    data = dict(request.POST.lists())
    conflicts = list(differences(kept.form, kept.seen, data, kept.saved.conflicts))
    context = frame(kept.design, request.user, place) | {
        "conflicts": conflicts,
        "who": who_was_faster(kept.design, request.user, place),
        "action": address_of(kept.design.number, place),
    }
    return show(request, "designer/conflict.html", context, status=409)


def _show_stranded(request: StaffRequest, kept: Kept, place: str) -> HttpResponse:
    """Somebody gave the item another type; what was written for the old one can still be read and copied."""
    context = frame(kept.design, request.user, place) | {
        "stranded": kept.saved.stranded,
        "who": who_was_faster(kept.design, request.user, place),
        "action": address_of(kept.design.number, place),
    }
    return show(request, "designer/stranded.html", context, status=409)


def _gone(request: StaffRequest, design: Design) -> HttpResponse:
    """The part was deleted meanwhile; what was sent for it can still be read and copied."""
    if request.method != "POST":
        raise Http404
    hidden = {"csrfmiddlewaretoken", FIELDS}
    written = [
        text for name, text in request.POST.items() if name not in hidden and name[:1] != "_" and str(text).strip()
    ]
    context = {"number": design.number, "written": written}
    response = show(request, "designer/_gone.html" if is_htmx(request) else "designer/gone.html", context, status=200)
    response[SAVED] = "1"
    return response


def is_htmx(request: HttpRequest) -> bool:
    """Whether the page's script sent it. Anybody may say so; it shows nothing more."""
    return request.headers.get("HX-Request") == "true"


def settled(request: HttpRequest) -> dict[str, list[str]]:
    """What was sent to settle a conflict: only the fields for which one's own content was chosen count."""
    chosen = [name for key, name in request.POST.items() if key.startswith("_settle-") and name != "theirs"]
    return dict(request.POST.lists()) | {FIELDS: [" ".join(map(str, chosen))]}
