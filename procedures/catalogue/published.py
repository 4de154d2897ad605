"""Parsed definitions by version id. A version never changes, so neither does an entry here.

A version on the stage of a trial (procedures.designer.rehearsal) is none: nobody has published it, and it is gone
when the trial's page is made. Its definition is found for that long, in that thread alone, and is kept nowhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from procedures.definitions import Definition, parse

_staged: ContextVar[tuple[int, Definition] | None] = ContextVar("staged", default=None)


def definition_of(version_id: int) -> Definition:
    """As `definition`, and of the version that stands on a stage in this thread."""
    staged = _staged.get()
    return staged[1] if staged is not None and staged[0] == version_id else definition(version_id)


@contextmanager
def on_stage(version_id: int, shown: Definition) -> Iterator[None]:
    """Within the block, in this thread alone, the version has this definition."""
    token = _staged.set((version_id, shown))
    try:
        yield
    finally:
        _staged.reset(token)


@lru_cache(maxsize=512)
def definition(version_id: int) -> Definition:
    """Return the parsed document of a published version.

    Raises ProcedureVersion.DoesNotExist. One SQL statement the first time, none after.
    """
    from procedures.catalogue.models import ProcedureVersion  # noqa: PLC0415  the model's property calls this

    document = ProcedureVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return parse(document)
