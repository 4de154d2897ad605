"""The list of procedures, one procedure with its versions, and the files to take away."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from procedures.catalogue.exchange import as_zip, write_files, write_procedure
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.catalogue.switching import brought_up_to_date
from procedures.designer.listing import badges_of, procedure_rows, record_items, scheduled_versions, short, version_rows
from procedures.designer.pages import administrator_page, find_procedure, find_version, show
from procedures.designer.reviewing.waiting import waiting_items


@administrator_page
@require_safe
def procedures(request: StaffRequest) -> HttpResponse:
    labels = (_("手続"), _("課"), _("公開中の版"), _("編集"), _("予約した版"), _("申請の下書き"))
    search = request.GET.get("q", "").strip()[:60]
    context = {
        "columns": [{"label": label} for label in labels],
        "rows": procedure_rows(search),
        "search": search,
        "waiting": waiting_items(request.user),
    }
    return show(request, "designer/procedures.html", context)


@administrator_page
@require_safe
def procedure(request: StaffRequest, number: int) -> HttpResponse:
    found = find_procedure(number)
    now = timezone.now()
    brought_up_to_date([found], now)
    labels = (_("版"), _("いつから"), _("公開した人"), _("作成中の下書き"), _("違い"), _("操作"))
    context = {
        "procedure": found,
        "badges": badges_of(found, now),
        "closes_at": short(found.closes_at) if found.closes_at else "",
        "drafts_until": short(found.drafts_until) if found.drafts_until else "",
        "scheduled": scheduled_versions(found),
        "columns": [{"label": label} for label in labels],
        "rows": version_rows(found),
        "history": record_items(found),
    }
    return show(request, "designer/procedure.html", context)


@administrator_page
@require_safe
def export_procedure(_request: StaffRequest, number: int, version: int) -> HttpResponse:
    """The file of one version."""
    found = find_procedure(number)
    one = ProcedureVersion.objects.select_related("department").get(pk=find_version(found, version).pk)
    response = HttpResponse(write_procedure(found, one), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{number}.json"'
    return response


@administrator_page
@require_safe
def export_all(_request: StaffRequest) -> HttpResponse:
    """Every procedure that is not closed, with departments and fees, as one archive."""
    found = Procedure.objects.select_related("department").exclude(closes_at__lte=timezone.now())
    response = HttpResponse(as_zip(write_files(found)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="procedures.zip"'
    return response
