"""`/designer/blocks/`: the library of blocks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from identity.access.staff import StaffRequest
from procedures.definitions.setting_names import VALUES
from procedures.designer.documents import Document, placed_items
from procedures.designer.library.blocks import BlockRefused, is_page, load_blocks, missing_blocks, new_version
from procedures.designer.library.editing import edited, fields_of
from procedures.designer.library.models import BlockVersion
from procedures.designer.library.usage import Usage, usages
from procedures.designer.listing import Row, short
from procedures.designer.pages import administrator_page, show
from procedures.designer.words import name_of
from procedures.forms.characters import one_line

_TITLE, _SUMMARY = 60, 200


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def blocks(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        messages.success(request, _("備え付けの部品を%(count)d件入れました。") % {"count": load_blocks()})
        return redirect("designer:blocks")
    newest = list(BlockVersion.objects.newest())
    labels = (_("部品"), _("説明"), _("形"), _("版"), _("変えた日"), _("使っている手続"))
    used = usages()
    context = {
        "rows": [_block_row(one, len(used.get(one.block_id, ()))) for one in newest],
        "columns": [{"label": label} for label in labels],
        "missing": len(missing_blocks()),
    }
    return show(request, "designer/blocks.html", context)


def _block_row(version: BlockVersion, used: int) -> Row:
    address = f"/designer/blocks/{version.block.code}/"
    document = version.decoded()
    count = sum(item.get("type") != "group" for item, _pointer, _place in placed_items(document))
    shape = _("ページ（%(count)d項目）") if is_page(document) else _("%(count)d項目")
    return {
        "cells": [
            {"value": version.title, "url": address, "header": True},
            version.summary,
            shape % {"count": count},
            _("版%(number)d") % {"number": version.number},
            short(version.at),
            {"value": _("%(count)d件") % {"count": used}, "url": f"{address}#procedures"} if used else _("なし"),
        ]
    }


def _find(code: str) -> list[BlockVersion]:
    """The versions of a block, the newest first. One SQL statement. Raises Http404."""
    found = list(BlockVersion.objects.filter(block__code=code).select_related("block", "by").order_by("-number"))
    if not found:
        raise Http404
    return found


@administrator_page
@require_safe
def block(request: StaffRequest, code: str) -> HttpResponse:
    versions = _find(code)
    newest = versions[0]
    items = [item for item, _pointer, _place in placed_items(newest.decoded())]
    context = {
        "version": newest,
        "item_columns": [{"label": label} for label in (_("項目"), _("種類"), _("必須"))],
        "item_rows": [_item_row(item) for item in items],
        "columns": [{"label": label} for label in (_("版"), _("いつ"), _("だれ"), _("変えたこと"))],
        "rows": [_version_row(one) for one in versions],
        "use_columns": [{"label": label} for label in (_("手続"), _("部品の版"), _("公開中の版"), _("下書き"))],
        "use_rows": [_use_row(one, newest.number) for one in usages(newest.block_id).get(newest.block_id, [])],
    }
    return show(request, "designer/block.html", context)


def _use_row(usage: Usage, newest: int) -> Row:
    """A copy of an older version is followed up in the design; without one, the procedure is opened first."""
    address = f"/designer/{usage.number}/blocks/" if usage.is_open else f"/designer/{usage.number}/"
    version = _("版%(number)d") if usage.version == newest else _("版%(number)d（新しい版があります）")
    return {
        "cells": [
            {"value": f"{usage.number} {usage.title}", "url": address, "header": True},
            version % {"number": usage.version},
            _("使っています") if usage.is_live else "–",
            _("使っています") if usage.is_open else "–",
        ]
    }


def _item_row(item: Document) -> Row:
    required = item.get("required", item.get("type") in {"consent", "declaration"})
    words = {True: _("必須"), False: _("任意")}.get(required, _("条件による")) if isinstance(required, bool) else ""
    return {
        "cells": [
            {"value": name_of(item), "header": True},
            VALUES["type"].get(str(item.get("type")), str(item.get("type"))),
            words or _("条件による"),
        ]
    }


def _version_row(version: BlockVersion) -> Row:
    return {
        "cells": [
            {"value": _("版%(number)d") % {"number": version.number}, "header": True},
            short(version.at),
            version.by.name if version.by else _("備え付け"),
            version.note or "–",
        ]
    }


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """Change words and what is required; the next version."""
    newest = _find(code)[0]
    data = request.POST.dict() if request.method == "POST" else None
    faults: dict[str, str] = {}
    if data is not None:
        done = edited(newest.decoded(), data)
        faults = done.faults | about_faults(data)
        if not faults:
            try:
                made = new_version(block=newest.block, document=done.document, by=request.user, **_about(data))
            except BlockRefused as refused:
                faults = {"title": str(refused)}
            else:
                messages.success(request, _("版%(number)dを作りました。") % {"number": made.number})
                return redirect("designer:block", code=code)
    known = {"title": newest.title, "summary": newest.summary, "note": "", "expected": newest.number}
    context = {
        "version": newest,
        "about": about_specs(known | (data or {}), faults, noted=True),
        "expected": (data or known).get("expected", newest.number),
        "parts": fields_of(newest.decoded(), data, faults),
        "errors": [{"id": name, "message": fault} for name, fault in faults.items()],
    }
    return show(request, "designer/block_edit.html", context)


def _about(data: dict[str, str]) -> dict[str, Any]:
    expected = data.get("expected", "")
    return {
        **{name: one_line(data.get(name, "")) for name in ("title", "summary", "note")},
        "expected": int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 9 else 0,
    }


def about_faults(data: dict[str, str]) -> dict[str, str]:
    """What is wrong with name, explanation and note of a block."""
    faults = {}
    if not one_line(data.get("title", "")):
        faults["title"] = _("部品の名前を入力してください。例）申請者")
    for name, most in (("title", _TITLE), ("summary", _SUMMARY), ("note", _SUMMARY)):
        if len(one_line(data.get(name, ""))) > most:
            faults[name] = _("%(most)d文字までにしてください。") % {"most": most}
    return faults


def about_specs(data: dict[str, Any], faults: dict[str, str], *, noted: bool) -> list[dict[str, Any]]:
    """Name and explanation of a block, and what was changed about it."""
    asked = [
        ("title", _("部品の名前"), True, ""),
        ("summary", _("説明"), None, _("何が入っていて、どんなときに使うか。")),
    ]
    if noted:
        asked.append(("note", _("変えたこと"), None, _("この部品を使っている手続の担当に、そのまま見せます。")))
    return [
        {"component": "text_field", "id": name, "name": name, "label": label, "required": required, "hint": hint}
        | {"value": str(data.get(name, "")), "error": faults.get(name, "")}
        for name, label, required, hint in asked
    ]
