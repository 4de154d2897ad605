"""Fixed statements for what every payment does.

Django composes the SQL of each query anew, which costs several times its execution. Where a webhook is applied, the
statements are always the same few: they are put together once, and the rows are the same models as everywhere.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

ModelT = TypeVar("ModelT", bound=models.Model)


def update_statement(row: models.Model, names: Sequence[str]) -> tuple[str, list[Any]]:
    """The UPDATE of these fields of one row by its key, and its values."""
    sql, fields = _update(type(row), tuple(names))
    return sql, [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk]


@lru_cache(maxsize=256)
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list["models.Field[Any, Any]"]]:
    meta = model._meta  # noqa: SLF001  Django's public model API
    known = {field.name: field for field in meta.concrete_fields}
    fields = [known[name] for name in names]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{meta.db_table}" SET {columns} WHERE id = %s', fields  # noqa: S608  names of a model


@lru_cache(maxsize=32)
def columns(model: type[models.Model], alias: str) -> tuple[str, tuple[str, ...]]:
    """The columns of a model for a SELECT under an alias, and the names `from_row` takes.

    JSON stays in the database until somebody asks for it (a deferred field): it needs Django's converter.
    """
    fields = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001
        if not isinstance(field, models.JSONField)
    ]
    return ", ".join(f'{alias}."{field.column}"' for field in fields), tuple(field.attname for field in fields)


def from_row(model: type[ModelT], names: Sequence[str], values: Sequence[Any]) -> ModelT:
    return model.from_db("default", names, values)
