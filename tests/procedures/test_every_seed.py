"""Every seeded procedure, from its first page to the clerk's page, with generated valid answers."""

import html
import json
from collections.abc import Iterable

import pytest
from django.core.cache import cache
from django.utils import timezone

from identity.people.models import Role
from identity.sandbox.ca.authority import Issued
from procedures.applications.answers import read_answers
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.seeding import SEEDS
from procedures.forms.summary import Row, summarise
from tests.cast import make_staff
from tests.procedures.portal.steps import Citizen

pytestmark = pytest.mark.django_db

NUMBERS = sorted(int(path.name[:4]) for path in (SEEDS / "procedures").glob("*.json"))


def lines(rows: Iterable[Row]) -> list[str]:
    """Every line a clerk must be able to read, those of list rows included."""
    return [line for row in rows for line in (lines(row.children) if row.children else row.lines)]


def unread(number: int, card: Issued) -> list[str]:
    """What was filled in for this procedure and does not stand on the clerk's page."""
    cache.clear()  # more drafts than one address may start
    version = ProcedureVersion.objects.select_related("procedure__department").get(current_of__number=number)
    application = Citizen(version, card=card).apply()
    assert application.assurance_level == version.definition.assurance.level
    department = version.procedure.department.code
    clerk = make_staff(f"clerk{number}@city.example.jp", "試験 職員", department, Role.CLERK)
    page = html.unescape(clerk.client().get(f"/staff/cases/{application.receipt}/").content.decode())
    sections = summarise(version.definition, read_answers(application), timezone.localdate())
    sent = lines(row for section in sections for row in section.rows)
    assert len(sent) >= 3
    return [line for line in sent if line not in page]


def test_what_was_filled_in_is_what_the_clerk_reads(catalogue, indexed, hanako):
    assert {number: missing for number in NUMBERS if (missing := unread(number, hanako))} == {}


def test_the_catalogue_covers_the_table_of_the_reference():
    kinds = {json.loads(path.read_text())["definition"]["kind"] for path in (SEEDS / "procedures").glob("*.json")}
    assert (len(NUMBERS), len(set(NUMBERS))) == (37, 37)
    assert kinds == {"application", "notification", "issuance", "report"}
