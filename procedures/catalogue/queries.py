from django.db.models import QuerySet

from procedures.catalogue.models import Procedure


def published() -> QuerySet[Procedure]:
    """Procedures that citizens may see, with department and current version; the version's document is not read."""
    return (
        Procedure.objects.filter(current__isnull=False)
        .select_related("department", "current")
        .defer("current__document")
        .order_by("number")
    )


def find_published(number: int) -> Procedure:
    """Raises Procedure.DoesNotExist."""
    return published().get(number=number)
