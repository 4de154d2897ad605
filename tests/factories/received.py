"""Applications and events written straight into their tables, for the rooms below the commands."""

from typing import Any
from uuid import UUID, uuid4

from identity.access.actors import Actor, Staff, Visitor
from identity.people.models import User
from procedures.applications.answers import Digest, add_answers, digest_of, seal_digest
from procedures.applications.drafts import Contents, start_draft
from procedures.applications.effects import write_effect
from procedures.applications.events import append_event
from procedures.applications.models import Application, ApplicationEvent, Draft, Effect
from procedures.applications.receipts import draw_receipt
from procedures.applications.sealing import new_key
from procedures.catalogue.models import ProcedureVersion
from tests.catalogue import SMALL_ANSWERS, make_procedure

LEGAL_BASIS = [{"law": "住民基本台帳法", "article": "第12条", "source": "law"}]


def law_procedure(**changes: Any) -> ProcedureVersion:
    """A small procedure whose ground is a law."""
    return make_procedure(**{"legal_basis": LEGAL_BASIS, **changes})


def receive(
    *,
    version: ProcedureVersion | None = None,
    answers: dict[str, Any] | None = None,
    owner: User | None = None,
    email: str | None = None,
) -> tuple[Application, ApplicationEvent]:
    """An application and the event of its arrival. `email` given (also empty) is its address whatever was answered."""
    version = version or law_procedure()
    answers = SMALL_ANSWERS if answers is None else answers
    application_id = uuid4()
    key = new_key(application_id)
    application = Application(
        id=application_id,
        receipt=draw_receipt(),
        procedure=version.procedure,
        version=version,
        department=version.procedure.department.code,
        draft_id=uuid4(),
        owner=owner,
        wrapped_key=key.wrapped_key,
        key_name=key.key_name,
    )
    digest = digest_of(version.definition.applicant.among(answers))
    application.digest = seal_digest(application, digest if email is None else Digest(name=digest.name, email=email))
    application.save(force_insert=True)
    add_answers(application, answers, number=1)
    actor = Visitor(user_id=owner.pk if owner else None)
    return application, append_event(application=application, last=None, verb="submit", actor=actor)


def happen(
    application: Application,
    last: ApplicationEvent,
    verb: str,
    *,
    actor: Actor | None = None,
    data: dict[str, Any] | None = None,
    text: str | None = None,
) -> ApplicationEvent:
    return append_event(application=application, last=last, verb=verb, actor=actor or Visitor(), data=data, text=text)


def draft_with(*, email: str = "", owner: User | None = None, version: ProcedureVersion | None = None) -> Draft:
    """A draft of a guest with this address, or of an account."""
    return start_draft(
        version=version or law_procedure(),
        visitor=Visitor(user_id=owner.pk if owner else None),
        contents=Contents(answers=SMALL_ANSWERS, email=email),
    )


def written(payload: Any, *, application: Application | None = None) -> UUID:
    """The identifier of an effect row written for this payload."""
    from django.db import transaction

    with transaction.atomic():
        write_effect(payload, once=uuid4().hex, application=application)
    return Effect.objects.order_by("-created_at").values_list("pk", flat=True)[0]


def staff_of(user: User, department: str = "citizen-affairs") -> Staff:
    return Staff(user_id=user.pk, name=user.name, roles=frozenset({(department, "clerk")}))
