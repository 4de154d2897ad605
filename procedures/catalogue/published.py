"""Parsed definitions by version id. A version never changes, so neither does an entry here."""

from functools import lru_cache

from procedures.definitions import Definition, parse


@lru_cache(maxsize=512)
def definition(version_id: int) -> Definition:
    """Return the parsed document of a published version.

    Raises ProcedureVersion.DoesNotExist. One SQL statement the first time, none after.
    """
    from procedures.catalogue.models import ProcedureVersion  # noqa: PLC0415  the model's property calls this

    document = ProcedureVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return parse(document)
