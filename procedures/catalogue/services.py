import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from identity.people.models import User
from payments.fees.models import FeeItem
from procedures.catalogue.life_events import life_event_label
from procedures.catalogue.models import Department, Procedure, ProcedureVersion
from procedures.catalogue.search import search_text
from procedures.definitions import Definition, DefinitionError, Problem, check, dump, parse


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
    problems = [*check(definition), *_stray_references(definition)]
    if problems:
        raise DefinitionError(problems)
    text = dump(definition)
    digest = hashlib.sha256(text.encode()).hexdigest()
    procedure, _made = Procedure.objects.select_for_update().get_or_create(
        number=number, defaults={"department": department}
    )
    if procedure.current is not None and procedure.current.digest == digest:
        version = procedure.current
    else:
        version = _next_version(procedure, text, digest, by)
    _describe(procedure, definition, department, version)
    return version


def _stray_references(definition: Definition) -> list[Problem]:
    """What the text alone cannot show: departments and fees that the city does not have."""
    departments = set(Department.objects.values_list("code", flat=True))
    fees = set(FeeItem.objects.values_list("code", flat=True))
    strays = [
        Problem(
            f"/workflow/stages/{place}/department",
            "unknown_department",
            _("課「%(code)s」はありません。課の一覧にある符号を書いてください。") % {"code": stage.department},
        )
        for place, stage in enumerate(definition.workflow.stages)
        if stage.department and stage.department not in departments
    ]
    return strays + [
        Problem(
            f"/fees/lines/{place}/item",
            "unknown_fee",
            _("手数料「%(code)s」はありません。手数料の一覧にある符号を書いてください。") % {"code": line.item},
        )
        for place, line in enumerate(definition.fees.lines)
        if line.item not in fees
    ]


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
