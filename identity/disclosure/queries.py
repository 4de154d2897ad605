from django.db.models import QuerySet

from identity.disclosure.models import DisclosureEntry


def looks_at(citizen_id: int) -> QuerySet[DisclosureEntry]:
    """Looks at this citizen's applications, newest first, without the staff member: see docs/security.md."""
    return DisclosureEntry.objects.filter(citizen=citizen_id).only("at", "department", "purpose").order_by("-at", "-pk")
