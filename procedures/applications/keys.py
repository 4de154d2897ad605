"""Rotation of the key ring: every data key is wrapped anew with the newest key; sealed texts stay as they are."""

from typing import Any

from django.db import transaction

from procedures.applications.models import Application, Draft, Mandate
from procedures.applications.models.sealed import Sealed
from procedures.applications.sealing import current_key_name, rewrap

_BATCH = 500
_sealed: list[type[Sealed]] = [Draft, Application, Mandate]


def rotates(model: type[Sealed]) -> None:
    """A room above has sealed rows of its own, whose keys go round with the others. Called once, when it is ready."""
    if model not in _sealed:
        _sealed.append(model)


def rotate_keys() -> int:
    """Wrap all data keys that are not wrapped by the newest key of the ring. Returns how many rows.

    In batches of locked rows, each its own transaction: it may be stopped and started again, and run beside the
    portal. Afterwards the older keys may leave SEALING_KEYS. Raises SealBroken if a row's key is not in the ring.
    """
    return sum(_rotate(model) for model in _sealed)


def _rotate(model: type[Sealed]) -> int:
    table, done = model._default_manager, 0  # noqa: SLF001  Django's public name for any model's rows
    while True:
        with transaction.atomic():
            rows: list[Any] = list(
                table.exclude(key_name=current_key_name())
                .only("pk", "wrapped_key", "key_name")
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
