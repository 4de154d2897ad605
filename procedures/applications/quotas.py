"""How many applications a procedure takes in, and how many of one person (`accepts` of a definition).

Once per person, household or fiscal year is kept by the database for accounts, whose owner is known. A guest's name
proves nothing, and a second application must not be turned away for another's (行政手続法7条): there the clerk is told.
"""

import hashlib
from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone

from procedures.applications.models import Application, State
from procedures.definitions import Definition
from procedures.definitions.business_days import fiscal_year


def once_key(definition: Definition, *, owner_id: int | None, today: date) -> str:
    """What may stand only once among the applications of a procedure; empty where anything may come again."""
    scope = definition.accepts.once_per
    if scope is None or owner_id is None:
        return ""
    when = str(fiscal_year(today)) if scope == "fiscal_year" else ""
    return hashlib.sha256(f"{scope}:{owner_id}:{when}".encode()).hexdigest()[:32]


def earlier(procedure_id: int, key: str) -> Application | None:
    """The one that stands, neither withdrawn nor refused. One SQL statement, none without a key."""
    if not key:
        return None
    return Application.objects.standing().filter(procedure=procedure_id, once_key=key).first()


def like(application: Application) -> list[str]:
    """Receipt numbers of others that seem to be of the same person, where the procedure takes one. One SQL statement.

    For the clerk to look at: by name and birth date, within the fiscal year where that is what counts.
    """
    accepts = application.version.definition.accepts
    if accepts.once_per is None or not (application.name_key and application.birth_key):
        return []
    same = Application.objects.standing().filter(
        procedure=application.procedure_id, name_key=application.name_key, birth_key=application.birth_key
    )
    if accepts.once_per == "fiscal_year":
        year = fiscal_year(timezone.localdate(application.submitted_at))
        bounds = [timezone.make_aware(datetime.combine(date(y, 4, 1), time.min)) for y in (year, year + 1)]
        same = same.filter(submitted_at__gte=bounds[0], submitted_at__lt=bounds[1])
    found = same.exclude(pk=application.pk).order_by("submitted_at")
    return list(found.filter(department=application.department).values_list("receipt", flat=True)[:10])


def is_full(procedure_id: int, definition: Definition) -> bool:
    """Whether as many came in as it takes, since it opened; withdrawn ones give their place back.

    One SQL statement, none without a limit.
    """
    accepts = definition.accepts
    if accepts.limit is None:
        return False
    taken = Application.objects.exclude(state=State.WITHDRAWN).filter(procedure=procedure_id)
    if accepts.start is not None:
        taken = taken.filter(submitted_at__gte=timezone.make_aware(datetime.combine(accepts.start, time.min)))
    return taken.count() >= accepts.limit


def queue_up(procedure_id: int, definition: Definition) -> None:
    """Within a transaction: one after the other, where places are counted, so that none is given twice."""
    if definition.accepts.limit is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x71756F74, procedure_id])
