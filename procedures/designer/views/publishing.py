"""Taking back a version that is scheduled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from identity.access.staff import StaffRequest
from procedures.catalogue.errors import Refused
from procedures.catalogue.services import call_off
from procedures.designer.pages import administrator_page, find_procedure, find_version


@administrator_page
@require_POST
def take_back(request: StaffRequest, number: int, version: int) -> HttpResponse:
    """Call off a scheduled version."""
    try:
        call_off(version=find_version(find_procedure(number), version), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("版%(number)dの予約を取り消しました。") % {"number": version})
    return redirect("designer:procedure", number=number)
