"""What the database holds, as a whole."""

from django.apps import apps
from django.db import connection


def row_counts() -> dict[str, int]:
    """How many rows every table has."""
    counts = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            counts[model._meta.db_table] = cursor.fetchone()[0]
    return counts
