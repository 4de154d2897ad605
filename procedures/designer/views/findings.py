"""What is to be mended: beside the part that is being edited, and all of it in one list with links."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from identity.access.staff import StaffRequest
from procedures.designer.advice.taking_over import offered_step
from procedures.designer.checking import Finding, findings_of
from procedures.designer.designs import DesignEnded, Overtaken, change
from procedures.designer.documents import Document, NoSuchPlace
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.frames import beside as those_beside
from procedures.designer.editing.outline import outline
from procedures.designer.editing.sheets import anchor_of, home_of, title_of
from procedures.designer.models import Design, OperationKind
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.tabs import frame
from procedures.designer.words import japanese


@administrator_page
@require_safe
def problems(request: StaffRequest, number: int) -> HttpResponse:
    """Everything, errors first, each with a link to where it is mended."""
    design = find_open_design(number)
    document, found = design.decoded(), findings_of(design)
    context = {
        **frame(design, "problems"),
        "number": number,
        "procedure_title": japanese(document.get("title")),
        "errors_found": [_row(design, document, one) for one in found if one.kind == "error"],
        "warnings_found": [_row(design, document, one) for one in found if one.kind != "error"],
    }
    return show(request, "designer/problems.html", context)


def _row(design: Design, document: Document, finding: Finding) -> dict[str, Any]:
    home = home_of(finding.place, finding.field)
    anchor = anchor_of(finding.place, finding.field) if finding.field else ""
    return {
        "title": title_of(document, home),
        "url": address_of(design.number, home) + (f"#{anchor}" if anchor else ""),
        "text": finding.message,
    }


@administrator_page
@require_safe
def beside(request: StaffRequest, number: int) -> HttpResponse:
    """For the page's script: the findings of one part, and the outline with all marks."""
    design = find_open_design(number)
    place = request.GET.get("at", "")
    found = findings_of(design)
    context = {
        "number": number,
        "place": place,
        "findings": those_beside(found, place),
        "outline": outline(design.decoded(), number, place, found),
        "error_count": sum(one.kind == "error" for one in found),
        "warning_count": sum(one.kind != "error" for one in found),
    }
    return render(request, "designer/_beside.html", context)


@administrator_page
@require_POST
def take_suggestion(request: StaffRequest, number: int) -> HttpResponse:
    """Put a suggested text in its field. Only what is advised at this moment is taken."""
    design = find_open_design(number)
    place, field, suggestion = (request.POST.get(name, "") for name in ("place", "field", "suggestion"))
    home = home_of(place, field)
    document = design.decoded()
    try:
        step = offered_step(document, place=place, field=field, suggestion=suggestion)
        words = _("%(part)sに文案を使った") % {"part": title_of(document, home)}
        change(design=design, by=request.user, kind=OperationKind.CHANGE, place=home, steps=[step], words=words)
    except NoSuchPlace:
        messages.info(request, _("この文案はもう使えません。今の内容を確かめてください。"))
    except (Overtaken, DesignEnded):
        messages.warning(request, _("ほかの人が先に変えました。今の内容を確かめて、もう一度操作してください。"))
    else:
        messages.success(request, _("文案を使いました。「元に戻す」で取り消せます。"))
    return redirect(address_of(number, home))
