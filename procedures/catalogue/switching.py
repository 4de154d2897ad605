"""Which version of a procedure counts at which moment.

The rule: the version that took effect last. `Procedure.current` holds the answer, so that pages read it by a join;
`Procedure.due_at` says until when it holds. A task moves both on (`switch_due`). Where the task is late, readers see
`due_at` in the row they read anyway and look the answer up themselves (`brought_up_to_date`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from procedures.catalogue.folding import search_text
from procedures.catalogue.life_events import life_event_label
from procedures.catalogue.models import Procedure, ProcedureRecord, ProcedureVersion, RecordKind
from procedures.definitions import Definition

_BATCH = 200


def version_at(procedure: Procedure, moment: datetime) -> ProcedureVersion | None:
    """The version in force at a moment, without its document; None before the first. One SQL statement."""
    return procedure.versions.in_force(moment).defer("document").first()


def next_due(procedure: Procedure, moment: datetime) -> datetime | None:
    """When the next scheduled version takes effect."""
    coming = procedure.versions.scheduled(moment).only("effective_from").first()
    return coming.effective_from if coming else None


def describe(procedure: Procedure, version: ProcedureVersion, definition: Definition) -> None:
    """Lay what lists and search read of a version into the procedure's row; saves nothing."""
    if version.department is not None:
        procedure.department = version.department.in_charge
    procedure.title = definition.title.ja
    procedure.kind = definition.kind
    procedure.life_events = list(definition.life_events)
    procedure.search_text = search_text(
        title=definition.title.ja,
        keywords=list(definition.keywords),
        others=[
            definition.summary.ja,
            definition.title.in_language("ja-easy"),
            definition.title.in_language("en"),
            *(life_event_label(code) for code in definition.life_events),
            procedure.department.name,
        ],
    )


def switch(procedure: Procedure, moment: datetime, known: Mapping[int, Definition] = MappingProxyType({})) -> bool:
    """Point a locked procedure at the version of this moment. Returns whether that is another one than before.

    `known`: definitions by version id that need not be read again.
    """
    version = version_at(procedure, moment)
    switched = version is not None and version.pk != procedure.current_id
    shown = version or procedure.versions.scheduled(moment).defer("document").first()
    procedure.current = version
    procedure.due_at = next_due(procedure, moment)
    if shown is not None:
        describe(procedure, shown, known.get(shown.pk) or shown.definition)
    procedure.save()
    return switched


def switch_due(now: datetime | None = None) -> int:
    """Bring every procedure up to date whose next version has become due. Returns how many.

    Each in a transaction of its own; one that is being published right now is left to the next run. May run twice at
    once, late, or after days of standing still: it looks at what is due, not at when it ran last.
    """
    moment = now or timezone.now()
    due = list(Procedure.objects.filter(due_at__lte=moment).values_list("pk", flat=True)[:_BATCH])
    return sum(_switch_one(pk, moment) for pk in due)


@transaction.atomic
def _switch_one(pk: int, moment: datetime) -> bool:
    procedure = Procedure.objects.select_for_update(skip_locked=True).filter(pk=pk, due_at__lte=moment).first()
    if procedure is None or not switch(procedure, moment):
        return False
    ProcedureRecord.objects.create(procedure=procedure, kind=RecordKind.SWITCHED, version_id=procedure.current_id)
    return True


def is_due(moment: datetime) -> Q:
    """Procedures whose `current` may be behind."""
    return Q(due_at__lte=moment)


def brought_up_to_date(procedures: Sequence[Procedure], moment: datetime) -> Sequence[Procedure]:
    """The same procedures, with the version of this moment where the task has not switched yet; writes nothing.

    No SQL statement while the task keeps up; one for all procedures together when it does not.
    """
    late = [procedure for procedure in procedures if procedure.due_at is not None and procedure.due_at <= moment]
    if late:
        versions = _in_force(late, moment)
        for procedure in late:
            version = versions.get(procedure.pk)
            if version is not None:
                procedure.current = version
                describe(procedure, version, version.definition)
    for procedure in procedures:
        if procedure.current is not None:
            procedure.current.procedure = procedure  # whoever goes on with the version finds its procedure read
    return procedures


def _in_force(procedures: Iterable[Procedure], moment: datetime) -> dict[int, ProcedureVersion]:
    rows = (
        ProcedureVersion.objects.filter(procedure__in=procedures, effective_from__lte=moment)
        .select_related("department")
        .defer("document")
        .order_by("procedure_id", "-effective_from", "-number")
        .distinct("procedure_id")
    )
    return {version.procedure_id: version for version in rows}
