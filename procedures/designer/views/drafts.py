"""Moving drafts to another version: the effect on each first, then those that were chosen."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.applications.migration import migrate_drafts, preview_migration
from procedures.applications.models import Draft
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.designer.listing import short
from procedures.designer.pages import administrator_page, find_procedure, find_version, show

_MOST = 50


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: StaffRequest, number: int) -> HttpResponse:
    found = find_procedure(number)
    numbers = list(found.versions.order_by("-number").values_list("number", flat=True))
    default = found.current.number if found.current else numbers[0]
    version = find_version(found, request.GET.get("to", default))
    error = ""
    if request.method == "POST":
        chosen = _chosen(request.POST.getlist("drafts"))
        if chosen:
            return _move(request, version, chosen)
        error = _("移す下書きを一つ以上選んでください。")
    listed = _listed(found, version)
    context = {
        "procedure": found,
        "version": version,
        "versions": [{"value": str(one), "label": _("版%(number)d") % {"number": one}} for one in numbers],
        "choices": listed[:_MOST],
        "more": len(listed) > _MOST,
        "most": _MOST,
        "error": error,
        "errors": [{"id": "drafts", "message": error}] if error else [],
    }
    return show(request, "designer/drafts.html", context)


def _listed(procedure: Procedure, version: ProcedureVersion) -> list[dict[str, str]]:
    """The drafts as choices, the effect under each. One SQL statement, besides definitions read for the first time."""
    found = (
        Draft.objects.open()
        .filter(version__procedure=procedure, corrects=None)
        .exclude(version=version)
        .select_related("version")
        .defer("version__document")
        .order_by("started_at", "pk")[: _MOST + 1]
    )
    choices = []
    for draft in found:
        effect = preview_migration(draft, version)
        words = {"number": draft.version.number, "started": short(draft.started_at), "saved": short(draft.saved_at)}
        label = _("版%(number)dの下書き　%(started)sに開始、%(saved)sに保存") % words
        hint = _("。").join(effect.sentences)
        choices.append({"value": f"{draft.pk}:{draft.revision}", "label": label, "hint": hint})
    return choices


def _chosen(values: Sequence[str]) -> dict[UUID, int]:
    """Drafts and the revision at which their effect was shown; what is no such pair is left out."""
    chosen = {}
    for value in values[:_MOST]:
        draft, _colon, revision = value.partition(":")
        if revision.isascii() and revision.isdigit() and len(revision) < 10:
            try:
                chosen[UUID(draft)] = int(revision)
            except ValueError:
                continue
    return chosen


def _move(request: StaffRequest, version: ProcedureVersion, chosen: dict[UUID, int]) -> HttpResponse:
    results = migrate_drafts(chosen, version, request.user, seen=chosen)
    moved = sum(result.effect is not None for result in results)
    if moved:
        words = {"count": moved, "number": version.number}
        messages.success(request, _("%(count)d件の下書きを版%(number)dに移しました。") % words)
    for refusal in dict.fromkeys(result.refusal for result in results if result.refusal):
        messages.warning(request, refusal)
    return redirect(f"{reverse('designer:drafts', args=[version.procedure.number])}?to={version.number}")
