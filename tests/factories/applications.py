"""Drafts and applications, made the way the portal makes them."""

from typing import Any
from uuid import uuid4

from identity.access.actors import Visitor
from procedures.applications.drafts import Contents, start_draft
from procedures.applications.models import Application, Draft
from procedures.catalogue.models import ProcedureVersion
from procedures.workflow.commands import claim, submit
from tests.catalogue import SMALL_ANSWERS, make_procedure


def make_draft(
    visitor: Visitor | None = None, *, version: ProcedureVersion | None = None, answers: dict[str, Any] | None = None
) -> Draft:
    """A draft with valid answers, ready to be sent."""
    return start_draft(
        version=version or make_procedure(),
        visitor=visitor or Visitor(),
        contents=confirmed_contents(SMALL_ANSWERS if answers is None else answers),
    )


def confirmed_contents(answers: dict[str, Any]) -> Contents:
    """A guest's answers whose mail address came back with its code."""
    address = answers.get("applicant_email", "guest@example.jp")
    return Contents(answers=answers, email=address, email_confirmed=True)


def make_application(visitor: Visitor | None = None, **draft: Any) -> Application:
    """An application just received. A guest's visitor is made with a grant to it: see `guest_of`."""
    made = make_draft(visitor, **draft)
    actor = visitor if visitor and visitor.user_id else Visitor(grants=frozenset({made.pk}))
    return submit(actor=actor, draft_id=made.pk)


def guest_of(application: Application) -> Visitor:
    return Visitor(grants=frozenset({application.draft_id}))


def claimed(application: Application, staff: Any) -> Application:
    """The application, taken on by this staff actor."""
    claim(
        actor=staff,
        application_id=application.pk,
        expected_revision=application.revision,
        command_key=str(uuid4()),
    )
    application.refresh_from_db()
    return application
