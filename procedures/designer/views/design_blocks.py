"""`/designer/<number>/blocks/`: blocks in a design: which there are, putting one in, newer versions, making one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.definitions.differences import changes
from procedures.designer.designs import DesignEnded, Overtaken, arrive
from procedures.designer.documents import Document, NoSuchPlace
from procedures.designer.library.blocks import BlockRefused, make_block, new_version
from procedures.designer.library.models import Block, BlockVersion
from procedures.designer.library.placing import choices, parts, where
from procedures.designer.library.taking import take
from procedures.designer.library.using import Copy, accept, as_in_block, copies_in, decline, insert, proposal
from procedures.designer.listing import Cell, Row
from procedures.designer.models import Design
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.showable import showable
from procedures.designer.steps import apply
from procedures.designer.tabs import frame
from procedures.designer.views.blocks import about_faults, about_specs
from procedures.designer.words import called
from procedures.forms.characters import one_line

NEW = "new"


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def blocks_in(request: StaffRequest, number: int) -> HttpResponse:
    """What stands in the design, and putting another one in."""
    design = find_open_design(number)
    asked = request.POST if request.method == "POST" else request.GET
    errors: list[dict[str, str]] = []
    newest = list(BlockVersion.objects.newest())
    if request.method == "POST":
        errors = _insert(request, design, newest)
        if not errors:
            return redirect("designer:design_blocks", number=number)
    arrive(design=design, user=request.user, place="")
    document = design.decoded()
    copies = copies_in(design)
    context = frame(design, "design_blocks") | {
        "columns": [{"label": label} for label in (_("部品"), _("場所"), _("版"), _("新しい版"))],
        "rows": [_copy_row(number, document, one) for one in copies],
        "blocks": [{"value": str(one.pk), "label": one.title, "hint": one.summary} for one in newest],
        "block": asked.get("block", ""),
        "places": choices(document),
        "where": asked.get("where", ""),
        "parts": parts(document),
        "errors": errors,
        "block_error": " ".join(one["message"] for one in errors if one["id"] == "block"),
        "where_error": " ".join(one["message"] for one in errors if one["id"] == "where"),
    }
    return show(request, "designer/design_blocks.html", context)


def _insert(request: StaffRequest, design: Design, newest: list[BlockVersion]) -> list[dict[str, str]]:
    """What is wrong, if it could not be put in."""
    version = next((one for one in newest if str(one.pk) == request.POST.get("block")), None)
    place = where(request.POST.get("where", ""))
    errors = []
    if version is None:
        errors.append({"id": "block", "message": _("入れる部品を選んでください。")})
    if place is None:
        errors.append({"id": "where", "message": _("入れる場所を選んでください。")})
    if version is None or place is None:
        return errors
    try:
        insert(design=design, by=request.user, version=version, where=place)
    except BlockRefused as refused:
        return [{"id": "where", "message": str(refused)}]
    except (Overtaken, DesignEnded):
        return [{"id": "where", "message": overtaken()}]
    messages.success(request, _("部品「%(title)s」を入れました。") % {"title": version.title})
    return []


def overtaken() -> str:
    return _("作成が終わったか、ほかの人が同時に変えました。もう一度開いてください。")


def _copy_row(number: int, document: Document, copy: Copy) -> Row:
    if not copy.is_old:
        news: Cell = _("ありません")
    else:
        words = _("版%(number)dを見る") if copy.is_offered else _("版%(number)dにしないことにしました")
        address = f"/designer/{number}/blocks/{copy.id}/"
        news = {"value": words % {"number": copy.newest.number}, "url": address}
    return {
        "cells": [
            {"value": copy.version.title, "url": f"/designer/blocks/{copy.version.block.code}/", "header": True},
            called(document, copy.place),
            _("版%(number)d") % {"number": copy.version.number},
            news,
        ]
    }


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: StaffRequest, number: int, copy_id: UUID) -> HttpResponse:
    """What a newer version would change here, and the answer to it."""
    design = find_open_design(number)
    copy = next((one for one in copies_in(design) if one.id == copy_id and one.is_old), None)
    if copy is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, design, copy)
    found = proposal(design, copy)
    document = design.decoded()
    before, after = showable(document), showable(apply(design.decoded(), found.steps))
    rows = [
        {"cells": [{"value": one.sentence, "header": True}, one.before or "–", one.after or "–"]}
        for one in changes(before, after)
    ]
    context = {
        "design": design,
        "copy": copy,
        "place": called(document, copy.place),
        "columns": [{"label": label} for label in (_("変わること"), _("前"), _("後"))],
        "rows": rows,
        "kept": found.kept,
        "expected": copy.newest.number,
    }
    return show(request, "designer/block_update.html", context)


def _answer(request: StaffRequest, design: Design, copy: Copy) -> HttpResponse:
    title = copy.newest.title
    if request.POST.get("expected") != str(copy.newest.number):
        messages.warning(request, _("もっと新しい版ができました。変わることを、もう一度確かめてください。"))
        return redirect("designer:block_update", number=design.number, copy_id=copy.id)
    if request.POST.get("step") == "decline":
        decline(design=design, by=request.user, copy=copy)
        messages.info(request, _("部品「%(title)s」は、今のままにします。") % {"title": title})
        return redirect("designer:design_blocks", number=design.number)
    try:
        accept(design=design, by=request.user, copy=copy)
    except BlockRefused as refused:
        messages.error(request, str(refused))
    except (Overtaken, DesignEnded):
        messages.error(request, overtaken())
    else:
        messages.success(request, _("部品「%(title)s」を新しい版にしました。") % {"title": title})
    return redirect("designer:design_blocks", number=design.number)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: StaffRequest, number: int) -> HttpResponse:
    """Make a block, or the next version of one, out of a part of the design."""
    design = find_open_design(number)
    document = design.decoded()
    place = request.GET.get("place", "")
    taken, refused = _taken(document, place)
    newest = list(BlockVersion.objects.newest())
    data = request.POST.dict() if request.method == "POST" else {}
    faults = about_faults(data) if data else {}
    if data and not faults and not refused:
        try:
            made = _make(request, design, taken, data, newest)
        except BlockRefused as error:
            faults = {"target": str(error)}
        else:
            words = _("部品「%(title)s」の版%(number)dを登録しました。")
            messages.success(request, words % {"title": made.title, "number": made.number})
            return redirect("designer:block", code=made.block.code)
    context = {
        "design": design,
        "place": called(document, place),
        "refused": refused,
        "targets": _targets(newest),
        "target": data.get("target", NEW),
        "about": about_specs({"title": _name(document, place)} | data, faults, noted=True),
        "errors": [{"id": name, "message": fault} for name, fault in faults.items()],
        "target_error": faults.get("target", ""),
    }
    return show(request, "designer/block_register.html", context)


def _taken(document: Document, place: str) -> tuple[Document, str]:
    """The block that a part would be, or why it cannot be one. Raises Http404."""
    try:
        return take(document, place), ""
    except NoSuchPlace:
        raise Http404 from None
    except BlockRefused as error:
        return {}, str(error)


def _targets(newest: list[BlockVersion]) -> list[dict[str, str]]:
    """A new block, or the next version of one that there is."""
    words = _("部品「%(title)s」の版%(number)dにする")
    return [
        {"value": NEW, "label": _("新しい部品にする")},
        *({"value": f"{one.pk}", "label": words % {"title": one.title, "number": one.number + 1}} for one in newest),
    ]


def _name(document: Document, place: str) -> str:
    return called(document, place).partition("「")[2].removesuffix("」")


def _make(
    request: StaffRequest, design: Design, taken: Document, data: dict[str, str], newest: list[BlockVersion]
) -> BlockVersion:
    given = {name: one_line(data.get(name, "")) for name in ("title", "summary")}
    if data.get("target", NEW) == NEW:
        last = Block.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return make_block(code=f"own-{last + 1}", document=taken, by=request.user, **given)
    version = next((one for one in newest if str(one.pk) == data["target"]), None)
    if version is None:
        raise BlockRefused(_("先にほかの人が新しい版を作りました。もう一度選んでください。"))
    return new_version(
        block=version.block,
        document=as_in_block(taken, version.block_id, copies_in(design)),
        note=one_line(data.get("note", "")),
        by=request.user,
        expected=version.number,
        **given,
    )
