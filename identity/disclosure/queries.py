from django.db.models import QuerySet

from identity.disclosure.models import DisclosureEntry


def looks_at(citizen_id: int) -> QuerySet[DisclosureEntry]:
    """Who looked at this citizen's applications, newest first, with the staff member's name."""
    return (
        DisclosureEntry.objects.filter(citizen=citizen_id)
        .select_related("staff")
        .only("at", "department", "purpose", "staff__name")
        .order_by("-at", "-pk")
    )
