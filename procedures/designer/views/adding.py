"""Adding a part: first which kind of question, then the little that it cannot do without."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.definitions.setting_names import VALUES
from procedures.designer.designs import Overtaken, change
from procedures.designer.documents import NoSuchPlace
from procedures.designer.editing.adding import OWN_ID, AddForm, ListPlace, NewForm
from procedures.designer.editing.addresses import address_of, known_address
from procedures.designer.editing.sheets import home_of, title_of
from procedures.designer.models import Design, OperationKind
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.published_names import published_names
from procedures.designer.words import name_of


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, number: int, place: str) -> HttpResponse:
    """`place`: the list, such as pages/a/items; `?type=` of an item, `?after=` behind which member."""
    design = find_open_design(number)
    found = ListPlace(design.decoded(), place, published_names(number) if request.method == "POST" else frozenset())
    try:
        model = found.model(request.GET.get("type", ""))
    except NoSuchPlace:
        raise Http404 from None
    if model is None:
        return _choose(request, design, found)
    form = NewForm(found, model)
    if request.method != "POST":
        return _show(request, design, form, {})
    part, errors = form.read(dict(request.POST.lists()))
    if errors:
        return _show(request, design, form, errors)
    return _insert(request, design, form, part)


def _insert(request: StaffRequest, design: Design, form: AddForm, part: dict[str, object]) -> HttpResponse:
    step, there = form.insert(part, request.GET.get("after", ""))
    try:
        name = name_of(part)
        words = _("%(what)s「%(name)s」を追加した") if name else _("%(what)sを追加した")
        words %= {"what": form.place.word, "name": name}
        change(design=design, by=request.user, kind=OperationKind.ADD, place=there, steps=[step], words=words)
    except Overtaken:
        messages.warning(request, _("ほかの人が先に変えました。今の内容を確かめて、もう一度操作してください。"))
        return redirect(address_of(design.number, home_of(form.place.container, form.place.field)))
    messages.success(request, _("%(part)sを追加しました。") % {"part": title_of(design.decoded(), there)})
    return redirect(address_of(design.number, there))


def _choose(request: StaffRequest, design: Design, place: ListPlace) -> HttpResponse:
    after = request.GET.get("after", "")
    context = {
        "number": design.number,
        "families": place.families(),
        "after": after if after.replace("_", "").isalnum() else "",
        "where": title_of(place.document, place.container),
        "blocks": known_address("design_blocks", [design.number]),
        "back": address_of(design.number, home_of(place.container, place.field)),
    }
    return show(request, "designer/add_item.html", context)


def _show(request: StaffRequest, design: Design, form: AddForm, errors: dict[str, str]) -> HttpResponse:
    place = form.place
    data = dict(request.POST.lists()) if request.method == "POST" else None
    item_type = request.GET.get("type", "")
    context = {
        "number": design.number,
        "what": place.word,
        "type_label": VALUES["type"].get(item_type, "") if place.field == "items" else "",
        "where": title_of(place.document, place.container) if place.container else "",
        "entries": form.shown(data, errors),
        "has_id": form.has_id,
        "own_id": request.POST.get(OWN_ID, "")[:60],
        "own_id_error": errors.get(OWN_ID, ""),
        "errors": [{"id": name, "message": message} for name, message in errors.items()],
        "back": address_of(design.number, home_of(place.container, place.field)),
    }
    return show(request, "designer/add.html", context)
