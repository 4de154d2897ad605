"""The seed of a new portal: departments, fees and revenues, slot calendars, procedures; JSON files under seeds/."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from payments.fees.models import FeeItem, FeeRecord, FeeRecordAbout, Revenue
from procedures.catalogue.enclosures import bring_calendars
from procedures.catalogue.exchange import read_calendars
from procedures.catalogue.models import Department, DepartmentRecord, Procedure
from procedures.catalogue.services import publish

SEEDS = Path(__file__).parent / "seeds"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_seeds() -> int:
    """Load or refresh the seed; what is unchanged stays as it is. Returns how many procedures are published."""
    _load_departments(_read(SEEDS / "departments.json"))
    _load_revenues(_read(SEEDS / "revenues.json"))
    _load_fees(_read(SEEDS / "fees.json"))
    bring_calendars(read_calendars((SEEDS / "calendars.json").read_bytes()), by=None)
    departments = {department.code: department for department in Department.objects.all()}
    for path in sorted((SEEDS / "procedures").glob("*.json")):
        seed = _read(path)
        publish(number=seed["number"], department=departments[seed["department"]], document=seed["definition"])
        Procedure.objects.filter(number=seed["number"]).update(featured=seed.get("featured"))
    return Procedure.objects.filter(current__isnull=False).count()


def _load_departments(rows: list[dict[str, Any]]) -> None:
    kept = set(DepartmentRecord.objects.values_list("department__code", flat=True))  # an administrator's word counts
    for row in rows:
        if row["code"] in kept:
            continue
        Department.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "kana": row.get("kana", ""),
                "phone": row["phone"],
                "valid_from": date.fromisoformat(row["valid_from"]),
                "valid_until": _day(row.get("valid_until")),
            },
        )
    codes = {department.code: department for department in Department.objects.all()}
    for row in rows:
        if row.get("successor") and row["code"] not in kept:
            Department.objects.filter(code=row["code"]).update(successor=codes[row["successor"]])


def _load_revenues(rows: list[dict[str, Any]]) -> None:
    """What a city has named itself stays as it is."""
    known = set(Revenue.objects.values_list("code", flat=True))
    for row in rows:
        if row["code"] not in known:
            Revenue.objects.create(code=row["code"], label=row["label"], verification=row["status"])


def _load_fees(rows: list[dict[str, Any]]) -> None:
    known = {(item.code, item.valid_from): item.revenue_code for item in FeeItem.objects.all()}
    kept = set(
        FeeRecord.objects.filter(about=FeeRecordAbout.FEE).values_list("code", flat=True)
    )  # an administrator's word counts
    for row in rows:
        if row["code"] in kept:
            continue
        valid_from = date.fromisoformat(row["valid_from"])
        FeeItem.objects.update_or_create(
            code=row["code"],
            valid_from=valid_from,
            defaults={
                "label": row["label"],
                "amount": row["amount"],
                "unit": row.get("unit", ""),
                "basis": row["basis"],
                "verification": row["status"],
                "valid_until": _day(row.get("valid_until")),
                # What the city has filled in stays; a fee in use may still get the code that it lacks.
                "revenue_code": known.get((row["code"], valid_from)) or row.get("revenue_code", ""),
            },
        )
