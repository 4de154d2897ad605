"""Rotation of the key ring: every data key is wrapped anew with the newest key; sealed texts stay as they are."""

from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from procedures.applications.models import Application, Draft, Mandate
from procedures.applications.sealing import current_key_name, rewrap

_BATCH = 500
Row = TypeVar("Row", Draft, Application, Mandate)


def rotate_keys() -> int:
    """Wrap all data keys that are not wrapped by the newest key of the ring. Returns how many rows.

    In batches of locked rows, each its own transaction: it may be stopped and started again, and run beside the
    portal. Afterwards the older keys may leave SEALING_KEYS. Raises SealBroken if a row's key is not in the ring.
    """
    return _rotate(Draft.objects.all()) + _rotate(Application.objects.all()) + _rotate(Mandate.objects.all())


def _rotate(table: QuerySet[Row]) -> int:
    done = 0
    while True:
        with transaction.atomic():
            rows = list(
                table.exclude(key_name=current_key_name())
                .only("id", "wrapped_key", "key_name")
                .select_for_update()
                .order_by("pk")[:_BATCH]
            )
            for row in rows:
                key = rewrap(row)
                row.wrapped_key, row.key_name = key.wrapped_key, key.key_name
            table.bulk_update(rows, ["wrapped_key", "key_name"])
        done += len(rows)
        if len(rows) < _BATCH:
            return done
