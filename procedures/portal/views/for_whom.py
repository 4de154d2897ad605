"""Who fills it in: the applicant, or somebody for them, and on which ground."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from procedures.applications.acting import LEGAL, PROFESSIONAL, Acting
from procedures.applications.drafts import DraftChanged
from procedures.forms.characters import narrow, one_line, storable
from procedures.portal.crumbs import to_draft
from procedures.portal.desk import Desk
from procedures.portal.doors import draft_page
from procedures.workflow.levels import asks_mandate
from procedures.workflow.signing import relations

_LONGEST = 100
SELF = "self"
_ALL = ("name", "phone", "relation", "profession", "registration", "office")


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def for_whom(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask for the kind, then for what the kind needs. A correction keeps what it was sent with."""
    kinds = desk.definition.proxy.kinds if desk.definition.proxy.allowed else ()
    if desk.draft.corrects_id is not None or not kinds:
        return redirect(desk.place)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if request.method == "POST" and kind == SELF:
        return _keep(request, desk, {})
    if kind not in kinds:
        return _ask_kind(request, desk, kinds)
    if request.method == "POST" and "name" in request.POST:
        typed = {field: storable(one_line(request.POST.get(field, "")))[:_LONGEST] for field in _fields(kind)}
        typed["phone"] = narrow(typed["phone"])
        faults = _faults(kind, typed)
        if not faults:
            return _keep(request, desk, Acting(kind=kind, **typed).kept())
        return _ask_details(request, desk, kind, typed, faults)
    kept = desk.contents.acting if desk.contents.acting.get("kind") == kind else {}
    return _ask_details(request, desk, kind, kept, {})


def _keep(request: HttpRequest, desk: Desk, acting: dict[str, str]) -> HttpResponse:
    try:
        desk.put_down(replace(desk.contents, acting=acting), expected_revision=desk.draft.revision)
    except DraftChanged:
        messages.warning(request, _("別の画面で内容が変わりました。もう一度選んでください。"))
        return redirect("portal:for_whom", draft=desk.draft.pk)
    return redirect(desk.place)


def _fields(kind: str) -> tuple[str, ...]:
    more = {LEGAL: ("relation",), PROFESSIONAL: ("profession", "registration", "office")}.get(kind, ("relation",))
    return ("name", "phone", *more)


def _faults(kind: str, typed: dict[str, str]) -> dict[str, str]:
    """By field."""
    said = {
        "name": _("代理の方の氏名を入力してください。例）秋田 太郎"),
        "phone": _("代理の方の電話番号を入力してください。例）018-888-0000"),
        "relation": _("本人との関係を入力してください。例）子"),
        "profession": _("資格を入力してください。例）行政書士"),
        "registration": _("登録番号を入力してください。例）12345678"),
        "office": _("事務所の名称を入力してください。例）秋田見本行政書士事務所"),
    }
    faults = {field: said[field] for field in _fields(kind) if not typed[field]}
    if kind == LEGAL and typed["relation"] not in relations():
        faults["relation"] = _("本人との関係を選んでください。")
    return faults


def _ask_kind(request: HttpRequest, desk: Desk, kinds: tuple[str, ...]) -> HttpResponse:
    labels = {
        "legal": (_("法定代理人"), _("15歳未満のお子さんの親権者、未成年後見人、成年後見人の方")),
        "voluntary": (_("本人から頼まれた方"), _("家族や知人など。送る前に、本人が自分のカードで確認します。")),
        "professional": (_("本人から頼まれた専門職の方"), _("行政書士、司法書士、税理士など。登録番号を入力します。")),
    }
    choices = [{"value": SELF, "label": _("本人が申し込む"), "hint": ""}]
    choices += [{"value": kind, "label": labels[kind][0], "hint": labels[kind][1]} for kind in kinds]
    error = _("どなたが申し込むかを選んでください。") if request.method == "POST" else ""
    context = {
        **_frame(desk),
        "choices": choices,
        "kind": desk.contents.acting.get("kind", ""),
        "error": error,
        "errors": [{"id": "kind", "message": error}] if error else [],
    }
    return render(request, "portal/for_whom.html", context)


def _ask_details(
    request: HttpRequest, desk: Desk, kind: str, typed: dict[str, str], faults: dict[str, str]
) -> HttpResponse:
    shown = Acting(kind=kind, name="", phone="")
    context = {
        **_frame(desk),
        "kind": kind,
        "typed": {field: typed.get(field, "") for field in _ALL},
        "faults": {field: faults.get(field, "") for field in _ALL},
        "errors": [{"id": field, "message": message} for field, message in faults.items()],
        "relations": [{"value": code, "label": words} for code, words in relations().items()],
        "asks_mandate": asks_mandate(desk.definition, shown),
    }
    return render(request, "portal/for_whom_details.html", context)


def _frame(desk: Desk) -> dict[str, Any]:
    return {"desk": desk, "definition": desk.definition, "crumbs": to_draft(desk)}
