"""`/settings/staff/`: every staff account of the city. One person's rights have their page at /staff/people/."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from identity.access.actors import Staff
from identity.access.staff import StaffRequest
from identity.people.models import Kind, Role, User
from identity.people.rights import Granter, RightRefused
from procedures.designer.administration.pages import columns_of, settings_page
from procedures.designer.administration.staff_rows import SHOWN, Show, staff_rows
from procedures.designer.pages import administrator_page
from procedures.notifications import invitations


@administrator_page
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Those whose name, address or department holds what was typed."""
    search = request.GET.get("q", "").strip()[:60]
    wanted = request.GET.get("show", "")
    show = Show(wanted) if wanted in set(Show) else Show.ALL
    rows, waiting, more = staff_rows(search, show)
    context = {
        "rows": rows,
        "columns": columns_of(_("職員"), _("メールアドレス"), _("役割"), _("最後のログイン"), _("担当中の申請")),
        "waiting": waiting,
        "more": more,
        "most": SHOWN,
        "search": search,
        "show": show.value,
        "choices": [{"value": one.value, "label": one.words} for one in Show],
    }
    return settings_page(request, "designer/administration/staff.html", context)


@administrator_page
@require_POST
def invite(request: StaffRequest, person: int) -> HttpResponse:
    """Send the mail for the first sign-in once more."""
    found = get_object_or_404(User, pk=person, kind=Kind.STAFF)
    try:
        invitations.invite(by=_granter(request.staff), person=found)
    except RightRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)sさんに案内のメールを送りました。") % {"name": found.name})
    return redirect("administration:staff")


def _granter(staff: Staff) -> Granter:
    supervised = staff.departments([Role.SUPERVISOR])
    return Granter(user_id=staff.user_id, supervises=supervised, administers=staff.administers)
