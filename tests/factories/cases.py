"""Applications in every state that a clerk meets."""

from typing import Any
from uuid import uuid4

from identity.access.actors import Staff, Visitor
from procedures.applications.drafts import Contents, read_draft, save_draft
from procedures.applications.models import Application
from procedures.catalogue.models import ProcedureVersion
from procedures.workflow import commands
from procedures.workflow.corrections import correction_draft
from tests.factories.applications import guest_of, make_application


def do(command: Any, application: Application, actor: Any, **said: Any) -> Application:
    """Carry out a command on the application as it stands; returns it as it is then."""
    application.refresh_from_db()
    command(
        actor=actor,
        application_id=application.pk,
        expected_revision=application.revision,
        command_key=uuid4().hex,
        **said,
    )
    application.refresh_from_db()
    return application


def received(version: ProcedureVersion, **more: Any) -> Application:
    return make_application(version=version, **more)


def in_review(version: ProcedureVersion, staff: Staff, **more: Any) -> Application:
    return do(commands.claim, received(version, **more), staff)


def waiting(version: ProcedureVersion, staff: Staff, *, text: str = "希望を書いてください。") -> Application:
    application = in_review(version, staff)
    return do(commands.request_correction, application, staff, text=text, items=["wish"])


def corrected(version: ProcedureVersion, staff: Staff, **changes: Any) -> Application:
    """Sent, asked to be mended, and mended."""
    application = waiting(version, staff)
    guest = guest_of(application)
    draft = correction_draft(application=application, visitor=guest)
    contents = read_draft(draft)
    answers = contents.answers | (changes or {"wish": "窓口で受け取る"})
    save_draft(draft, Contents(answers=answers), expected_revision=draft.revision)
    granted = Visitor(grants=guest.grants | {draft.pk})
    commands.resubmit(
        actor=granted, application_id=application.pk, draft_id=draft.pk, expected_revision=application.revision
    )
    application.refresh_from_db()
    return application


def refused(version: ProcedureVersion, staff: Staff) -> Application:
    application = in_review(version, staff)
    return do(commands.decide, application, staff, outcome="refused", reasons="住民登録がないため。")


def completed(version: ProcedureVersion, staff: Staff) -> Application:
    application = do(commands.decide, in_review(version, staff), staff, outcome="approved")
    return do(commands.complete, application, staff)


def form_of(application: Application, **more: str | list[str]) -> dict[str, Any]:
    """What the forms of a case page send."""
    return {"revision": str(application.revision), "key": uuid4().hex, **more}
