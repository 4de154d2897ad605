"""The seeded catalogue, and small procedures made for one test."""

from typing import Any

import pytest
from django.utils import timezone

from akita_portal.demo.slots import make_sample_slots
from procedures.catalogue.models import Department, ProcedureVersion
from procedures.catalogue.seeding import load_seeds
from procedures.catalogue.services import publish


@pytest.fixture
def catalogue(db: None) -> None:
    """Departments, fees, the seeded procedures and slots for them."""
    load_seeds()
    make_sample_slots()


def make_department(code: str = "citizen-affairs", name: str = "市民課") -> Department:
    department, _ = Department.objects.get_or_create(
        code=code, defaults={"name": name, "phone": "018-888-0000", "valid_from": timezone.localdate().replace(day=1)}
    )
    return department


def small_document(*, kind: str = "issuance", **changes: Any) -> dict[str, Any]:
    """A definition of one page with three items, valid for any kind."""
    document: dict[str, Any] = {
        "format": 1,
        "kind": kind,
        "title": "小さな手続",
        "summary": "試験のための手続です。",
        "who": "どなたでも",
        "what_next": "担当が確認します。",
        "legal_basis": [{"law": "住民基本台帳法", "article": "第12条", "source": "law"}],
        "assurance": {"level": 1, "reason": "連絡先がわかれば足りるため"},
        "pages": [
            {
                "id": "applicant",
                "title": "申請者",
                "items": [
                    {"id": "applicant_name", "type": "person_name", "label": "氏名", "required": True},
                    {"id": "applicant_email", "type": "email", "label": "メールアドレス", "required": True},
                    {"id": "wish", "type": "text", "label": "希望", "required": False},
                ],
            }
        ],
        "workflow": {"stages": [{"id": "review", "title": "審査"}]},
        "retention": {"years": 5},
    }
    if kind in {"application", "issuance"}:
        document |= {"standard_period": {"business_days": 3}, "appeal": {"authority": "秋田市長"}}
    return document | changes


def unproven_document(**changes: Any) -> dict[str, Any]:
    """As `small_document`, with an item of which nobody can say before whether it is ever shown."""
    document = small_document(**changes)
    document["pages"][0]["items"][2]["when"] = {"==": [{"var": "identity.level"}, 3]}
    return document


FOUR_EYES = {
    "stages": [{"id": "review", "title": "審査"}, {"id": "approval", "title": "決裁", "role": "approver"}],
    "four_eyes": True,
}

SMALL_ANSWERS: dict[str, Any] = {
    "applicant_name": {"family": "山王", "given": "花子", "family_kana": "サンノウ", "given_kana": "ハナコ"},
    "applicant_email": "hanako@example.jp",
    "wish": "早めに",
}


def make_procedure(
    *, number: int = 9001, department: str = "citizen-affairs", kind: str = "issuance", **changes: Any
) -> ProcedureVersion:
    version = publish(
        number=number, department=make_department(department), document=small_document(kind=kind, **changes)
    )
    return ProcedureVersion.objects.select_related("procedure__department").get(pk=version.pk)
