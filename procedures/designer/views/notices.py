"""The printed notice (告示) of a procedure: of a design as a draft, and of a published version."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from procedures.catalogue.models import ProcedureVersion
from procedures.definitions.differences import Change
from procedures.designer.pages import administrator_page, find_open_design, find_procedure, find_version, show
from procedures.designer.reviewing.comparison import in_force
from procedures.designer.reviewing.notice import Notice, write_notice
from procedures.designer.reviewing.standing import standing_of
from procedures.designer.showable import showable
from procedures.designer.tabs import frame


@administrator_page
@require_safe
def of_design(request: StaffRequest, number: int) -> HttpResponse:
    """As it would be if the design were published as asked, today."""
    design = find_open_design(number)
    standing = standing_of(design)
    step = standing.approval or standing.request
    moment = (step.effective_from if step else None) or timezone.now()
    before = in_force(design, moment)
    today = timezone.localdate()
    notice = write_notice(
        showable(design.decoded()),
        number=number,
        department=design.department,
        before=before.definition if before else None,
        day=today,
        since=max(timezone.localdate(moment), today),
    )
    return show(request, "designer/notice.html", frame(design, "") | _shown(notice))


@administrator_page
@require_safe
def of_version(request: StaffRequest, number: int, version: int) -> HttpResponse:
    procedure = find_procedure(number)
    found = find_version(procedure, version)
    published = timezone.localdate(found.published_at)
    notice = write_notice(
        found.definition,
        number=number,
        department=found.department or procedure.department,
        before=_before(found),
        day=published,
        since=timezone.localdate(found.effective_from) if found.effective_from else published,
    )
    return show(request, "designer/notice.html", {"procedure": procedure, "version": found} | _shown(notice))


def _before(version: ProcedureVersion) -> Any:
    """The definition that was in force until this version took effect; None before the first."""
    until = version.effective_from or version.published_at
    earlier = version.procedure.versions.filter(number__lt=version.number).in_force(until).defer("document").first()
    return earlier.definition if earlier else None


def _shown(notice: Notice) -> dict[str, Any]:
    changed = [{"title": group.title, "lines": [_line(one) for one in group.changes]} for group in notice.changed]
    return {"notice": notice, "changed": changed}


def _line(change: Change) -> str:
    """The sentence, and what stood and stands there where the sentence does not say it."""
    if not change.before or not change.after or change.after in change.sentence:
        return change.sentence
    return _("%(sentence)s（改める前：%(before)s　改めた後：%(after)s）") % change._asdict()
