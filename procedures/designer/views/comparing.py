"""A design against the version in force."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.reviewing.comparison import in_force
from procedures.designer.reviewing.shown import comparison_shown
from procedures.designer.tabs import frame


@administrator_page
@require_safe
def compare(request: StaffRequest, number: int) -> HttpResponse:
    design = find_open_design(number)
    context = frame(design, "compare") | comparison_shown(design, in_force(design))
    return show(request, "designer/compare.html", context)
