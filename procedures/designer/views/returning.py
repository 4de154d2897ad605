"""Going back to an earlier version: a design with its text, which is reviewed and published as any other."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definitions.parsing import decode
from procedures.designer.designs import DesignExists, start_design
from procedures.designer.models import Design, Origin
from procedures.designer.pages import administrator_page, find_procedure, find_version, show
from procedures.designer.tabs import design_url
from procedures.designer.views.differences import change_columns, change_rows


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def start_from(request: StaffRequest, number: int, version: int) -> HttpResponse:
    """What differs from the version in force first; then a design with the text of this version, to be reviewed."""
    found = find_procedure(number)
    earlier = find_version(found, version)
    if request.method == "POST":
        return _begin(request, found, earlier)
    rows = change_rows(found.current.definition, earlier.definition) if found.current else []
    is_open = Design.objects.open().filter(number=number).exists()
    context = {"procedure": found, "version": earlier, "columns": change_columns(), "rows": rows, "is_open": is_open}
    return show(request, "designer/start_from.html", context)


def _begin(request: StaffRequest, procedure: Procedure, version: ProcedureVersion) -> HttpResponse:
    try:
        start_design(
            number=procedure.number,
            department=version.department or procedure.department,
            document=decode(version.document),
            by=request.user,
            origin=Origin.VERSION,
            base=version,
        )
    except DesignExists:
        messages.info(request, _("この手続は作成中です。作成中の内容を開きました。"))
    else:
        messages.success(request, _("版%(number)dから作成を始めました。") % {"number": version.number})
    return redirect(design_url(procedure.number))
