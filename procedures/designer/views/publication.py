"""From a finished design to the published version: what is left to do, asking for review, publishing, giving up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.catalogue.errors import BadMoment, Refused
from procedures.catalogue.importing import newest_number
from procedures.catalogue.models import ProcedureVersion
from procedures.definitions import DefinitionError
from procedures.designer.checking import findings_of
from procedures.designer.listing import short
from procedures.designer.models import Design
from procedures.designer.moments import MomentAsked
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.reviewing.comments import open_threads
from procedures.designer.reviewing.comparison import effect_of, in_force
from procedures.designer.reviewing.refusals import NoteMissing, WarningsUnread
from procedures.designer.reviewing.services import ask_for_review, discard, publish_design, withdraw
from procedures.designer.reviewing.shown import comparison_shown, findings_shown, moment_in_words, problems_in_words
from procedures.designer.reviewing.standing import Standing, standing_of, why_not_review
from procedures.designer.tabs import frame

Fault = dict[str, str]


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: StaffRequest, number: int) -> HttpResponse:
    """Each step of the way on one page; the button of the next one is there, and no other."""
    design = find_open_design(number)
    moment = MomentAsked("start", _("いつから公開するか"), _("すぐに公開する"), _("日時を決めて公開する"))
    errors: list[Fault] = []
    if request.method == "POST":
        errors = moment.read(request.POST.dict()).errors
        if not errors:
            try:
                return _take_step(request, design, moment)
            except (Refused, DefinitionError) as fault:
                errors = _faults(design, fault)
        design = find_open_design(number)
    standing = standing_of(design)
    if request.method != "POST" and standing.approval is not None:
        moment.fill(standing.approval.effective_from)
    context = _left_to_do(request, design, standing)
    given = {"note": request.POST.get("note", ""), "moment": moment, "errors": errors}
    return show(request, "designer/publish.html", context | given)


def _take_step(request: StaffRequest, design: Design, moment: MomentAsked) -> HttpResponse:
    """The step that was asked for. Raises Refused and DefinitionError."""
    note, by = request.POST.get("note", ""), request.user
    match request.POST.get("step"):
        case "publish":
            version = publish_design(design=design, by=by, note=note, effective_from=moment.moment)
            messages.success(request, _published(version, moment))
            return redirect("designer:procedure", number=design.number)
        case "withdraw":
            withdraw(design=design, by=by)
            messages.success(request, _("確認の依頼を取り下げました。"))
        case "ask":
            ask_for_review(
                design=design,
                by=by,
                note=note,
                effective_from=moment.moment,
                seen=whole_number(request, "seen"),
                warnings_read="warnings_read" in request.POST,
            )
            messages.success(request, _("確認を依頼しました。ほかの管理者の画面に、確認待ちとして表示されます。"))
    return redirect("designer:publish", number=design.number)


def whole_number(request: StaffRequest, name: str) -> int:
    """What a hidden box carries; -1, which nothing has, for what is no number."""
    written = request.POST.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1


def _published(version: ProcedureVersion, moment: MomentAsked) -> str:
    if moment.moment is None:
        return _("版%(number)dを公開しました。") % {"number": version.number}
    words = {"number": version.number, "moment": short(moment.moment)}
    return _("版%(number)dの公開を予約しました。%(moment)sから公開されます。") % words


def _faults(design: Design, fault: Refused | DefinitionError) -> list[Fault]:
    """Each with the place on the page to which it leads."""
    if isinstance(fault, DefinitionError):
        return [{"id": "checks", "message": one} for one in problems_in_words(design.decoded(), fault.problems)]
    places = {NoteMissing: "note", BadMoment: "start_when", WarningsUnread: "warnings_read"}
    return [{"id": places.get(type(fault), "state"), "message": str(fault)}]


def _left_to_do(request: StaffRequest, design: Design, standing: Standing) -> dict[str, Any]:
    findings = findings_of(design)
    newest, step = newest_number(design.number), standing.approval or standing.request
    request_ = standing.request
    return frame(design, "publish") | {
        "standing": standing,
        "blocking": findings_shown(design, findings, "error"),
        "advised": findings_shown(design, findings, "warning"),
        "threads": open_threads(design),
        "effect": effect_of(design.number),
        "asked_moment": moment_in_words(step) if step else "",
        "is_mine": request_ is not None and request_.by_id == request.user.pk,
        "why_not": why_not_review(design, request_, request.user) if request_ else "",
        "overtaken": standing.approval is not None and standing.approval.newest != newest,
        "newest": newest,
        **_changes(design),
    }


def _changes(design: Design) -> dict[str, Any]:
    shown = comparison_shown(design, in_force(design))
    return {
        "before": shown["before"],
        "base_number": shown["base_number"],
        "change_count": sum(len(group["rows"]) for group in shown.get("groups", ())),
    }


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: StaffRequest, number: int) -> HttpResponse:
    """「作成をやめる」: what goes, what stays, and the way back; then the button."""
    design = find_open_design(number)
    errors: list[Fault] = []
    if request.method == "POST":
        try:
            discard(design=design, by=request.user, note=request.POST.get("note", ""))
        except Refused as refused:
            errors = [{"id": "note", "message": str(refused)}]
        else:
            messages.success(
                request,
                _("作成をやめました。下の経過から、もう一度始められます。"),
            )
            return redirect("designer:history", number=number)
    context = frame(design, "") | {"note": request.POST.get("note", ""), "errors": errors}
    return show(request, "designer/give_up.html", context)
