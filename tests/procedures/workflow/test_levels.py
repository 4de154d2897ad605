"""Every cell of (level asked × level reached × how long ago): what submit takes, and what it asks for instead."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from identity.access.actors import Visitor
from identity.access.assurance import Assurance, Level
from procedures.applications.drafts import Contents, start_draft
from procedures.applications.models import Application, Draft
from procedures.forms.journey import Journey
from procedures.workflow.commands import submit
from procedures.workflow.errors import LevelMissing, SignatureMissing
from procedures.workflow.signing import ask_for_signature, content_to_sign
from tests.catalogue import SMALL_ANSWERS, make_procedure, small_document
from tests.factories.card import assured, sign_request

pytestmark = pytest.mark.django_db(transaction=True)

NOW, ALMOST, TOO_LATE, YESTERDAY = (timedelta(minutes=minutes) for minutes in (0, 29, 31, 24 * 60))
IN_TIME = {NOW, ALMOST}
PAGE = small_document()["pages"][0]
# The address may be left out, so that there is none to be confirmed.
PAGES = [{**PAGE, "items": [{**item, "required": item["id"] == "applicant_name"} for item in PAGE["items"]]}]
ANSWERS = {"applicant_name": SMALL_ANSWERS["applicant_name"], "wish": "早めに"}

# By the level asked: for each level reached (0 to 3) what is missing, in time and too late.
MISSING = {
    0: (("", "", "", ""), ("", "", "", "")),
    1: (("contact", "", "", ""), ("contact", "", "", "")),
    2: (("card", "card", "", ""), ("card", "card", "card", "card")),
    3: (("card", "card", "signature", "signature"), ("card", "card", "signature", "signature")),
}


def outcome(actor: Visitor, draft: Draft) -> str:
    try:
        application = submit(actor=actor, draft_id=draft.pk)
    except LevelMissing as missing:
        return missing.level.name.lower()
    except SignatureMissing:
        return "signature"
    assert application.assurance_level >= application.version.definition.assurance.level
    return ""


@pytest.mark.parametrize("asked", sorted(MISSING))
def test_every_cell(citizen, asked):
    version = make_procedure(assurance={"level": asked, "reason": "試験のため", "signature": asked == 3}, pages=PAGES)
    for reached, age in product(Level, (NOW, ALMOST, TOO_LATE, YESTERDAY)):
        actor = assured(citizen.user, reached, at=timezone.now() - age)
        draft = start_draft(version=version, visitor=actor, contents=Contents(answers=ANSWERS))
        expected = MISSING[asked][age not in IN_TIME][reached]
        assert outcome(actor, draft) == expected, (asked, reached, age)
        assert Draft.objects.filter(pk=draft.pk).exists() is bool(expected)


@pytest.mark.parametrize("asked", [2, 3])
def test_a_moment_that_is_not_known_is_no_moment(citizen, asked):
    version = make_procedure(assurance={"level": asked, "reason": "試験のため"}, pages=PAGES)
    actor = Visitor(user_id=citizen.user.pk, assurance=Assurance(Level.CARD, "card", None))
    draft = start_draft(version=version, visitor=actor, contents=Contents(answers=ANSWERS))
    assert outcome(actor, draft) == {2: "card", 3: "signature"}[asked]


@pytest.mark.parametrize("age", [NOW, TOO_LATE, YESTERDAY])
def test_with_a_signature_the_age_of_the_sign_in_does_not_count(citizen, indexed, hanako, age):
    version = make_procedure(assurance={"level": 3, "reason": "試験のため", "signature": True}, pages=PAGES)
    actor = assured(citizen.user, at=timezone.now() - age)
    draft = start_draft(version=version, visitor=actor, contents=Contents(answers=ANSWERS))
    content = content_to_sign(version, Journey(version.definition, ANSWERS, timezone.localdate()))
    ask_for_signature(content=content, subject=draft.pk, user_id=citizen.user.pk)
    sign_request(draft.pk, hanako)
    assert outcome(actor, draft) == ""
    assert (Application.objects.get().assurance_level, Application.objects.get().assurance_method) == (3, "card")


def test_a_signature_does_not_replace_the_sign_in(citizen, indexed, hanako):
    version = make_procedure(assurance={"level": 3, "reason": "試験のため", "signature": True}, pages=PAGES)
    actor = assured(citizen.user, Level.CONTACT)
    draft = start_draft(version=version, visitor=actor, contents=Contents(answers=ANSWERS))
    content = content_to_sign(version, Journey(version.definition, ANSWERS, timezone.localdate()))
    ask_for_signature(content=content, subject=draft.pk, user_id=citizen.user.pk)
    sign_request(draft.pk, hanako)
    assert outcome(actor, draft) == "card"
