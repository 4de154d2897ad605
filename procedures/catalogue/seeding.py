"""The seed of a new portal: departments, fees, slot calendars and procedures from the JSON files under seeds/."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from payments.fees.models import FeeItem
from procedures.catalogue.enclosures import bring_calendars
from procedures.catalogue.exchange import read_calendars
from procedures.catalogue.models import Department, Procedure
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
    _load_fees(_read(SEEDS / "fees.json"))
    bring_calendars(read_calendars((SEEDS / "calendars.json").read_bytes()), by=None)
    departments = {department.code: department for department in Department.objects.all()}
    for path in sorted((SEEDS / "procedures").glob("*.json")):
        seed = _read(path)
        publish(number=seed["number"], department=departments[seed["department"]], document=seed["definition"])
        Procedure.objects.filter(number=seed["number"]).update(featured=seed.get("featured"))
    return Procedure.objects.filter(current__isnull=False).count()


def _load_departments(rows: list[dict[str, Any]]) -> None:
    for row in rows:
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
        if row.get("successor"):
            Department.objects.filter(code=row["code"]).update(successor=codes[row["successor"]])


def _load_fees(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        FeeItem.objects.update_or_create(
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={
                "label": row["label"],
                "amount": row["amount"],
                "unit": row.get("unit", ""),
                "basis": row["basis"],
                "verification": row["status"],
                "valid_until": _day(row.get("valid_until")),
                # A seed without one leaves what the city has filled in.
                **({"revenue_code": row["revenue_code"]} if "revenue_code" in row else {}),
            },
        )
