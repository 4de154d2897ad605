import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max

from identity.people.models import User
from procedures.catalogue.life_events import life_event_label
from procedures.catalogue.models import Department, Procedure, ProcedureVersion
from procedures.catalogue.search import search_text
from procedures.definitions import Definition, DefinitionError, check, dump, parse


@transaction.atomic
def publish(
    *, number: int, department: Department, document: str | bytes | dict[str, Any], by: User | None = None
) -> ProcedureVersion:
    """Publish a text as the current version of procedure `number`, making the procedure if there is none.

    The text is written in canonical form and never changes again; drafts and applications stay with the version they
    were started with. Publishing what is current already returns that version.

    Raises DefinitionError with every problem found.
    """
    definition = parse(document)
    problems = check(definition)
    if problems:
        raise DefinitionError(problems)
    text = dump(definition)
    digest = hashlib.sha256(text.encode()).hexdigest()
    procedure, _new = Procedure.objects.select_for_update().get_or_create(
        number=number, defaults={"department": department}
    )
    if procedure.current is not None and procedure.current.digest == digest:
        version = procedure.current
    else:
        version = _next_version(procedure, text, digest, by)
    _describe(procedure, definition, department, version)
    return version


def _next_version(procedure: Procedure, text: str, digest: str, by: User | None) -> ProcedureVersion:
    last = procedure.versions.aggregate(last=Max("number"))["last"] or 0
    return ProcedureVersion.objects.create(
        procedure=procedure, number=last + 1, document=text, digest=digest, published_by=by
    )


def _describe(procedure: Procedure, definition: Definition, department: Department, version: ProcedureVersion) -> None:
    procedure.current = version
    procedure.department = department
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
            department.name,
        ],
    )
    procedure.save()
