"""Which procedures name a department, a fee or a code list: asked of PostgreSQL, without parsing a document here."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import connection

# Where a definition names something of the city, as an SQL/JSON path.
FIELDS: Mapping[str, str] = {
    "department": "$.workflow.stages[*].department",
    "fee": "$.fees.lines[*].item",
    "code_list": "$.pages.**.options_from",
}


class Usage(NamedTuple):
    """A version that names it. `scheduled`: it has not taken effect."""

    number: int
    title: str
    version_id: int
    scheduled: bool


# Versions in force and to come, of procedures that are not closed.
_LIVING = """
    SELECT p.number, p.title, v.id, v.id IS DISTINCT FROM p.current_id AS scheduled, named.value
    FROM procedures_catalogue_procedureversion v
    JOIN procedures_catalogue_procedure p ON p.id = v.procedure_id
    CROSS JOIN LATERAL (
        SELECT DISTINCT jsonb_path_query(v.document::jsonb, %s::jsonpath) #>> '{}' AS value
    ) AS named
    WHERE (v.id = p.current_id OR v.effective_from > now()) AND (p.closes_at IS NULL OR p.closes_at > now())
"""


def usages(path: str) -> dict[str, list[Usage]]:
    """By what is named: the procedures that do, by number. `path`: one of FIELDS. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_LIVING} ORDER BY p.number, v.number", [path])
        rows = cursor.fetchall()
    found: dict[str, list[Usage]] = {}
    for number, title, version_id, scheduled, value in rows:
        found.setdefault(value, []).append(Usage(number, title, version_id, scheduled))
    return found


def procedures_naming(path: str, value: str) -> list[Usage]:
    """The procedures that name one of them. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_LIVING} AND named.value = %s ORDER BY p.number, v.number", [path, value])
        return [Usage(*row[:4]) for row in cursor.fetchall()]
