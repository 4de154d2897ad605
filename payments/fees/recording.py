"""The history of what the city's administrators keep about its fees."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet

from identity.people.models import User
from payments.dated import Act, Chain, RowT
from payments.fees.models import FeeRecord, FeeRecordAbout, FeeRecordKind


def chain(model: type[RowT], about: FeeRecordAbout) -> Chain[RowT]:
    """The rows of a model with their history in FeeRecord."""
    return Chain(model=model, key="code", record=partial(_record, about), until_before=partial(_until_before, about))


def records_of(about: FeeRecordAbout, code: str) -> QuerySet[FeeRecord]:
    """The newest first."""
    return FeeRecord.objects.filter(about=about, code=code).select_related("by").order_by("-at", "-pk")


def _record(about: FeeRecordAbout, code: str, act: Act, by: User | None, data: dict[str, Any]) -> None:
    FeeRecord.objects.create(about=about, code=code, kind=FeeRecordKind(act.value), by=by, data=data)


def _until_before(about: FeeRecordAbout, code: str, day: date) -> date | None:
    made = records_of(about, code).filter(kind=FeeRecordKind.CHANGED, data__on=day.isoformat()).first()
    until = made.data.get("until") if made else None
    return date.fromisoformat(until) if until else None
