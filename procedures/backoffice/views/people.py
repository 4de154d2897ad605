"""`/staff/people/`: who has which role in the departments a supervisor or administrator answers for."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from identity.people.models import Role, StaffRole
from procedures.backoffice.pages import department_names, overseen, staff_page


@require_safe
def people(request: StaffRequest) -> HttpResponse:
    departments = overseen(request.staff)
    if not departments:
        raise PermissionDenied
    today = timezone.localdate()
    roles = (
        StaffRole.objects.filter(department__in=departments)
        .exclude(valid_until__lt=today)
        .select_related("user")
        .order_by("department", "user__name", "user_id", "role", "valid_from")
    )
    names = department_names(departments)
    lines = [
        {
            "department": names[role.department],
            "name": role.user.name,
            "email": role.user.email,
            "role": Role(role.role).label,
            "valid_from": role.valid_from,
            "valid_until": role.valid_until,
            "upcoming": role.valid_from > today,
            "active": role.user.is_active,
        }
        for role in roles
    ]
    return staff_page(
        request, "backoffice/people.html", {"lines": lines, "departments": "・".join(names.values())}, nav="people"
    )
