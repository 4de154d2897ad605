import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from payments.fees.models import FeeItem
from procedures.catalogue.errors import BadMoment, DepartmentEnded, NotScheduled, PublishedMeanwhile
from procedures.catalogue.models import Department, Procedure, ProcedureRecord, ProcedureVersion, RecordKind
from procedures.catalogue.slots import unknown_calendars
from procedures.catalogue.switching import switch, version_at
from procedures.definitions import Definition, DefinitionError, Problem, check, dump, parse
from procedures.definitions.items import SlotItem
from procedures.definitions.places import placed_items


def publish(
    *,
    number: int,
    department: Department,
    document: str | bytes | dict[str, Any],
    by: User | None = None,
    effective_from: datetime | None = None,
    expected: int | None = None,
) -> ProcedureVersion:
    """Publish a text as a version of procedure `number`, making the procedure if there is none.

    The text is written in canonical form and never changes again; drafts and applications stay with the version they
    were started with. `effective_from`: a moment to come at which the version takes effect; now without it. Publishing
    what would be in force then anyway returns that version.

    `expected`: the number of the newest version that the publisher has seen, 0 for none. Of two who publish at once
    the second is refused with PublishedMeanwhile. Without it, the later one wins.

    Raises DefinitionError with every problem found, BadMoment, and DepartmentEnded.
    """
    definition = parse(document)
    problems = [*check(definition), *stray_references(definition)]
    if problems:
        raise DefinitionError(problems)
    return _publish(number, department, definition, by, effective_from, expected)


@transaction.atomic
def _publish(
    number: int,
    department: Department,
    definition: Definition,
    by: User | None,
    effective_from: datetime | None,
    expected: int | None,
) -> ProcedureVersion:
    procedure, _made = Procedure.objects.select_for_update(of=("self",)).get_or_create(
        number=number, defaults={"department": department}
    )
    now = timezone.now()
    moment = effective_from or now
    if moment < now:
        raise BadMoment(_("開始日時が過ぎています。これからの日時にするか、「すぐに公開する」を選んでください。"))
    last_day = department.in_charge.valid_until
    if last_day is not None and department.successor_id is None and last_day < timezone.localdate(moment):
        raise DepartmentEnded(department.name)
    text = dump(definition)
    digest = hashlib.sha256(text.encode()).hexdigest()
    in_force = version_at(procedure, moment)
    if in_force is not None and in_force.digest == digest and in_force.department_id in {None, department.pk}:
        version = in_force
    else:
        _refuse_overtaken(procedure, expected)
        version = _next_version(procedure, text, digest, by, department, moment)
        kind = RecordKind.PUBLISHED if effective_from is None else RecordKind.SCHEDULED
        data = {"effective_from": moment.isoformat()} if effective_from else {}
        ProcedureRecord.objects.create(procedure=procedure, kind=kind, version=version, by=by, data=data)
    if effective_from is None and version.department_id is None:
        procedure.department = department
    switch(procedure, now, {version.pk: definition})
    return version


def _refuse_overtaken(procedure: Procedure, expected: int | None) -> None:
    if expected is None:
        return
    newest = procedure.versions.select_related("published_by").defer("document").order_by("-number").first()
    if newest is not None and newest.number != expected:
        by = newest.published_by.name if newest.published_by else ""
        raise PublishedMeanwhile(newest.number, by, newest.published_at)


@transaction.atomic
def call_off(*, version: ProcedureVersion, by: User | None) -> None:
    """Take back a version that has not taken effect; it stays in the history. Raises NotScheduled."""
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=version.procedure_id)
    now = timezone.now()
    if not ProcedureVersion.objects.filter(pk=version.pk).scheduled(now).update(effective_from=None):
        raise NotScheduled
    ProcedureRecord.objects.create(procedure=procedure, kind=RecordKind.CALLED_OFF, version=version, by=by)
    switch(procedure, now)


def stray_references(definition: Definition) -> list[Problem]:
    """What the text alone cannot show: departments, fees and slot calendars that the city does not have."""
    going_on = Department.objects.exclude(valid_until__lt=timezone.localdate())
    departments = set(going_on.values_list("code", flat=True))
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
    return [*strays, *_stray_calendars(definition)] + [
        Problem(
            f"/fees/lines/{place}/item",
            "unknown_fee",
            _("手数料「%(code)s」はありません。手数料の一覧にある符号を書いてください。") % {"code": line.item},
        )
        for place, line in enumerate(definition.fees.lines)
        if line.item not in fees
    ]


def _stray_calendars(definition: Definition) -> list[Problem]:
    """No SQL for a definition that asks for no slot."""
    placed = ((one.place, one.item) for one in placed_items(definition))
    named = {place: item.slots_from for place, item in placed if isinstance(item, SlotItem)}
    unknown = unknown_calendars(named.values())
    message = _("予約枠の表「%(code)s」はありません。予約枠の画面で表を作るか、符号を確かめてください。")
    return [
        Problem(f"{place}/slots_from", "unknown_calendar", message % {"code": code})
        for place, code in named.items()
        if code in unknown
    ]


def _next_version(
    procedure: Procedure, text: str, digest: str, by: User | None, department: Department, moment: datetime
) -> ProcedureVersion:
    last = procedure.versions.aggregate(last=Max("number"))["last"] or 0
    return ProcedureVersion.objects.create(
        procedure=procedure,
        number=last + 1,
        document=text,
        digest=digest,
        department=department,
        effective_from=moment,
        published_at=timezone.now(),
        published_by=by,
    )
